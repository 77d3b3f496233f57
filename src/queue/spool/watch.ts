import { type FSWatcher, watch } from 'node:fs';
import { Bell } from '../../clock/bell.ts';
import type { Clock } from '../../clock/clock.ts';
import type { SpoolLayout } from './layout.ts';

/** Tells when something has come into `new`, by inotify where the system has it, else by looking again. */
export class SpoolWatch {
  readonly #bell: Bell;
  readonly #watcher: FSWatcher | null;

  constructor(spool: SpoolLayout, clock: Clock) {
    this.#bell = new Bell(clock);
    this.#watcher = startWatching(spool.new, () => this.#bell.ring());
    this.#watcher?.unref();
  }

  /** Resolves when something has arrived since the last call, at the latest after `ms` or when `signal` aborts. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    await this.#bell.wait(ms, signal);
  }

  /** There is reason to look, though nothing has arrived: ends the wait that is going on, or the next. */
  wake(): void {
    this.#bell.ring();
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
