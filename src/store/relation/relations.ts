import type { Statement } from 'better-sqlite3';
import { ANY, type NamedEffect } from '../../model/effect.ts';
import { Fault } from '../../model/fault.ts';
import type { Fact } from '../../model/relation.ts';
import type { Database } from '../database.ts';
import { encodeFact } from './column.ts';
import { deedOf, type Target, targetNamed, targetOf } from './deed.ts';
import type { Layout } from './layout.ts';
import { Renewals } from './renewals.ts';
import { momentOfTelling, type Telling } from './telling.ts';

/** The relations of a store as the receiver has them: effects of messages go in, within the transaction of a batch. */
export class Relations {
  readonly layouts: readonly Layout[];
  readonly #db: Database;
  readonly #targets: ReadonlyMap<string, Target>;
  readonly #renewals: Renewals;
  readonly #version: Statement<[], number>;
  #versionSeen = -1;
  readonly #written = new Map<string, number>();

  constructor(db: Database, layouts: readonly Layout[]) {
    this.layouts = layouts;
    this.#db = db;
    this.#targets = new Map(layouts.map(layout => [layout.relation.name, targetOf(db, layout)]));
    this.#renewals = new Renewals(db);
    this.#version = db.prepare<[], number>('PRAGMA data_version').pluck();
  }

  /** Does `work`, which may apply effects, in one transaction: all of it is on disk when this returns, or nothing of it. */
  transaction<T>(work: () => T): T {
    const whole = () => {
      this.#lookForOthers();
      const result = work();
      this.#renewals.write();
      return result;
    };
    try {
      return this.#db.transaction(whole).immediate();
    } catch (error) {
      this.#renewals.forget();
      this.#forgetStates();
      throw error;
    }
  }

  /** A person's order may have written to the store since the last transaction: then nothing that is remembered holds. */
  #lookForOthers(): void {
    const version = this.#version.get()!;
    if (version !== this.#versionSeen) this.#forgetStates();
    this.#versionSeen = version;
  }

  #forgetStates(): void {
    for (const { kind, writer } of this.#targets.values()) if (kind === 'state') writer.forget();
  }

  /** Facts written to each relation since this was opened; a table that grew wants new statistics. */
  get written(): ReadonlyMap<string, number> {
    return this.#written;
  }

  /** The effects by which nothing is so any more on a host. */
  endOf(host: string): NamedEffect[] {
    const states = this.layouts.map(({ relation }) => relation).filter(({ kind }) => kind === 'state');
    return states.flatMap((relation): NamedEffect[] => {
      const column = relation.key.findIndex(({ name }) => name === 'host');
      if (column < 0) return [];
      const pattern = [...relation.key, ...relation.columns].map((_, i) => (i === column ? host : ANY));
      return [{ kind: 'retract', relation: relation.name, pattern }];
    });
  }

  /** Notes what happened here, and was told by no machine. @param now milliseconds since 1970 */
  record({ relation: name, values }: Fact, now: number): void {
    const target = targetNamed(name, this.#targets);
    if (target.kind !== 'event') throw new Fault(`'${name}' is no event`);
    target.writer.add(encodeFact(target.relation, values), now);
    this.#written.set(name, (this.#written.get(name) ?? 0) + 1);
  }

  /** Was what is told here overtaken by a later word of its plugin? */
  isOvertaken(telling: Telling): boolean {
    const { host, plugin, belated } = telling;
    return belated && momentOfTelling(telling) < this.#renewals.last(host, plugin);
  }

  /**
   * Does what a message's receiver hook returned, within a transaction. What is told belatedly, and is older than the
   * last word of its plugin on its host, changes nothing of what is so: it was overtaken. Events and samples are taken
   * whenever they come.
   * @returns how many facts changed; none where all was known
   * @throws Fault where an effect does not fit its relation; then nothing was written
   */
  apply(effects: readonly NamedEffect[], telling: Telling): number {
    const deeds = effects.map(effect => deedOf(effect, this.#targets, telling));
    const overtaken = this.isOvertaken(telling);
    let changed = 0;
    for (const { relation, run } of deeds) {
      if (overtaken && relation.kind === 'state') continue;
      const count = run(telling);
      if (count > 0) this.#written.set(relation.name, (this.#written.get(relation.name) ?? 0) + count);
      changed += count;
    }
    if (!overtaken && !telling.ownWord)
      this.#renewals.renew(telling.host, telling.plugin, momentOfTelling(telling));
    return changed;
  }
}
