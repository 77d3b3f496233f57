import { existsSync } from 'node:fs';
import { configuredQueue, privateSpoolPath, spoolPath } from '../platform/paths.ts';
import { formatQueueAddress, parseQueueAddress } from '../queue/address.ts';
import { spoolLayout } from '../queue/spool/layout.ts';
import { ownsSpool } from '../queue/spool/presence.ts';

type Environment = Record<string, string | undefined>;

/** Where the messages of a run are put, and where they have to go from there. */
export interface Place {
  /** Root of the spool. */
  spool: string;
  /** The queue they must go to; null for the one that is configured. */
  destination: string | null;
  /** Is there a queue on another machine at all? Without, the spool is the queue. */
  leaves: boolean;
}

/**
 * @param queue what -H says, in its one spelling
 */
export function choosePlace(queue: string | null, env: Environment): Place {
  const shared = spoolPath(env);
  const configured = configuration(env);
  if (queue === null || queue === configured)
    return { spool: shared, destination: null, leaves: configured !== null };
  // The machine's own sender goes where root said, not where any user says: what a user sends elsewhere is his to bring.
  const own = !existsSync(shared) || ownsSpool(spoolLayout(shared));
  return { spool: own ? shared : privateSpoolPath(env), destination: queue, leaves: true };
}

/** The configured queue in its one spelling; what cannot be read or understood is the sender's to complain of. */
function configuration(env: Environment): string | null {
  let line: string | null;
  try {
    line = configuredQueue(env);
  } catch {
    return 'unreadable';
  }
  try {
    return line === null ? null : formatQueueAddress(parseQueueAddress(line));
  } catch {
    return line;
  }
}
