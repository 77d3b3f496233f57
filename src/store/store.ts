import { errorCode } from '../model/fault.ts';
import type { Relation } from '../model/relation.ts';
import type { Retention } from '../model/retention.ts';
import { BatchWriter, type ForgottenJob } from './batch.ts';
import type { CoverRow } from './covers.ts';
import { closeAfterWriting, type Database, makeStoreDirectory, openForWriting } from './database.ts';
import { type DeadLetter, deadLetters } from './dead-letters.ts';
import { type Decider, NO_DECIDER } from './decider.ts';
import { type ExpectationRow, expectations } from './expectations.ts';
import { type FindingRow, findingOf, findings, troublesOn } from './findings.ts';
import { forgottenHosts, type HostRow, hosts } from './hosts.ts';
import { LAST_RUNS, type RunningRow, recentDurations, recentStarts, runningRuns } from './job-runs.ts';
import { OutboxTables } from './outbox.ts';
import { attachRelations, openRelations } from './relation/open.ts';
import type { Relations } from './relation/relations.ts';
import { type RunHistory, runHistory } from './run-history.ts';
import { storedOf } from './spools.ts';
import { lockStore, type StoreLock } from './store-lock.ts';
import { Upkeep } from './upkeep.ts';

/** Machines, and names of those of which nothing is expected any more. */
export interface Members {
  hosts: HostRow[];
  forgotten: string[];
}

/** What is so of the herd now. */
export interface WatchedState extends Members {
  findings: FindingRow[];
  covers: CoverRow[];
  expectations: ExpectationRow[];
  running: RunningRow[];
}

/** Good runs that say how long a job usually takes. */
const USUAL_RUNS = Math.min(31, LAST_RUNS);

/** Bytes. */
const HERD_CACHE = 32 * 1024 * 1024;

/** The store as those who write have it. */
export class Store {
  readonly #path: string;
  readonly #db: Database;
  #relations: Relations;
  /** Who is told of what, and whether they were: to be read here, and written in a transaction. */
  readonly outbox: OutboxTables;
  #writer: BatchWriter;
  #upkeep: Upkeep;
  #decider: Decider = NO_DECIDER;
  #whenFull = () => {};
  readonly #lock: StoreLock | null;

  private constructor(path: string, db: Database, lock: StoreLock | null, relations: Relations) {
    this.#path = path;
    this.#db = db;
    this.#lock = lock;
    this.#relations = relations;
    this.outbox = new OutboxTables(db);
    this.#writer = new BatchWriter(db, relations);
    this.#upkeep = new Upkeep(db, relations);
  }

  /** Opens the store for the receiver, made or migrated as needed; refuses when another receiver has it. */
  static openForReceiver(path: string, relations: readonly Relation[] = [], now = 0): Store {
    makeStoreDirectory(path);
    const lock = lockStore(path);
    try {
      const db = openForWriting(path, now);
      return new Store(path, db, lock, openRelations({ db, path, relations, now }));
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** Opens the store for a person's order, beside a receiver that may be at work. */
  static openForOrder(path: string, now: number): Store {
    const db = openForWriting(path, now);
    return new Store(path, db, null, attachRelations(db, path, now));
  }

  /**
   * Keeps more of the store in memory than the 2 MB that SQLite keeps by itself, with which the millionth message of a
   * herd takes half as long again as the first (npm run bench -- way).
   */
  cacheForHerd(): void {
    this.#db.pragma(`cache_size = -${HERD_CACHE / 1024}`); // negative: in KiB
  }

  /** Takes other declarations, as after a reload. Throws a Fault where the store cannot; then nothing has changed. */
  declare(relations: readonly Relation[], now: number): void {
    this.#relations = openRelations({ db: this.#db, path: this.#path, relations, now });
    this.#writer = new BatchWriter(this.#db, this.#relations, this.#decider);
    this.#upkeep = new Upkeep(this.#db, this.#relations);
  }

  /** From now on this decides what is told of findings, in every transaction. */
  decideBy(decider: Decider): void {
    this.#decider = decider;
    this.#writer = new BatchWriter(this.#db, this.#relations, decider);
  }

  /** Called whenever the store cannot be written for want of room. */
  whenFull(act: () => void): void {
    this.#whenFull = act;
  }

  /** Does `work` in one transaction: all of it is on disk when this returns, or nothing of it happened. */
  transaction<T>(work: (writer: BatchWriter) => T): T {
    const [writer, decider] = [this.#writer, this.#decider];
    try {
      return this.#relations.transaction(() => {
        decider.begin(writer);
        const result = work(writer);
        decider.finish();
        return result;
      });
    } catch (error) {
      decider.undone();
      if (errorCode(error) === 'SQLITE_FULL') this.#whenFull();
      throw error;
    }
  }

  /**
   * One slice of what keeps the store small and quick: rolling up metrics, forgetting what is old, statistics.
   * @returns whether there is more to do now
   */
  keepUp(now: number, monotonic: number, retention: Retention): boolean {
    return this.#upkeep.step(now, monotonic, retention);
  }

  /** How far a spool of a host is stored; 0 where nothing of it is. */
  storedOf(host: string, spool: string): number {
    return storedOf(this.#db, host, spool);
  }

  /** A machine has left the herd: what it told stays, and nothing is expected of it; false where nobody knows it. */
  forgetHost(host: string, now: number): boolean {
    return this.transaction(writer => writer.forgetHost(host, now));
  }

  /** A job is no more. */
  forgetJob(host: string, tag: string, now: number): ForgottenJob {
    return this.transaction(writer => writer.forgetJob(host, tag, now));
  }

  /** A run of a job and what came before it; null where it is not known. */
  runHistory(host: string, run: string): RunHistory | null {
    return runHistory(this.#db, host, run);
  }

  /** How a subject stands; null where nothing was found of it. */
  finding(host: string, plugin: string, subject: string): FindingRow | null {
    return findingOf(this.#db, host, plugin, subject);
  }

  /** What is wrong on these machines, as it was found last. */
  troubles(hosts: readonly string[]): FindingRow[] {
    return troublesOn(this.#db, hosts);
  }

  /** The dead letters of these ids, or all. */
  deadLetters(ids: number[] | null = null): DeadLetter[] {
    return deadLetters(this.#db, ids);
  }

  /** The machines that were heard from. */
  members(): Members {
    return { hosts: hosts(this.#db), forgotten: forgottenHosts(this.#db) };
  }

  /** All that watching looks at. */
  watched(): WatchedState {
    return {
      ...this.members(),
      findings: findings(this.#db),
      covers: this.#writer.covers.all(),
      expectations: expectations(this.#db),
      running: runningRuns(this.#db),
    };
  }

  /** Starts of the last runs of a job: milliseconds since 1970, by the clock of its machine. */
  recentStarts(host: string, tag: string, limit: number): number[] {
    return recentStarts(this.#db, host, tag, limit);
  }

  /** What the last good runs of a job took, in the middle: milliseconds; null where there are none. */
  usualDuration(host: string, tag: string): number | null {
    const durations = recentDurations(this.#db, host, tag, USUAL_RUNS);
    return durations[durations.length >> 1] ?? null;
  }

  close(): void {
    closeAfterWriting(this.#db);
    this.#lock?.release();
  }
}
