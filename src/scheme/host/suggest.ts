// "Did you mean" for an unbound variable: the nearest name its environment knows.
import { nearest } from '../data/near.ts';
import { Environment } from '../expand/environment.ts';
import { setSuggest } from '../run/backtrace.ts';

setSuggest(cell => {
  if (!(cell.home instanceof Environment)) return undefined;
  const names = [...cell.home.names()].map(({ name }) => name);
  const near = nearest(cell.name.name, names);
  return near === undefined ? undefined : `did you mean '${near}'?`;
});
