import type { AlertEvent, Silence, SubjectName } from '../model/alert.ts';
import type { NamedEffect } from '../model/effect.ts';
import type { Finding } from '../model/finding.ts';
import { timeOrderedId } from '../model/id.ts';
import { HEARTBEAT_PLUGIN } from '../model/message.ts';
import { matches } from '../model/subject-pattern.ts';
import type { Decider, DecisionWriter } from '../store/decider.ts';
import { momentOfTelling, type Telling } from '../store/relation/telling.ts';
import { Book, type Entry } from './book.ts';
import { type Decision, decide, type Happening } from './decide.ts';
import { gather } from './gather.ts';
import { Hearing } from './hearing.ts';
import type { AlertPlan } from './plan.ts';
import type { Surroundings } from './quiet.ts';
import { Watch } from './watch.ts';

function isSilent(heartbeat: ReadonlyMap<string, Entry> | undefined): boolean {
  for (const { standing } of heartbeat?.values() ?? []) if (standing.level === 'unknown') return true;
  return false;
}

/**
 * Decides what is told, and keeps what is decided: the one owner of that state, in SQLite and, as it is there, in
 * memory. It works within the transaction of whoever stores findings or lets time pass.
 */
export class Alerts implements Decider {
  readonly #plan: () => AlertPlan;
  readonly #book: Book;
  readonly #hearing = new Hearing();
  readonly #watch: Watch;
  #silences: Silence[] = [];
  #writer: DecisionWriter | null = null;
  /** Of the store when it was read last; null: it has to be read. */
  #version: number | null = null;
  /** Of the transaction at work: milliseconds since 1970. */
  #now = 0;
  #found = false;

  /** @param plan what the configuration says; asked each time, so that a reload takes effect */
  constructor(plan: () => AlertPlan) {
    this.#plan = plan;
    this.#book = new Book(plan);
    this.#watch = new Watch(plan);
  }

