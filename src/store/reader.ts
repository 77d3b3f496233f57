import type { AlertRow, NamedStanding, Silence, SubjectName } from '../model/alert.ts';
import { succeeded } from '../model/job.ts';
import { JOB_PLUGIN } from '../model/message.ts';
import { silences, standings, trail } from './alerts.ts';
import { type Database, openForReading } from './database.ts';
import { type DeadLetter, deadLetters } from './dead-letters.ts';
import { type ExpectationRow, expectations } from './expectations.ts';
import {
  type FindingRow,
  type FindingSpell,
  findingSpells,
  findings,
  type RecoveredRow,
  recoveredSince,
} from './findings.ts';
import {
  type DeadLetterCount,
  deadLetterCounts,
  type HostRow,
  hosts,
  type LostMessages,
  lostMessages,
} from './hosts.ts';
import {
  type FailingStreak,
  failingStreak,
  forgottenReader,
  type JobKey,
  type JobRunRow,
  jobKeys,
  jobRuns,
  LAST_RUNS,
  lastRunReader,
  type RunFilter,
  recentStarts,
  runById,
  runsByPrefix,
} from './job-runs.ts';
import { type MessageRow, messageBySeq, messagesByPrefix, recentTransits, type Transit } from './messages.ts';
import { type DeliveryState, type DeliveryView, OutboxTables } from './outbox.ts';

/** How a job stands on its host. */
export interface JobStanding {
  host: string;
  tag: string;
  /** The last run that is over; null when none is. */
  outcome: JobRunRow | null;
  /** The run going on, if that is the last thing heard of it. */
  running: JobRunRow | null;
  /** Null when the last outcome was good. */
  failing: FailingStreak | null;
}

/** How subjects came to be told of, or not. */
export interface SubjectStory {
  spells: FindingSpell[];
  decisions: AlertRow[];
  /** What became of the notices. */
  deliveries: DeliveryView[];
  /** Of those that are not simply well. */
  standings: NamedStanding[];
}

/** All that `status` wants to know of the herd, of one moment. */
export interface HerdState {
  hosts: HostRow[];
  jobs: JobStanding[];
  findings: FindingRow[];
  /** Of the subjects that are not simply well: what was decided. */
  standings: NamedStanding[];
  lost: LostMessages[];
  deadLetters: DeadLetterCount[];
  transits: Transit[];
}

/** A job that should run, and what is known of it. */
export interface ExpectedRow {
  expectation: ExpectationRow;
  /** Its last run; null where it never ran. */
  run: JobRunRow | null;
  finding: FindingRow | null;
}

/** When a job ran, the last time first: milliseconds since 1970. */
export interface JobStarts {
  host: string;
  tag: string;
  starts: number[];
}

const keyOf = (...words: string[]) => words.join('\0');

/** The store as those who ask have it: nothing here can change it. */
export class StoreReader {
  readonly #db: Database;

  private constructor(db: Database) {
    this.#db = db;
  }

  /** @throws Fault when there is no store, or it may not be read */
  static open(path: string): StoreReader {
    return new StoreReader(openForReading(path));
  }

