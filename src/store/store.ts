import { BatchWriter } from './batch.ts';
import { closeAfterWriting, type Database, makeStoreDirectory, openForWriting } from './database.ts';
import { type DeadLetter, deadLetters } from './dead-letters.ts';
import { lockStore, type StoreLock } from './store-lock.ts';

/** The store as those who write have it. */
export class Store {
  readonly #db: Database;
  readonly #writer: BatchWriter;
  readonly #lock: StoreLock | null;

  private constructor(db: Database, lock: StoreLock | null) {
    this.#db = db;
    this.#lock = lock;
    this.#writer = new BatchWriter(db);
  }

  /** Opens the store for the receiver, made or migrated as needed; refuses when another receiver has it. */
  static openForReceiver(path: string): Store {
    makeStoreDirectory(path);
    const lock = lockStore(path);
    try {
      return new Store(openForWriting(path), lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** Opens the store for a person's order, beside a receiver that may be at work. */
  static openForOrder(path: string): Store {
    return new Store(openForWriting(path), null);
  }

  /** Does `work` in one transaction: all of it is on disk when this returns, or nothing of it happened. */
  transaction<T>(work: (writer: BatchWriter) => T): T {
    return this.#db.transaction(() => work(this.#writer)).immediate();
  }

  /** The dead letters of these ids, or all. */
  deadLetters(ids: number[] | null = null): DeadLetter[] {
    return deadLetters(this.#db, ids);
  }

  close(): void {
    closeAfterWriting(this.#db);
    this.#lock?.release();
  }
}
