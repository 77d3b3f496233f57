import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bootId } from '../../platform/identity.ts';
import { pidExists } from '../../platform/process.ts';
import { parseEntryName } from './entry-name.ts';
import type { SpoolLayout } from './layout.ts';

/** Removes what writers who died left half written in `tmp`: nobody was ever told that it was kept. */
export function removeUnfinished(spool: SpoolLayout): void {
  const boot = (bootId() ?? '00000000').slice(0, 8);
  for (const name of readdirSync(spool.tmp)) {
    const entry = parseEntryName(name);
    if (entry && (entry.boot !== boot || !pidExists(entry.pid)))
      rmSync(join(spool.tmp, name), { force: true });
  }
}
