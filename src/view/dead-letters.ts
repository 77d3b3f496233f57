import type { DeadLetter } from '../store/dead-letters.ts';

/** A refused message for people; `--json` shows it as it is. */
export interface DeadLetterView {
  id: number;
  host: string;
  received: Date;
  reason: string;
  /** The envelope's version, where it waits for a newer program. */
  parked: number | null;
  text: string;
}

export function deadLetterView({ id, hostName, received, reason, parked, text }: DeadLetter): DeadLetterView {
  return { id, host: hostName, received: new Date(received), reason, parked, text };
}
