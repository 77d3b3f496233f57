import { formatDuration } from '../clock/duration.ts';
import { formatMoment } from '../clock/moment.ts';
import type { SubjectName } from '../model/alert.ts';
import type { Level } from '../model/level.ts';
import { JOB_PLUGIN } from '../model/message.ts';
import type { FindingRow } from '../store/findings.ts';
import type { DeadLetterCount, HostRow, LostMessages } from '../store/hosts.ts';
import type { Transit } from '../store/messages.ts';
import type { HerdState, JobStanding } from '../store/reader.ts';
import { type DogState, dogRows } from './dog.ts';
import { type JobView, jobView, outcomeSentence } from './jobs.ts';
import { BY_GRAVITY, levelCounts } from './levels.ts';
import type { StatusRow } from './status-row.ts';
import { alertText } from './story.ts';

/** Everything Sheepdog can say now, the worst first. */
export interface StatusReport {
  rows: StatusRow[];
  /** `2 hosts, 7 jobs, 1 running: 6 ok, 1 bark` */
  summary: string;
  /** As of a Nagios plugin. */
  exit: 0 | 1 | 2 | 3;
}

/** Messages received within this time say how the queue is doing now: milliseconds. */
export const RECENT = 900_000;
const SLOW = 300_000;
const BEATS_MISSED = 3;
const LONG_RUN = 86_400_000;
/** Loss is shown this long, and with --all for ever: a status that stays bad is not looked at any more. */
const LOSS_SHOWN = 7 * 86_400_000;
const EXIT: Record<Level, StatusReport['exit']> = { ok: 0, note: 0, warn: 1, bark: 2, unknown: 3 };

/**
 * What is to be said of the herd and of the dog itself.
 * @param herd null where this machine keeps no store
 * @param now milliseconds since 1970
 */
export function statusReport(dog: DogState, herd: HerdState | null, now: number): StatusReport {
  const rows = [...dogRows(dog, now), ...(herd ? withAlerts(herdRows(herd, dog, now), herd) : [])].sort(
    compare,
  );
  return { rows, summary: summaryOf(rows, herd), exit: EXIT[rows[0]?.level ?? 'ok'] };
}

function withAlerts(rows: StatusRow[], { standings }: HerdState): StatusRow[] {
  const keyOf = ({ host, plugin, subject }: SubjectName) => JSON.stringify([host, plugin, subject]);
  const known = new Map(standings.map(({ name, standing }) => [keyOf(name), alertText(standing)]));
  return rows.map(row => {
    const alert = known.get(keyOf(row));
    return alert === undefined ? row : { ...row, alert };
  });
}

function herdRows(herd: HerdState, dog: DogState, now: number): StatusRow[] {
  return [
    ...herd.jobs.map(job => jobRow(job, now)),
    ...otherFindings(herd).map(findingRow),
    ...herd.hosts.map(host => hostRow(host, dog, now)),
    ...herd.lost.map(lost => lostRow(lost, now)),
    ...herd.deadLetters.map(deadLetterRow),
    ...herd.transits.map(transitRow),
  ];
}

/** Runs tell more of a job than its finding does: how often it failed, and whether it runs now. */
function otherFindings({ findings, jobs }: HerdState): FindingRow[] {
  const known = new Set(jobs.map(({ host, tag }) => JSON.stringify([host, tag])));
  return findings.filter(
    ({ plugin, host, subject }) => plugin !== JOB_PLUGIN || !known.has(JSON.stringify([host, subject])),
  );
}

function findingRow({ since, ...row }: FindingRow): StatusRow {
  return { ...row, since: new Date(since) };
}

