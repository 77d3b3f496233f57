import type { AlertRow } from '../model/alert.ts';
import { ALERT_RELATION } from '../model/core-relations.ts';
import type { Effect, NamedEffect } from '../model/effect.ts';
import { FINDING_RELATION, goneFinding, isPlumbing } from '../model/finding.ts';
import type { JobReport } from '../model/job.ts';
import { JOB_PLUGIN, type Message } from '../model/message.ts';
import { AlertTables } from './alerts.ts';
import { Covers } from './covers.ts';
import type { Database } from './database.ts';
import { type Decider, type DecisionWriter, NO_DECIDER } from './decider.ts';
import { Expectations } from './expectations.ts';
import { findingOf, subjectsReader } from './findings.ts';
import { Notices } from './notices.ts';
import { OutboxTables } from './outbox.ts';
import type { Relations } from './relation/relations.ts';
import { insertInto } from './relation/sql.ts';
import type { Telling } from './relation/telling.ts';

/** Where a message came from, as rows of the store. */
export interface Origin {
  host: number;
  spool: number | null;
  number: number | null;
  sent: number | null;
  received: number;
}

/** One spool of one host, and how far it is stored. */
export interface SpoolRow {
  id: number;
  stored: number;
}

/** What came of forgetting a job: where the configuration expects it, or nobody heard of it, nothing. */
export type ForgottenJob = 'forgotten' | 'configured' | 'unknown';

/** What the receiver may write, within the one transaction of its batch. */
export class BatchWriter implements DecisionWriter {
  /** What is to be told, and who took it. */
  readonly notices: Notices;
  /** What watching says of subjects. */
  readonly covers: Covers;
  /** What should run. */
  readonly expectations: Expectations;
  /** What is decided of subjects. */
  readonly alerts: AlertTables;
  readonly #decider: Decider;
  /** Who is told of it, and whether they were. */
  readonly outbox: OutboxTables;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #relations: Relations;
  readonly #db: Database;
  #subjects: ReturnType<typeof subjectsReader> | null = null;

  constructor(db: Database, relations: Relations, decider = NO_DECIDER) {
    this.notices = new Notices(db);
    this.covers = new Covers(db);
    this.expectations = new Expectations(db, relations);
    this.alerts = new AlertTables(db);
    this.#decider = decider;
    this.outbox = new OutboxTables(db);
    this.#statements = prepare(db);
    this.#relations = relations;
    this.#db = db;
  }

  /** The row of a host, made at the first word from it. */
  host(name: string, now: number): number {
    this.#decider.heard(name, now);
    return this.#statements.host.get(name, now, now) as number;
  }

  spool(host: number, name: string): SpoolRow {
    return this.#statements.spool.get(host, name) as SpoolRow;
  }

  stored(spool: number, number: number): void {
    this.#statements.stored.run(number, spool);
  }

  gap(spool: number, first: number, last: number, now: number, reason: string): void {
    this.#statements.gap.run(spool, first, last, now, reason);
  }

  /** Keeps a message; null when an unnumbered one of that id is there already. */
  message(origin: Origin, message: Message, envelope: string): number | null {
    const { id, plugin, time } = message;
    const { host, spool, number, sent, received } = origin;
    const insert = this.#statements.message;
    const { changes, lastInsertRowid } = insert.run(
      host,
      spool,
      number,
      id,
      plugin,
      time,
      sent,
      received,
      envelope,
    );
    return changes === 0 ? null : Number(lastInsertRowid);
  }

  /** What is known of a run only grows: an announcement yields to `lost`, and both to an outcome. */
  jobRun({ host, received }: Origin, message: number, report: JobReport): void {
    const { run, tag, state, command, user, start, elapsed, exit, signal, attempt, note } = report;
    const outcome = [elapsed, exit, signal, attempt, note, message, received];
    this.#statements.jobRun.run(run, host, tag, state, command, user, start, ...outcome);
  }

  /** Does what a receiver hook returned; throws a Fault where it does not fit, and then nothing of it was done. */
  apply(effects: readonly Effect[], telling: Telling): void {
    if (effects.length === 0) return;
    const overtaken = this.#relations.isOvertaken(telling);
    const named = effects.flatMap(effect => {
      if (effect.kind === 'as-it-was') return [];
      if (effect.kind !== 'no-others') return effect;
      return overtaken ? [] : this.#others(effect.subjects, telling);
    });
    this.#relations.apply(named, telling);
    if (overtaken) return;
    for (const effect of named)
      if (effect.kind === 'gone') this.covers.remove(telling.host, telling.plugin, effect.finding.subject);
    this.#decider.found(named, telling);
  }

