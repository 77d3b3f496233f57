import { MESSAGE_VERSION } from '../model/message.ts';
import type { BatchWriter } from '../store/batch.ts';
import type { DeadLetter } from '../store/dead-letters.ts';
import { MessageKeeper } from './keep.ts';
import type { PluginReceivers } from './plugins.ts';

/**
 * Receives dead letters once more; what is kept now is no dead letter any longer, for the rest the reason is told anew.
 * @returns how many were kept
 */
export function retryLetters(writer: BatchWriter, plugins: PluginReceivers, letters: DeadLetter[]): number {
  const keeper = new MessageKeeper(writer, plugins);
  let kept = 0;
  for (const { id, host, hostName, spool, number, received, text } of letters) {
    const origin = { host, spool, number, sent: null, received };
    const [refusal] = keeper.keep({ origin, hostName, text, fallbackId: `dead-letter-${id}`, belated: true });
    if (refusal) writer.refusedAgain(id, refusal.reason, refusal.parked);
    else writer.dropDeadLetter(id);
    kept += refusal ? 0 : 1;
  }
  plugins.again(); // what they say of the way of such old messages may have been overtaken
  return kept;
}

/** Is it a message that had to wait for a newer program, and is this one new enough? */
export function isReadable(letter: DeadLetter): boolean {
  return letter.parked !== null && letter.parked <= MESSAGE_VERSION;
}
