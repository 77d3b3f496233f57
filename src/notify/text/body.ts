import { formatDuration } from '../../clock/duration.ts';
import { count } from '../../model/count.ts';
import type { Notice, Trouble } from '../../model/notice.ts';
import { escapeLine } from '../../terminal/escape.ts';
import { BY_GRAVITY } from '../../view/levels.ts';
import type { Other, RunStory, Surroundings } from '../surroundings.ts';
import { lastLines } from './output.ts';
import {
  complaintOf,
  complaintOfOther,
  endOf,
  isRun,
  lasting,
  line,
  moment,
  nameOf,
  shellWord,
} from './words.ts';

/** Of a notice about many, these are told in full; of the rest a line. */
const IN_FULL = 3;
const IN_LINES = 100;
const OTHERS = 5;

/** What a person reads of a notice. */
export function bodyOf(notice: Notice, around: Surroundings): string {
  const lines = notice.troubles.length === 0 ? plain(notice) : troubled(notice, around);
  return `${lines.join('\n')}\n`;
}

function plain({ kind, text }: Notice): string[] {
  if (kind === 'trial')
    return [
      'Somebody asked for this by `sheepdog notify`. Nothing is wrong: you would be told of it like this.',
      ...(text === null ? [] : ['', ...lines(text)]),
    ];
  return text === null ? ['Nothing more is known.'] : lines(text);
}

function troubled(notice: Notice, around: Surroundings): string[] {
  const { troubles, text } = notice;
  const full = troubles.slice(0, IN_FULL);
  const rest = troubles.slice(IN_FULL);
  return [
    ...(text !== null ? [...lines(text), ''] : []),
    ...(troubles.length > 1 ? [`${heading(notice)}:`, ''] : []),
    ...full.flatMap((trouble, i) => [...(i > 0 ? [''] : []), ...story(trouble, notice, around)]),
    ...(rest.length > 0 ? ['', 'And:', ...rest.slice(0, IN_LINES).map(briefly)] : []),
    ...(rest.length > IN_LINES ? [`  … and ${rest.length - IN_LINES} more`] : []),
    ...alsoWrong(around.others, around.timezone),
    '',
    ...commands(notice),
  ];
}

function heading({ kind, cause, troubles }: Notice): string {
  const what = `${troubles.length} are ${kind === 'well' ? endOf(troubles) : 'bad'}`;
  return cause === null ? what : `${line(cause)}: ${what}`;
}

const briefly = (trouble: Trouble): string => `  ${line(trouble.host, 60)}: ${complaintOf(trouble)}`;

/** What was measured, since when, how often; of a job what it ran and what it wrote last. */
function story(trouble: Trouble, notice: Notice, around: Surroundings): string[] {
  const run = trouble.show === null ? undefined : around.runs.get(trouble.show);
  return [
    ...(run && notice.troubles.length === 1 ? [] : [about(trouble, run)]),
    ...(run ? [ranLine(run, trouble)] : []),
    ...measured(trouble),
    ...duration(trouble, notice, around.timezone, run),
    ...(run && notice.kind !== 'well' ? output(run) : []),
  ];
}

/** What it is, and of what is no run how it is; of one run alone the subject line tells that. */
const about = (trouble: Trouble, run?: RunStory): string =>
  `${line(trouble.host, 60)}: ${nameOf(trouble)}${run ? '' : `: ${line(trouble.text)}`}`;

/** `borg create /missing::x /export/ipfs    exit 2 after 0.4 s, run by backup` */
function ranLine({ command, user, state, exit, signal, elapsed }: RunStory, trouble: Trouble): string {
  const how = state === 'exited' ? `exit ${exit ?? '?'}` : state === 'killed' ? (signal ?? 'killed') : state;
  const after = elapsed === null ? '' : ` after ${formatDuration(elapsed)}`;
  const by = user === '' ? '' : `, run by ${line(user, 40)}`; // who sends a report by hand need not say it
  return `${(line(command, 200) || nameOf(trouble)).padEnd(44)}  ${how}${after}${by}`;
}

