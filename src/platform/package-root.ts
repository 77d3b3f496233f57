import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder this program is installed in: the nearest one above with a package.json. */
export function packageRoot(): string {
  let at = import.meta.dirname;
  while (!existsSync(join(at, 'package.json')) && at !== dirname(at)) at = dirname(at);
  return at;
}
