import { packageRows } from './daemon-packages.ts';
import { printRows } from './table.ts';

/** The figures of the daemon of a watched machine. */
export async function run(): Promise<void> {
  printRows(await packageRows());
}
