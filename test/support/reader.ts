import { join } from 'node:path';
import type { QueueAddress } from '../../src/queue/address.ts';
import type { ReaderThread } from '../../src/queue/thread/inbox.ts';

/** The queue daemon's thread that reads Redis, from its source. */
export function readerThread(address: QueueAddress): ReaderThread {
  return { file: join(import.meta.dirname, 'reader.mjs'), queue: address };
}
