import { formatDuration } from '../clock/duration.ts';
import { formatMoment } from '../clock/moment.ts';
import { subjectKey } from '../model/alert.ts';
import { count } from '../model/count.ts';
import type { Level } from '../model/level.ts';
import { HEARTBEAT_PLUGIN, HEARTBEAT_SUBJECT, JOB_PLUGIN } from '../model/message.ts';
import type { FindingRow } from '../store/findings.ts';
import type { DeadLetterCount, HostRow, LostMessages } from '../store/hosts.ts';
import type { Transit } from '../store/messages.ts';
import type { HerdState, JobStanding } from '../store/reader.ts';
import { type DogState, dogRows } from './dog.ts';
import { jobView, outcomeSentence } from './jobs.ts';
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
  const known = new Map(standings.map(({ name, standing }) => [subjectKey(name), alertText(standing)]));
  return rows.map(row => {
    const alert = known.get(subjectKey(row));
    return alert === undefined ? row : { ...row, alert };
  });
}

function herdRows(herd: HerdState, dog: DogState, now: number): StatusRow[] {
  const findings = new Map(herd.findings.map(finding => [subjectKey(finding), finding]));
  const take = (host: string, plugin: string, subject: string) => {
    const key = subjectKey({ host, plugin, subject });
    const finding = findings.get(key) ?? null;
    findings.delete(key); // it is told with what is known of it besides
    return finding;
  };
  return [
    ...herd.jobs.map(job => jobRow(job, take(job.host, JOB_PLUGIN, job.tag), now)),
    ...herd.hosts.map(host => hostRow(host, take(host.name, HEARTBEAT_PLUGIN, HEARTBEAT_SUBJECT), dog)),
    ...[...findings.values()].map(findingRow),
    ...herd.lost.map(lost => lostRow(lost, now)),
    ...herd.deadLetters.map(deadLetterRow),
    ...herd.transits.map(transitRow),
  ];
}

function findingRow({ host, plugin, subject, level, since, text }: FindingRow): StatusRow {
  return { host, plugin, subject, level, since: new Date(since), text };
}

/** Runs tell more of a job than its finding does: how often it failed, and whether it runs now. */
function jobRow(
  { host, tag, outcome, running, failing }: JobStanding,
  finding: FindingRow | null,
  now: number,
): StatusRow {
  const row = { host, plugin: JOB_PLUGIN, subject: tag };
  if (finding?.watched) return findingRow(finding);
  const last = outcome && jobView(outcome, now);
  const again = running ? outcomeSentence(jobView(running, now)) : '';
  if (!last) return { ...row, level: 'ok', since: new Date(running!.start), text: again };
  const text = [outcomeSentence(last), times(failing?.failures ?? 0), again].filter(Boolean).join(', ');
  return { ...row, level: last.level, since: failing ? new Date(failing.since) : last.start, text };
}

const times = (failures: number) => (failures > 1 ? `${failures} failures in a row` : '');

/** Whether it is silent its finding says; without a receiver there is nobody who could tell. */
function hostRow(
  { name, firstHeard, lastHeard, heartbeat }: HostRow,
  finding: FindingRow | null,
  { receiver }: DogState,
): StatusRow {
  const row = { host: name, plugin: HEARTBEAT_PLUGIN, subject: HEARTBEAT_SUBJECT };
  const last = `last heard ${formatMoment(new Date(lastHeard))}`;
  if (heartbeat === null)
    return { ...row, level: 'ok', since: new Date(firstHeard), text: `${last}; no daemon promised to beat` };
  if (!receiver?.running) return { ...row, level: 'note', since: null, text: `${last}; nobody listens now` };
  if (finding && finding.level !== 'ok') return findingRow(finding);
  return { ...row, level: 'ok', since: new Date(firstHeard), text: last };
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
  const what = [count(herd.hosts.length, 'host'), count(herd.jobs.length, 'job')];
  if (running > 0) what.push(`${running} running`);
  return `${what.join(', ')}: ${levels}`;
}