function jobRow({ host, tag, outcome, running, failing }: JobStanding, now: number): StatusRow {
  const row = { host, plugin: 'job', subject: tag };
  const last = outcome && jobView(outcome, now);
  const current = running && jobView(running, now);
  const hangs = hangNote(current, last);
  if (!last) return { ...row, level: 'ok', since: current!.start, text: outcomeSentence(current!) };
  const again = current ? outcomeSentence(current) + hangs : '';
  const text = [outcomeSentence(last), times(failing?.failures ?? 0), again].filter(Boolean).join(', ');
  const since = failing ? new Date(failing.since) : hangs ? current!.start : last.start;
  return { ...row, level: hangs && last.level === 'ok' ? 'warn' : last.level, since, text };
}

/** A run that lasts a day, and much longer than the one before it, may hang; of a first run nobody can tell. */
function hangNote(current: JobView | null, last: JobView | null): string {
  if (current?.elapsed == null || last?.elapsed == null) return '';
  return current.elapsed > Math.max(LONG_RUN, 4 * last.elapsed) ? ': does it hang?' : '';
}

const times = (failures: number) => (failures > 1 ? `${failures} failures in a row` : '');

/** Silence counts from when the receiver began to listen: while it was away nobody could be heard. */
function hostRow(
  { name, firstHeard, lastHeard, heartbeat }: HostRow,
  { receiver }: DogState,
  now: number,
): StatusRow {
  const row = { host: name, plugin: 'heartbeat', subject: '-' };
  const last = `last heard ${formatMoment(new Date(lastHeard))}`;
  if (heartbeat === null)
    return { ...row, level: 'ok', since: new Date(firstHeard), text: `${last}; no daemon promised to beat` };
  if (!receiver?.running) return { ...row, level: 'note', since: null, text: `${last}; nobody listens now` };
  if (now - Math.max(lastHeard, receiver.since ?? 0) <= BEATS_MISSED * heartbeat)
    return { ...row, level: 'ok', since: new Date(firstHeard), text: last };
  const text = `not heard from for ${formatDuration(now - lastHeard)}`;
  return { ...row, level: 'unknown', since: new Date(lastHeard), text };
}

function lostRow({ host, messages, noticed, reason }: LostMessages, now: number): StatusRow {
  const count = messages === 1 ? '1 message was lost' : `${messages} messages were lost`;
  const level = now - noticed < LOSS_SHOWN ? 'warn' : 'note';
  return {
    host,
    plugin: 'sheepdog',
    subject: 'lost',
    level,
    since: new Date(noticed),
    text: `${count}: ${reason}`,
  };
}

function deadLetterRow({ host, letters, parked, since }: DeadLetterCount): StatusRow {
  const count = letters === 1 ? '1 message was refused' : `${letters} messages were refused`;
  const text = parked > 0 ? `${count}, ${parked} to be read after an upgrade` : count;
  return { host, plugin: 'sheepdog', subject: 'dead-letters', level: 'warn', since: new Date(since), text };
}

function transitRow({ host, waited }: Transit): StatusRow {
  const row = { host, plugin: 'sheepdog', subject: 'queue', since: null };
  const way = `its newest message took ${formatDuration(Math.max(0, waited))} from sending to storing`;
  if (Math.abs(waited) <= SLOW) return { ...row, level: 'ok', text: way };
  if (waited > 0) return { ...row, level: 'warn', text: `${way}, or its clock is behind` };
  return { ...row, level: 'warn', text: `its clock is ${formatDuration(-waited)} ahead` };
}

function compare(a: StatusRow, b: StatusRow): number {
  const gravity = BY_GRAVITY.indexOf(a.level) - BY_GRAVITY.indexOf(b.level);
  return gravity || order(a.host, b.host) || order(a.plugin, b.plugin) || order(a.subject, b.subject);
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function summaryOf(rows: StatusRow[], herd: HerdState | null): string {
  const levels = levelCounts(rows.map(({ level }) => level)) || 'nothing to say';
  if (!herd) return `no store here: ${levels}`;
  const running = herd.jobs.filter(job => job.running).length;
  const what = [plural(herd.hosts.length, 'host'), plural(herd.jobs.length, 'job')];
  if (running > 0) what.push(`${running} running`);
  return `${what.join(', ')}: ${levels}`;
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;
