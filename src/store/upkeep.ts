import { DEFAULT_RETENTION, type Retention } from '../model/retention.ts';
import type { Database } from './database.ts';
import { expireLetters, expireMessages, expireNotices, expireRefusals, expireRuns } from './expiry.ts';
import { expireDays, expireEvents, expireHistory, expireSeries } from './relation/expiry.ts';
import type { Layout } from './relation/layout.ts';
import type { Relations } from './relation/relations.ts';
import { foldHours, foldSamples } from './relation/rollup.ts';
import { Statistics } from './relation/statistics.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/**
 * Keeps a store from growing for ever, and its statistics true. It works in slices of some
 * milliseconds, each a transaction of its own, so that messages are received in between.
 */
export class Upkeep {
  readonly #db: Database;
  readonly #layouts: readonly Layout[];
  readonly #statistics: Statistics;
  #work: Generator<void> | null = null;
  #nextPass = -Infinity;
  #nextAnalysis = -Infinity;

  constructor(db: Database, relations: Relations) {
    this.#db = db;
    this.#layouts = relations.layouts;
    this.#statistics = new Statistics(db, relations.layouts, relations.written);
  }

  /**
   * Does one slice of what is due: everything once an hour, statistics also when a relation has grown to twice its
   * size. To be called between batches and from a timer; costs nothing when nothing is due.
   * @param now milliseconds since 1970
   * @param monotonic milliseconds since some moment, by which passes are timed: a clock set back must not stop them
   * @param retention how long things are kept, from the next pass on
   * @returns whether there is more to do
   */
  step(now: number, monotonic: number, retention: Retention = DEFAULT_RETENTION): boolean {
    this.#work ??= this.#begin(now, monotonic, retention);
    const work = this.#work;
    if (!work) return false;
    this.#work = null; // should it fail, the next pass begins anew
    const { done } = this.#db.transaction(() => work.next()).immediate();
    if (!done) this.#work = work;
    return !done;
  }

  #begin(now: number, monotonic: number, retention: Retention): Generator<void> | null {
    if (monotonic >= this.#nextPass) {
      this.#nextPass = monotonic + HOUR;
      const analyze = monotonic >= this.#nextAnalysis;
      if (analyze) this.#nextAnalysis = monotonic + DAY;
      return this.#pass(now, retention, analyze);
    }
    const grown = this.#statistics.grown();
    return grown.length > 0 ? this.#statistics.analyze(grown) : null;
  }

  *#pass(now: number, retention: Retention, analyze: boolean): Generator<void> {
    const age = this.#age(now);
    for (const layout of this.#layouts) yield* this.#forgetOld(layout, age, retention);
    const { runs, messages, letters, refusals, events } = retention;
    yield* expireRuns(this.#db, age - runs);
    yield* expireMessages(this.#db, age - messages, age);
    yield* expireLetters(this.#db, age - letters);
    yield* expireRefusals(this.#db, age - refusals);
    yield* expireNotices(this.#db, age - events);
    yield* analyze ? this.#statistics.analyzeAll() : this.#statistics.analyze(this.#statistics.grown());
  }

  *#forgetOld({ relation }: Layout, age: number, retention: Retention): Generator<void> {
    const { history, events, samples, byHour, byDay } = retention;
    if (relation.kind === 'state') yield* expireHistory(this.#db, relation, age - history);
    if (relation.kind === 'event') yield* expireEvents(this.#db, relation, age - events);
    if (relation.kind !== 'metric') return;
    yield* foldSamples(this.#db, relation, age - samples);
    yield* foldHours(this.#db, relation, age - byHour);
    yield* expireDays(this.#db, relation, age - byDay);
    yield* expireSeries(this.#db, relation);
  }

  /**
   * The time by which things grow old: that of the last word from the herd. A server whose clock jumps years ahead for
   * a minute would otherwise forget everything in it, and a store that nobody tells anything need not shrink.
   */
  #age(now: number): number {
    const last = this.#db.prepare<[], number | null>('SELECT max(time) FROM renewed').pluck().get();
    return Math.min(now, last ?? now);
  }
}