function measured({ value, limit }: Trouble): string[] {
  if (value === null) return [];
  return [`Measured ${round(value)}${limit === null ? '' : `, the limit is ${round(limit)}`}.`];
}

const round = (value: number) =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));

function duration(
  trouble: Trouble,
  { kind, time }: Notice,
  timezone: string | null,
  run?: RunStory,
): string[] {
  const { since, count: times, gone } = trouble;
  const began = `${moment(since, timezone)} (${lasting(since, time)} ago)`;
  if (kind === 'well')
    return [gone ? `It was bad since ${began}.` : `Well again; it was not since ${began}.`];
  if (!isRun(trouble)) return [`So since ${began}${times > 1 ? `, found ${times} times` : ''}.`];
  const good = run ? history(run, times, timezone) : '';
  return [times > 1 ? `${count(times, 'failure')} since ${began}${good}.` : `First failure${good}.`];
}

function history({ goodBefore, lastGood }: RunStory, times: number, timezone: string | null): string {
  if (lastGood === null) return '; it never went well';
  const after = times > 1 ? '' : ` after ${count(goodBefore, 'good run')}`;
  return `${after}; last good one ${moment(lastGood, timezone)}`;
}

function output({ output: written }: RunStory): string[] {
  const shown = lastLines(written);
  return shown.length === 0 ? ['It wrote nothing.'] : ['', ...shown];
}

function alsoWrong(others: readonly Other[], timezone: string | null): string[] {
  const hosts = [...new Set(others.map(({ host }) => host))].slice(0, IN_FULL);
  const told = hosts.flatMap(host => {
    const here = others.filter(other => other.host === host).sort(byGravity);
    const some = here
      .slice(0, OTHERS)
      .map(other => `${complaintOfOther(other)} (since ${moment(other.since, timezone)})`);
    const more = here.length > OTHERS ? `; and ${here.length - OTHERS} more` : '';
    return [`Also on ${line(host, 60)}: ${some.join('; ')}${more}.`];
  });
  return told.length > 0 ? ['', ...told] : [];
}

const byGravity = (a: Other, b: Other) => BY_GRAVITY.indexOf(a.level) - BY_GRAVITY.indexOf(b.level);

/** Commands to paste, of the first few. */
function commands({ troubles, kind }: Notice): string[] {
  const some = troubles.slice(0, IN_FULL);
  const more = some.map(({ show, host, plugin, subject }) =>
    show === null
      ? `More:   sheepdog why ${[host, plugin, subject].map(shellWord).join(' ')}`
      : `More:   sheepdog show ${shellWord(show)}`,
  );
  if (kind === 'well') return more;
  return [...more, ...quietWays(troubles)];
}

/** One command that keeps all of them quiet where there is such a one. */
function quietWays(troubles: readonly Trouble[]): string[] {
  const tail = `--until-ok --reason "..."`;
  const same = (pick: (trouble: Trouble) => string) => new Set(troubles.map(pick)).size === 1;
  const [first] = troubles as [Trouble, ...Trouble[]];
  if (troubles.length > 1 && same(({ host }) => host))
    return [`Quiet:  sheepdog silence ${shellWord(first.host)} ${tail}`];
  if (troubles.length > 1 && same(({ plugin, subject }) => `${plugin} ${subject}`))
    return [`Quiet:  sheepdog silence '*' ${shellWord(first.plugin)} ${shellWord(first.subject)} ${tail}`];
  return troubles
    .slice(0, IN_FULL)
    .map(
      ({ host, plugin, subject }) =>
        `Quiet:  sheepdog silence ${[host, plugin, subject].map(shellWord).join(' ')} ${tail}`,
    );
}

/** Text of several lines that is the dog's own, but tells of names from outside. */
const lines = (text: string): string[] =>
  text.split('\n').map(each => escapeLine(each.slice(0, 400)).trimEnd());
