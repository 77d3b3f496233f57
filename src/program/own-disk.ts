import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorText } from '../model/fault.ts';
import { timeOrderedId } from '../model/id.ts';
import type { Notice } from '../model/notice.ts';
import type { Crier } from '../notify/crier.ts';
import { hostName } from '../platform/identity.ts';
import type { DaemonContext } from './daemon-program.ts';

/** Room that is given back when the disk is full, so that what is to be told and decided can still be stored. */
const BALLAST = 1024 * 1024;
/** Free room at which the disk is full no longer, and the ballast is made anew. */
const ROOM = 16 * BALLAST;
const LOOK_EVERY = 10_000;

/** Watches the disk of the store: it cannot be the store that says that it is full. */
export class OwnDisk {
  readonly #store: string;
  readonly #ballast: string;
  readonly #crier: Crier;
  readonly #context: DaemonContext;
  readonly #thread: string;
  /** Since when: milliseconds since 1970; null while it is not. */
  #fullSince: number | null = null;

  /** @param isNew is there no store yet? A ballast that is missing beside an old one was given back, and that was told. */
  constructor(store: string, isNew: boolean, crier: Crier, context: DaemonContext) {
    this.#store = store;
    this.#ballast = `${store}.ballast`;
    this.#crier = crier;
    this.#context = context;
    this.#thread = `own-disk-${timeOrderedId(context.clock.now())}`;
    if (!isNew && !existsSync(this.#ballast) && this.#free() < BALLAST) this.#fullSince = context.clock.now();
  }

  /** Why the dog is not well; null where it is. */
  get trouble(): string | null {
    return this.#fullSince === null ? null : `the disk of the store is full: ${dirname(this.#store)}`;
  }

  /** The store could not be written for want of room. */
  full(): void {
    const { clock, log } = this.#context;
    const hasBallast = existsSync(this.#ballast);
    rmSync(this.#ballast, { force: true });
    if (this.#fullSince !== null) return;
    this.#fullSince = clock.now();
    log.error(
      { store: this.#store, ballast: hasBallast },
      "the store's disk is full; the ballast is given back",
    );
    this.#cry('bad', this.#fullSince);
  }

  /** Keeps the ballast, and tells when there is room again, until the signal aborts. */
  async run(): Promise<void> {
    const { clock, signal, log } = this.#context;
    while (!signal.aborted) {
      try {
        if (this.#free() >= ROOM) this.#hasRoom();
      } catch (error) {
        log.error({ error: errorText(error) }, "the store's disk cannot be looked at");
      }
      await clock.sleep(LOOK_EVERY, signal);
    }
  }

  #hasRoom(): void {
    if (!existsSync(this.#ballast)) makeBallast(this.#ballast);
    if (this.#fullSince === null) return;
    const since = this.#fullSince;
    this.#fullSince = null;
    this.#context.log.info({ store: this.#store }, "the store's disk has room again");
    this.#cry('well', since);
  }

  #free(): number {
    const { bavail, bsize } = statfsSync(dirname(this.#store));
    return bavail * bsize;
  }

  #cry(kind: 'bad' | 'well', since: number): void {
    const { clock, signal } = this.#context;
    const now = clock.now();
    const where = dirname(this.#store);
    const trouble = {
      host: hostName(),
      plugin: 'sheepdog',
      subject: 'store',
      level: kind === 'bad' ? ('bark' as const) : ('ok' as const),
      text:
        kind === 'bad'
          ? `the disk of ${where} is full: messages wait in the queue`
          : `${where} has room again`,
      value: null,
      limit: null,
      since,
      count: 1,
      show: null,
    };
    const notice: Notice = {
      id: timeOrderedId(now),
      kind,
      time: now,
      thread: this.#thread,
      troubles: [trouble],
      cause: null,
      text: null,
    };
    void this.#crier.cry(notice, signal);
  }
}

/** Bytes that take room: what is all zeros need not. */
function makeBallast(path: string): void {
  const fd = openSync(path, 'w', 0o640);
  try {
    writeSync(fd, Buffer.alloc(BALLAST, 'sheepdog '));
    fsyncSync(fd);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(fd);
  }
}