  begin(writer: DecisionWriter): void {
    this.#writer = writer;
    const version = writer.alerts.version();
    if (version === this.#version) return;
    this.#book.load(writer.alerts);
    this.#silences = writer.alerts.silences();
    this.#hearing.load(writer.alerts.heard());
    this.#watch.load(writer.alerts.watch());
    this.#version = version;
  }

  undone(): void {
    this.#version = null;
  }

  heard(host: string, now: number): void {
    this.#hearing.heard(host, now);
  }

  found(effects: readonly NamedEffect[], telling: Telling): void {
    this.#now = telling.received;
    if (!telling.ownWord) this.#hearing.told(telling);
    const known = this.#book.of(telling.host, telling.plugin);
    for (const effect of effects) {
      if (effect.kind !== 'finding' && effect.kind !== 'mended' && effect.kind !== 'gone') continue;
      const { subject, level } = effect.finding;
      const entry = known?.get(subject);
      if (!entry && (effect.kind !== 'finding' || level === 'ok' || level === 'note')) continue;
      this.#take(entry, effect.finding, effect.kind === 'gone', telling);
    }
  }

  forgotten(host: string, now: number): void {
    this.#hearing.forget(host);
    for (const { name, standing } of [...this.#book.on(host)]) {
      this.#note(name, now, { event: 'forgotten', reason: 'the machine left the herd' }, standing.level);
      this.#book.set(name, null);
    }
  }

  dismissed(name: SubjectName): void {
    this.#book.set(name, null);
  }

  finish(): void {
    if (this.#found && this.#plan().window === 0) this.#gather(this.#now);
    this.#found = false;
    this.#book.save(this.#store.alerts);
  }

  /**
   * Lets time pass. Times are milliseconds: since 1970, and by a clock that never goes back.
   */
  tick(now: number, monotonic: number): void {
    const { alerts } = this.#store;
    const jumped = this.#watch.look(now, monotonic, alerts);
    if (jumped !== 0) this.#shift(jumped);
    for (const entry of this.#book.all) if (entry.next <= now) this.#letPass(entry, now);
    for (const silence of this.#silences) if (this.#isOver(silence, now)) this.#endSilence(silence, now);
    this.#gather(now);
    const notice = this.#watch.notice(now, this.#book.wanting, alerts);
    if (notice) this.#store.notices.add(notice);
    this.#book.save(alerts);
  }

  /** The daemon ends because somebody asked it to: nobody has to wonder where it was. */
  leave(now: number): void {
    this.#store.alerts.setWatch(now, true);
  }

  get #store(): DecisionWriter {
    if (!this.#writer) throw new Error('no transaction');
    return this.#writer;
  }

  #take(entry: Entry | undefined, finding: Finding, gone: boolean, telling: Telling): void {
    const { host, plugin, received } = telling;
    const silent = finding.level === 'unknown' && finding.hold === undefined;
    const happening: Happening = {
      kind: 'finding',
      finding: silent ? { ...finding, hold: this.#plan().silentFor } : finding,
      gone,
      time: momentOfTelling(telling),
      now: received,
      show: telling.show ?? null,
      inform: telling.inform ?? [],
    };
    const decision = decide(entry?.standing ?? null, happening, this.#plan());
    this.#found = true;
    this.#do(entry?.name ?? { host, plugin, subject: finding.subject }, decision, finding.level, received);
  }

  #letPass({ name, standing }: Entry, now: number): void {
    this.#do(name, decide(standing, { kind: 'tick', now }, this.#plan()), standing.level, now);
  }

  #do(name: SubjectName, { standing, made }: Decision, level: Finding['level'], now: number): void {
    if (made) this.#note(name, now, made, standing?.level ?? level);
    this.#book.set(name, standing);
  }

  #note(
    name: SubjectName,
    time: number,
    { event, reason }: { event: AlertEvent; reason: string },
    level: Finding['level'],
  ): void {
    this.#store.decided({ ...name, time, event, level, reason, notice: null });
  }

  #gather(now: number): void {
    if (this.#book.wanting.size === 0) return;
    const { changed, rows, notices } = gather(
      this.#book.wanting,
      this.#surroundings(now),
      () => timeOrderedId(now),
      thread => this.#isStillBad(thread),
    );
    for (const { name, standing } of changed) this.#book.set(name, standing);
    for (const row of rows) this.#store.decided(row);
    for (const notice of notices) this.#store.notices.add(notice);
  }

  #surroundings(now: number): Surroundings {
    const book = this.#book;
    return {
      now,
      plan: this.#plan(),
      silences: this.#silences,
      *troublesOn(host) {
        for (const { name, standing } of book.on(host)) yield [name, standing];
      },
      isSilent: host => isSilent(book.of(host, HEARTBEAT_PLUGIN)),
      lastHeard: host => this.#hearing.last(host),
      isBehind: host => this.#hearing.isBehind(host, now),
      doubt: this.#watch.doubt,
    };
  }

  #isStillBad(thread: string): boolean {
    for (const { standing } of this.#book.all)
      if (standing.thread === thread && standing.want !== 'well') return true;
    return false;
  }

  /** A silence until all is well ends when nothing of it is wrong. */
  #isOver(silence: Silence, now: number): boolean {
    if (silence.until !== null) return now >= silence.until;
    for (const { name, standing } of this.#book.all) if (standing.bad && matches(silence, name)) return false;
    return true;
  }

  #endSilence(silence: Silence, now: number): void {
    this.#silences = this.#silences.filter(each => each !== silence);
    this.#store.alerts.silenceOver(silence.id, now);
    for (const { name, standing } of [...this.#book.all]) {
      if (!standing.bad || standing.flapping || !matches(silence, name)) continue;
      if (standing.want === null)
        this.#book.set(name, { ...standing, want: 'quiet-over', wantedAt: now, quiet: null });
    }
  }

  /** The clock was set: what waits goes on waiting as long as it had to. */
  #shift(by: number): void {
    for (const { name, standing } of [...this.#book.all]) {
      const { due, changed, toldAt, wantedAt } = standing;
      this.#book.set(name, {
        ...standing,
        due: due === null ? null : due + by,
        changed: changed + by,
        toldAt: toldAt + by,
        wantedAt: wantedAt + by,
      });
    }
    this.#hearing.shift(by);
    this.#store.alerts.shiftSilences(by);
    this.#silences = this.#store.alerts.silences();
  }
}
