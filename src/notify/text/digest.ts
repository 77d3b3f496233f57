import { formatDuration } from '../../clock/duration.ts';
import type { Level } from '../../model/level.ts';
import type { RecoveredRow } from '../../store/findings.ts';
import type { StatusRow } from '../../view/status-row.ts';
import { lasting, line, moment, nameOf } from './words.ts';

/** What is kept quiet on purpose. */
export interface Quiet {
  /** As a person wrote it: `tux01 disk *`. */
  what: string;
  /** Milliseconds since 1970; null for until it is well. */
  until: number | null;
  reason: string;
}

/** What a digest is made of: rows of the store at one moment. Times are milliseconds since 1970. */
export interface DigestFacts {
  /** How everything stands, as `sheepdog status --all` shows it. */
  rows: readonly StatusRow[];
  recovered: readonly RecoveredRow[];
  silenced: readonly Quiet[];
  /** `14 hosts, 63 jobs: 89 ok` */
  summary: string;
  /** When the digest before this was. */
  since: number;
  now: number;
  timezone: string | null;
}

const SHOWN = 50;

/** The text of a digest, its summary in the first line; null where there is nothing to say. */
export function digestText(facts: DigestFacts): string | null {
  const of = (...levels: Level[]) => facts.rows.filter(({ level }) => levels.includes(level));
  const [bad, warned, unseen] = [of('bark'), of('warn'), of('unknown')];
  const { recovered, silenced, timezone } = facts;
  if (bad.length + warned.length + unseen.length + recovered.length === 0) return null;
  const count = (number: number, words: string) => (number > 0 ? [`${number} ${words}`] : []);
  const summary = [
    ...count(bad.length, 'bad'),
    ...count(warned.length, warned.length === 1 ? 'warning' : 'warnings'),
    ...count(unseen.length, 'not seen'),
    ...count(recovered.length, 'well again'),
    ...count(silenced.length, 'silenced'),
  ].join(', ');
  const sections = [
    ['Bad', bad.map(row => standing(row, facts))],
    ['Warnings', warned.map(row => standing(row, facts))],
    ['Expected, and not seen', unseen.map(row => standing(row, facts))],
    [`Well again since ${moment(facts.since, timezone)}`, recovered.map(wellAgain)],
    ['Kept quiet', silenced.map(quiet => quietLine(quiet, timezone))],
  ] as const;
  return [
    summary,
    ...sections.flatMap(([title, lines]) => section(title, lines)),
    '',
    `All: ${facts.summary}`,
    '',
  ].join('\n');
}

/** What is said once a week where there is nothing to say. */
export function signOfLife({ summary, silenced, since, timezone }: DigestFacts): string {
  const quiet = silenced.map(each => quietLine(each, timezone));
  const all = [`all is well: ${summary}`, '', `Nothing was to be told since ${moment(since, timezone)}.`];
  return [...all, ...section('Kept quiet', quiet), ''].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > SHOWN ? [`  … and ${lines.length - SHOWN} more`] : [];
  return ['', `${title}:`, ...lines.slice(0, SHOWN), ...more];
}

/** `  tux01: disk /export: 93 % (for 3 d)`; what came since the last digest is marked. */
function standing(
  { host, plugin, subject, text, since }: StatusRow,
  { now, since: last }: DigestFacts,
): string {
  const isNew = since !== null && since.getTime() > last;
  const lasts = since === null ? '' : ` (for ${lasting(since.getTime(), now)}${isNew ? ', new' : ''})`;
  return `  ${line(host, 60)}: ${nameOf({ plugin, subject })}: ${line(text, 120)}${lasts}`;
}

function wellAgain({ host, plugin, subject, text, since, until }: RecoveredRow): string {
  const lasted = formatDuration(Math.max(0, until - since));
  return `  ${line(host, 60)}: ${nameOf({ plugin, subject })}: was ${line(text, 120)} (for ${lasted})`;
}

function quietLine({ what, until, reason }: Quiet, timezone: string | null): string {
  const end = until === null ? 'until it is well' : `until ${moment(until, timezone)}`;
  return `  ${line(what, 100)} ${end}${reason === '' ? '' : `: ${line(reason, 120)}`}`;
}
