import { formatQueueAddress, parseQueueAddress } from '../address.ts';
import { parseEntryName } from './entry-name.ts';

/** Where an entry goes (null: to the queue that is configured), or why it goes nowhere. */
export type Destination = { ok: true; address: string | null } | { ok: false; reason: string };

const LONGEST_FILE_NAME = 255;

/**
 * The bit of the mode (the sticky one, which says nothing of a file) that a writer sets as it makes a file that names a
 * queue. Whoever may move root's file, and so name it, cannot set it.
 */
export const DIRECTED = 0o1000;

/** Whose a file is, and its mode. */
interface Written {
  uid: number;
  mode: number;
}

/**
 * Does a file's word count on where a message goes? Only one of the sender's own user or of root's, and made to name a
 * queue: an address names a password file, too, which the sender reads and shows to whoever answers there.
 */
export function mayDirect({ uid, mode }: Written): boolean {
  return (uid === 0 || uid === process.getuid?.()) && (mode & DIRECTED) !== 0;
}

/** Where the entry of this name is to be brought. */
export function destinationOf(name: string, written: Written): Destination {
  const wish = parseEntryName(name)?.destination ?? null;
  if (wish === null) return { ok: true, address: null };
  if (!mayDirect(written)) return { ok: false, reason: 'it names a queue, and its writer may not' };
  try {
    const address = formatQueueAddress(parseQueueAddress(wish));
    if (laneName(address).length <= LONGEST_FILE_NAME) return { ok: true, address };
  } catch {
    // told below
  }
  return { ok: false, reason: 'what it names is not the address of a queue' };
}

/** The folder of the entries that go to this address. */
export function laneName(address: string): string {
  return encodeURIComponent(address);
}
