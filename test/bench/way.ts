import { printRows } from './table.ts';
import { receiverRows } from './way-receiver.ts';
import { wrapperRows } from './way-wrapper.ts';

/** The figures of the way of a message; `--short` stores 200,000 messages instead of a million. */
export async function run(args: string[]): Promise<void> {
  printRows(await wrapperRows());
  printRows(await receiverRows(args.includes('--short') ? 200_000 : 1_000_000));
}
