import type { DogWatch } from '../model/alert.ts';
import { timeOrderedId } from '../model/id.ts';
import { HEARTBEAT_PLUGIN } from '../model/message.ts';
import type { Notice } from '../model/notice.ts';
import type { AlertTables } from '../store/alerts.ts';
import type { Entry } from './book.ts';
import { type Doubt, doubtAfter, doubtAtStart, jumpBetween, type Look } from './doubt.ts';
import type { AlertPlan } from './plan.ts';
import { dependenciesOf } from './quiet.ts';

/** Milliseconds between two looks at the dog itself, and between two marks that it was alive. */
const LOOK_EVERY = 10_000;
const MARK_EVERY = 60_000;

/** Watches the dog itself: while it may be the one who cannot hear, it blames nobody for being silent. */
export class Watch {
  readonly #plan: () => AlertPlan;
  #before: Look | null = null;
  #doubt: Doubt | null = null;
  /** Since when nobody is heard, and since when what was told of: as the store has it. */
  #deaf: number | null = null;
  #told: number | null = null;
  #marked = Number.NEGATIVE_INFINITY;

  constructor(plan: () => AlertPlan) {
    this.#plan = plan;
  }

  /** What the store has of the dog itself. */
  load(last: DogWatch | null): void {
    this.#deaf = last?.deaf ?? null;
    this.#told = last?.told ?? null;
  }

  get doubt(): string | null {
    return this.#doubt?.reason ?? null;
  }

  /**
   * @returns by how much the wall clock was set since the last look: milliseconds, 0 where it was not; of what was done
   * to it while nobody looked only that it went back is known
   */
  look(now: number, monotonic: number, tables: AlertTables): number {
    const before = this.#before;
    const jumped = before
      ? jumpBetween(before, { now, monotonic })
      : Math.min(0, now - (tables.watch()?.alive ?? now));
    const hasJumped = Math.abs(jumped) > LOOK_EVERY;
    if (before && monotonic - before.monotonic < LOOK_EVERY && !hasJumped) return 0;
    const look = { now, monotonic, herd: this.#herd(tables) };
    this.#doubt = before ? doubtAfter(this.#doubt, before, look) : doubtAtStart(tables.watch(), look);
    this.#before = look;
    if (monotonic - this.#marked >= MARK_EVERY || hasJumped) {
      tables.setWatch(now, false);
      this.#marked = monotonic;
    }
    this.#keep(this.#doubt?.until === null ? this.#doubt.since : null, this.#told, tables);
    return hasJumped ? jumped : 0;
  }

  /** What is to be told of the dog itself, once: a grave doubt, or one by which somebody would be told to be silent. */
  notice(now: number, wanting: Iterable<Entry>, tables: AlertTables): Notice | null {
    const doubt = this.#doubt;
    if (doubt === null || doubt.since === this.#told) return null;
    if (!doubt.grave && ![...wanting].some(({ standing }) => standing.level === 'unknown')) return null;
    this.#keep(this.#deaf, doubt.since, tables);
    const id = timeOrderedId(now);
    const whole = { cause: null, troubles: [], text: doubt.reason };
    return { id, kind: 'inconclusive', time: now, thread: timeOrderedId(now), ...whole };
  }

  /** A dog that starts anew must not tell once more what it told. */
  #keep(deaf: number | null, told: number | null, tables: AlertTables): void {
    if (deaf === this.#deaf && told === this.#told) return;
    [this.#deaf, this.#told] = [deaf, told];
    tables.setDoubt({ deaf, told });
  }

  /** Machines that are silent by themselves: not with one that they depend on, and not with this one. */
  #herd(tables: AlertTables): Look['herd'] {
    const plan = this.#plan();
    const isAlone = (host: string) =>
      host !== plan.self &&
      dependenciesOf({ host, plugin: HEARTBEAT_PLUGIN, subject: '-' }, plan).length === 0;
    const others = tables.heard().filter(({ host }) => isAlone(host));
    return others.flatMap(({ last, interval }) => (interval === null ? [] : [{ last, interval }]));
  }
}