  /** Runs of jobs, the newest first. */
  jobRuns(filter: RunFilter): JobRunRow[] {
    return jobRuns(this.#db, filter);
  }

  /** At most `limit` runs whose id begins with `prefix`. */
  runsByPrefix(prefix: string, limit: number): JobRunRow[] {
    return runsByPrefix(this.#db, prefix, limit);
  }

  /** The run of this id on this host. */
  runById(host: string, run: string): JobRunRow | null {
    return runById(this.#db, host, run) ?? null;
  }

  /** At most `limit` messages whose id begins with `prefix`. */
  messagesByPrefix(prefix: string, limit: number): MessageRow[] {
    return messagesByPrefix(this.#db, prefix, limit);
  }

  /** The message of a row. */
  messageBySeq(seq: number): MessageRow | null {
    return messageBySeq(this.#db, seq) ?? null;
  }

  /** The dead letters of these ids, or all. */
  deadLetters(ids: number[] | null): DeadLetter[] {
    return deadLetters(this.#db, ids);
  }

  /** The decisions of subjects of these names or globs since a time, oldest first; the newest `limit` of them. */
  trail(names: SubjectName, since: number, limit: number): AlertRow[] {
    return trail(this.#db, names, since, limit);
  }

  /** How subjects of these names or globs stand that are not simply well. */
  standings(names: SubjectName): NamedStanding[] {
    return standings(this.#db, names);
  }

  /** All there is of how these subjects came to be told of, or not; the newest `limit` of each kind. */
  story(names: SubjectName, since: number, limit: number): SubjectStory {
    const db = this.#db;
    return db.transaction(() => {
      const decisions = trail(db, names, since, limit);
      const notices = [...new Set(decisions.flatMap(({ notice }) => notice ?? []))];
      return {
        spells: findingSpells(db, names, since, limit),
        decisions,
        deliveries: new OutboxTables(db).ofNotices(notices),
        standings: standings(db, names),
      };
    })();
  }

  /** The silences that hold. */
  silences(): Silence[] {
    return silences(this.#db);
  }

  /** Deliveries of notices in one of these states: the newest `limit` of them, the oldest first. */
  deliveries(states: readonly DeliveryState[], limit: number): DeliveryView[] {
    return new OutboxTables(this.#db).list(states, limit);
  }

  /** What was wrong, and since that time is so no more. */
  recoveredSince(time: number): RecoveredRow[] {
    return recoveredSince(this.#db, time);
  }

  /**
   * The herd at one moment.
   * @param recent messages received since then tell how the queue is doing: milliseconds since 1970
   */
  herd(recent: number): HerdState {
    const db = this.#db;
    return db.transaction(() => {
      const herd = hosts(db);
      const members = new Set(herd.map(({ name }) => name));
      const ofMembers = <T extends { host: string }>(rows: T[]) =>
        rows.filter(({ host }) => members.has(host));
      return {
        hosts: herd,
        jobs: ofMembers(this.#standings()),
        findings: findings(db),
        standings: standings(db),
        lost: ofMembers(lostMessages(db)),
        deadLetters: deadLetterCounts(db),
        transits: ofMembers(recentTransits(db, recent)),
      };
    })();
  }

  /** The jobs that should run, and how each stands. */
  expected(): ExpectedRow[] {
    const db = this.#db;
    return db.transaction(() => {
      const found = new Map(
        findings(db).map(finding => [keyOf(finding.host, finding.subject, finding.plugin), finding]),
      );
      const runs = new Map(this.#jobs().map(({ last }) => [keyOf(last.host, last.tag), last]));
      return expectations(db).map(expectation => {
        const { host, tag } = expectation;
        const finding = found.get(keyOf(host, tag, JOB_PLUGIN)) ?? null;
        return { expectation, run: runs.get(keyOf(host, tag)) ?? null, finding };
      });
    })();
  }

  /** The jobs of which nobody has said when they should run, and when they did. */
  unexpectedJobs(): JobStarts[] {
    const known = new Set(expectations(this.#db).map(({ host, tag }) => keyOf(host, tag)));
    return this.#living()
      .filter(({ last: { host, tag } }) => !known.has(keyOf(host, tag)))
      .map(({ last: { host, tag } }) => ({
        host,
        tag,
        starts: recentStarts(this.#db, host, tag, LAST_RUNS),
      }));
  }

  close(): void {
    this.#db.close();
  }

  #jobs(): { job: JobKey; last: JobRunRow }[] {
    const lastRun = lastRunReader(this.#db);
    return jobKeys(this.#db).map(job => ({ job, last: lastRun(job, false)! }));
  }

  /** The jobs that were heard of since they were last forgotten. */
  #living(): { job: JobKey; last: JobRunRow }[] {
    const isForgotten = forgottenReader(this.#db);
    return this.#jobs().filter(({ job, last }) => !isForgotten(job, last));
  }

  #standings(): JobStanding[] {
    const lastRun = lastRunReader(this.#db);
    return this.#living().map(({ job, last }) => {
      const running = last.state === 'running' ? last : null;
      const outcome = running ? (lastRun(job, true) ?? null) : last;
      const failing = outcome && !succeeded(outcome) ? failingStreak(this.#db, job) : null;
      return { host: last.host, tag: last.tag, outcome, running, failing };
    });
  }
}
