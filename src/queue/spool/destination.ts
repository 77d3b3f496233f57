import { formatQueueAddress, parseQueueAddress } from '../address.ts';
import { parseEntryName } from './entry-name.ts';

/** Where an entry goes (null: to the queue that is configured), or why it goes nowhere. */
export type Destination = { ok: true; address: string | null } | { ok: false; reason: string };

const LONGEST_FILE_NAME = 255;

/**
 * Does this user's word count on where an entry goes? Only the sender's own and root's: an address names a password
 * file, too, which the sender reads and shows to whoever answers there.
 */
export function mayDirect(uid: number): boolean {
  return uid === 0 || uid === process.getuid?.();
}

/** Where the entry of this name, written by the user `owner`, is to be brought. */
export function destinationOf(name: string, owner: number): Destination {
  const wish = parseEntryName(name)?.destination ?? null;
  if (wish === null) return { ok: true, address: null };
  if (!mayDirect(owner)) return { ok: false, reason: 'it names a queue, and its writer may not' };
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
