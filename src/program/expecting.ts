import type { Heard } from '../expect/heard.ts';
import { judgeHerd } from '../expect/judge.ts';
import { Vigil } from '../expect/vigil.ts';
import { errorText } from '../model/fault.ts';
import type { Receiver } from '../receiver/receiver.ts';
import type { Store } from '../store/store.ts';
import type { DaemonContext } from './daemon-program.ts';
import { herdWatch, type Look, write, writeExpectations } from './herd-watch.ts';

const BETWEEN_LOOKS = 15_000;

/** Looks at the herd now and then, until the signal aborts. */
export async function expectThings(
  store: Store,
  heard: Heard,
  receivers: Receiver[],
  { clock, log, signal, dog }: DaemonContext,
): Promise<void> {
  const vigil = new Vigil();
  while (!signal.aborted) {
    const moment = { now: clock.now(), monotonic: clock.monotonic() };
    const listening = receivers.every(({ troubled }) => !troubled);
    vigil.look(moment, listening);
    try {
      lookAtHerd(store, { heard, vigil, moment, dog: dog() });
    } catch (error) {
      log.error(
        { error: errorText(error) },
        'what did not happen could not be looked for; tried again later',
      );
    }
    await clock.sleep(BETWEEN_LOOKS, signal);
  }
}

/**
 * Looks once for what did not happen: machines that are silent, jobs that did not run or do not end, subjects that are
 * not found again. What it says is found like anything else, in one transaction.
 */
export function lookAtHerd(store: Store, look: Look): void {
  const { now } = look.moment;
  store.transaction(writer => {
    writeExpectations(writer, store, look.dog, now);
    write(writer, judgeHerd(herdWatch(store, look)), now);
  });
}
