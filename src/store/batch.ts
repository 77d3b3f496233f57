import type { JobReport } from '../model/job.ts';
import type { Message } from '../model/message.ts';
import type { Database } from './database.ts';

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

/** What the receiver may write, within the one transaction of its batch. */
export class BatchWriter {
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: Database) {
    this.#statements = prepare(db);
  }

  /** The row of a host, made at the first word from it. */
  host(name: string, now: number): number {
    return this.#statements.host.get({ name, now }) as number;
  }

  spool(host: number, name: string): SpoolRow {
    return this.#statements.spool.get({ host, name }) as SpoolRow;
  }

  stored(spool: number, number: number): void {
    this.#statements.stored.run({ spool, number });
  }

  gap(spool: number, first: number, last: number, now: number, reason: string): void {
    this.#statements.gap.run({ spool, first, last, now, reason });
  }

  /** Keeps a message; null when an unnumbered one of that id is there already. */
  message(origin: Origin, message: Message, envelope: string): number | null {
    const { id, plugin, time } = message;
    const { changes, lastInsertRowid } = this.#statements.message.run({
      ...origin,
      id,
      plugin,
      time,
      envelope,
    });
    return changes === 0 ? null : Number(lastInsertRowid);
  }

  /** What is known of a run only grows: an announcement yields to `lost`, and both to an outcome. */
  jobRun(host: number, message: number, report: JobReport): void {
    const { run, tag, state, command, user, start, elapsed, exit, signal, attempt, note } = report;
    this.#statements.jobRun.run({
      run,
      host,
      tag,
      state,
      command,
      user,
      start,
      elapsed,
      exit,
      signal,
      attempt,
      note,
      message,
    });
  }

  heartbeat(host: number, interval: number, message: Message): void {
    this.#statements.heartbeat.run({ host, interval, machine: message.machine, boot: message.boot });
  }

  deadLetter(origin: Origin, reason: string, parked: number | null, text: string): void {
    const { sent: _, ...rest } = origin;
    this.#statements.deadLetter.run({ ...rest, reason, parked, text });
  }

  refusedAgain(id: number, reason: string, parked: number | null): void {
    this.#statements.refusedAgain.run({ id, reason, parked });
  }

  dropDeadLetter(id: number): void {
    this.#statements.dropDeadLetter.run({ id });
  }
}

const RANK = (state: string) => `(CASE ${state} WHEN 'running' THEN 0 WHEN 'lost' THEN 1 ELSE 2 END)`;

function prepare(db: Database) {
  return {
    host: db
      .prepare(
        `INSERT INTO host (name, first_heard, last_heard) VALUES (@name, @now, @now)
         ON CONFLICT (name) DO UPDATE SET last_heard = excluded.last_heard RETURNING id`,
      )
      .pluck(),
    spool: db.prepare(
      `INSERT INTO spool (host, name, stored) VALUES (@host, @name, 0)
       ON CONFLICT (host, name) DO UPDATE SET stored = stored RETURNING id, stored`,
    ),
    stored: db.prepare('UPDATE spool SET stored = @number WHERE id = @spool'),
    gap: db.prepare(
      'INSERT INTO gap (spool, first, last, noticed, reason) VALUES (@spool, @first, @last, @now, @reason)',
    ),
    message: db.prepare(
      `INSERT INTO message (host, spool, number, id, plugin, time, sent, received, envelope)
       VALUES (@host, @spool, @number, @id, @plugin, @time, @sent, @received, @envelope)
       ON CONFLICT (host, id) WHERE spool IS NULL DO NOTHING`,
    ),
    jobRun: db.prepare(
      `INSERT INTO job_run (run, host, tag, state, command, user, start, elapsed, exit, signal, attempt, note, message)
       VALUES (@run, @host, @tag, @state, @command, @user, @start, @elapsed, @exit, @signal, @attempt, @note, @message)
       ON CONFLICT (run, host) DO UPDATE SET
         tag = excluded.tag, state = excluded.state, command = excluded.command, user = excluded.user,
         start = excluded.start, elapsed = excluded.elapsed, exit = excluded.exit, signal = excluded.signal,
         attempt = excluded.attempt, note = excluded.note, message = excluded.message
       WHERE ${RANK('excluded.state')} > ${RANK('job_run.state')}`,
    ),
    heartbeat: db.prepare(
      'UPDATE host SET heartbeat = @interval, machine = @machine, boot = @boot WHERE id = @host',
    ),
    deadLetter: db.prepare(
      `INSERT INTO dead_letter (host, spool, number, received, reason, parked, text)
       VALUES (@host, @spool, @number, @received, @reason, @parked, @text)`,
    ),
    refusedAgain: db.prepare('UPDATE dead_letter SET reason = @reason, parked = @parked WHERE id = @id'),
    dropDeadLetter: db.prepare('DELETE FROM dead_letter WHERE id = @id'),
  };
}
