import { type FSWatcher, watch } from 'node:fs';
import type { Clock } from '../../clock/clock.ts';
import type { SpoolLayout } from './layout.ts';

/** Tells when something has come into `new`, by inotify where the system has it, else by looking again. */
export class SpoolWatch {
  readonly #clock: Clock;
  readonly #watcher: FSWatcher | null;
  #arrived = false;
  #wake: AbortController | null = null;

  constructor(spool: SpoolLayout, clock: Clock) {
    this.#clock = clock;
    this.#watcher = startWatching(spool.new, () => {
      this.#arrived = true;
      this.#wake?.abort();
    });
    this.#watcher?.unref();
  }

  /** Resolves when something has arrived since the last call, at the latest after `ms` or when `signal` aborts. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#arrived && !signal.aborted) {
      this.#wake = new AbortController();
      await this.#clock.sleep(ms, AbortSignal.any([this.#wake.signal, signal]));
      this.#wake = null;
    }
    this.#arrived = false;
  }

  close(): void {
    this.#watcher?.close();
  }
}

function startWatching(directory: string, arrived: () => void): FSWatcher | null {
  try {
    return watch(directory, arrived).on('error', () => {});
  } catch {
    return null; // no inotify instance left: looking now and then does as well
  }
}
