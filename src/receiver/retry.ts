import { MESSAGE_VERSION } from '../model/message.ts';
import type { BatchWriter } from '../store/batch.ts';
import type { DeadLetter } from '../store/dead-letters.ts';
import { keepMessage } from './keep.ts';

/**
 * Receives dead letters once more; what is kept now is no dead letter any longer, for the rest the reason is told anew.
 * @returns how many were kept
 */
export function retryLetters(writer: BatchWriter, letters: DeadLetter[]): number {
  let kept = 0;
  for (const letter of letters) {
    const { id, host, spool, number, received, text } = letter;
    const refusal = keepMessage(
      writer,
      { host, spool, number, sent: null, received },
      text,
      `dead-letter-${id}`,
    );
    if (refusal) writer.refusedAgain(id, refusal.reason, refusal.parked);
    else writer.dropDeadLetter(id);
    kept += refusal ? 0 : 1;
  }
  return kept;
}

/** Is it a message that had to wait for a newer program, and is this one new enough? */
export function isReadable(letter: DeadLetter): boolean {
  return letter.parked !== null && letter.parked <= MESSAGE_VERSION;
}
