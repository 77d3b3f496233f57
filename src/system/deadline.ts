import type { Machine } from './machine.ts';

/** A time limit together with the monitor's own end; `release` when it is no longer needed. */
export interface Deadline {
  signal: AbortSignal;
  /** `timed-out`, or `stopped` when it was the monitor that was ended; null while there is time. */
  failure(): 'timed-out' | 'stopped' | null;
  release(): void;
}

/** @param limit milliseconds from now */
export function deadline(machine: Machine, limit: number): Deadline {
  const controller = new AbortController();
  const released = new AbortController();
  let failure: 'timed-out' | 'stopped' | null = null;
  const end = (why: 'timed-out' | 'stopped') => {
    if (failure || released.signal.aborted) return;
    failure = why;
    controller.abort();
  };
  const stopped = () => end('stopped');
  if (machine.signal?.aborted) stopped();
  machine.signal?.addEventListener('abort', stopped, { once: true });
  void machine.clock.sleep(limit, released.signal).then(() => end('timed-out'));
  return {
    signal: controller.signal,
    failure: () => failure,
    release: () => {
      machine.signal?.removeEventListener('abort', stopped);
      released.abort();
    },
  };
}