  /** What a service found before, and finds no more. */
  #others(found: ReadonlySet<string>, { host, plugin, service = null }: Telling): NamedEffect[] {
    this.#subjects ??= subjectsReader(this.#db);
    const others = this.#subjects(host, plugin, service).filter(
      subject => !found.has(subject) && !isPlumbing(subject),
    );
    return others.map(subject => ({ kind: 'gone', finding: goneFinding(subject, 'not found any more') }));
  }

  /** Notes what was decided. */
  decided({ host, plugin, subject, time, event, level, reason, notice }: AlertRow): void {
    const values = [host, plugin, subject, time, event, level, reason, notice];
    this.#relations.record({ relation: ALERT_RELATION.name, values }, time);
  }

  /** Ends all that is so of a host, and expects nothing of it any more; false where nobody has heard of it. */
  forgetHost(host: string, now: number): boolean {
    if (this.#statements.forget.run(now, host).changes === 0) return false;
    const telling = { host, plugin: 'core', time: now, received: now, belated: false };
    this.#relations.apply(this.#relations.endOf(host), telling);
    this.#decider.forgotten(host, now);
    return true;
  }

  /** Expects nothing of a job any more, and ends what is found of it; its runs stay, and with the next it is back. */
  forgetJob(host: string, tag: string, now: number): ForgottenJob {
    const source = this.expectations.sourceOf(host, tag);
    if (source === 'configuration') return 'configured';
    if (this.#statements.forgetJob.run(tag, host).changes === 0) return 'unknown';
    if (source) this.expectations.expectNoLonger(host, tag, now);
    const name = { host, plugin: JOB_PLUGIN, subject: tag };
    const level = findingOf(this.#db, host, JOB_PLUGIN, tag)?.level ?? 'ok';
    const telling = {
      host,
      plugin: JOB_PLUGIN,
      time: now,
      received: now,
      belated: false,
      ownWord: true as const,
    };
    const pattern = [host, JOB_PLUGIN, tag];
    this.#relations.apply([{ kind: 'retract', relation: FINDING_RELATION.name, pattern }], telling);
    this.covers.remove(host, JOB_PLUGIN, tag);
    this.decided({
      ...name,
      time: now,
      event: 'forgotten',
      level,
      reason: 'its job is expected no more',
      notice: null,
    });
    this.#decider.dismissed(name);
    return 'forgotten';
  }

  /** @param interval milliseconds within which it beats again, as it promised */
  heartbeat(
    { host, sent, received }: Origin,
    { interval, leaving }: { interval: number; leaving: boolean },
    { machine, boot, time }: Message,
  ): void {
    const delay = sent === null ? 0 : Math.max(0, sent - time);
    this.#statements.heartbeat.run(interval, machine, boot, leaving ? received : null, delay, host);
  }

  deadLetter(origin: Origin, reason: string, parked: number | null, text: string): void {
    const { host, spool, number, received } = origin;
    this.#statements.deadLetter.run(host, spool, number, received, reason, parked, text);
  }

  refusedAgain(id: number, reason: string, parked: number | null): void {
    this.#statements.refusedAgain.run(reason, parked, id);
  }

  dropDeadLetter(id: number): void {
    this.#statements.dropDeadLetter.run(id);
  }
}

const JOB_COLUMNS = [
  ...['run', 'host', 'tag', 'state', 'command', 'user', 'start'],
  ...['elapsed', 'exit', 'signal', 'attempt', 'note', 'message', 'heard'],
];

const RANK = (state: string) => `(CASE ${state} WHEN 'running' THEN 0 WHEN 'lost' THEN 1 ELSE 2 END)`;

// Parameters go by position: by name they cost better-sqlite3 a third more for each message.
function prepare(db: Database) {
  return {
    host: db
      .prepare(
        `INSERT INTO host (name, first_heard, last_heard) VALUES (?, ?, ?)
         ON CONFLICT (name) DO UPDATE SET last_heard = excluded.last_heard, forgotten = NULL RETURNING id`,
      )
      .pluck(),
    spool: db.prepare(
      `INSERT INTO spool (host, name, stored) VALUES (?, ?, 0)
       ON CONFLICT (host, name) DO UPDATE SET stored = stored RETURNING id, stored`,
    ),
    stored: db.prepare('UPDATE spool SET stored = ? WHERE id = ?'),
    gap: db.prepare(insertInto('gap', ['spool', 'first', 'last', 'noticed', 'reason'])),
    message: db.prepare(
      `${insertInto('message', ['host', 'spool', 'number', 'id', 'plugin', 'time', 'sent', 'received', 'envelope'])}
       ON CONFLICT (host, id) WHERE spool IS NULL DO NOTHING`,
    ),
    jobRun: db.prepare(
      `${insertInto('job_run', JOB_COLUMNS)}
       ON CONFLICT (run, host) DO UPDATE SET ${JOB_COLUMNS.map(column => `${column} = excluded.${column}`).join(', ')}
       WHERE ${RANK('excluded.state')} > ${RANK('job_run.state')}`,
    ),
    heartbeat: db.prepare(
      'UPDATE host SET heartbeat = ?, machine = ?, boot = ?, stopped = ?, delay = ? WHERE id = ?',
    ),
    forgetJob: db.prepare(
      `INSERT INTO forgotten_job (host, tag, message)
       SELECT job_run.host, tag, max(message) FROM job_run JOIN host ON host.id = job_run.host
       WHERE tag = ? AND host.name = ? GROUP BY job_run.host, tag
       ON CONFLICT (host, tag) DO UPDATE SET message = excluded.message`,
    ),
    forget: db.prepare('UPDATE host SET forgotten = ?, heartbeat = NULL WHERE name = ?'),
    deadLetter: db.prepare(
      insertInto('dead_letter', ['host', 'spool', 'number', 'received', 'reason', 'parked', 'text']),
    ),
    refusedAgain: db.prepare('UPDATE dead_letter SET reason = ?, parked = ? WHERE id = ?'),
    dropDeadLetter: db.prepare('DELETE FROM dead_letter WHERE id = ?'),
  };
}
