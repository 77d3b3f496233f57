import type { Command } from 'commander';
import { formatMoment, parseMoment } from '../../clock/moment.ts';
import { Fault } from '../../model/fault.ts';
import { patternText } from '../../model/subject-pattern.ts';
import { escapeLine, jsonLine } from '../../terminal/escape.ts';
import { type Cell, formatTable } from '../../terminal/table.ts';
import { type StoryRow, standingText, storyRows } from '../../view/story.ts';
import { positive } from './arguments.ts';
import type { CommandContext } from './context.ts';
import { readStore } from './open-store.ts';
import { subjectArguments, subjectName } from './subject-names.ts';

interface Options {
  since: string;
  number: number;
  json?: true;
}

const HEAD = ['TIME', 'HOST', 'PLUGIN', 'SUBJECT', 'EVENT', 'STATE', ''];

export function registerWhy(program: Command, context: CommandContext): void {
  const command = program
    .command('why')
    .summary('why somebody was told, or not')
    .description(
      'Shows how subjects came to be told of, or not: what was found, what was decided and why, and who was told.',
    );
  subjectArguments(command, '<host>')
    .option('--since <moment>', 'from when on: 2d, 90m, 2026-11-21, "2026-11-21 01:00"', '7d')
    .option('-n, --number <n>', 'at most so many of each kind, the newest', positive, 200)
    .option('--json', 'one JSON object a line: times in ISO 8601')
    .addHelpText(
      'after',
      `
Events: found (what the plugin said); warn (waits for the digest); tolerated, held (not yet); bad, worse, well,
flapping, steady, reminder (to be told); again, eased, cancelled (need not be told); quiet (kept from being told);
told (in a notice); forgotten (by 'sheepdog forget'); sent, waiting, failed, refused, covered (what became of that).

Examples:
  sheepdog why tux01 job borg-ipfs
  sheepdog why 'tux0?' disk --since 2026-11-01 --json`,
    )
    .action((host: string, plugin: string | undefined, subject: string[], options: Options) =>
      tellWhy(subjectName(host, plugin, subject), options, context),
    );
}

async function tellWhy(
  names: ReturnType<typeof subjectName>,
  { since, number, json }: Options,
  context: CommandContext,
): Promise<void> {
  const from = parseMoment(since, context.clock.now());
  const story = await readStore(context, reader => reader.story(names, from, number));
  const rows = storyRows(story);
  if (rows.length === 0 && story.standings.length === 0)
    throw new Fault(
      `nothing was found of '${patternText(names)}' since ${formatMoment(new Date(from))}`,
      "'sheepdog status --all' shows how subjects are called",
    );
  if (json) return context.out(rows.map(row => `${jsonLine(row)}\n`).join(''));
  context.out(formatTable(HEAD, rows.map(cells), context.paint));
  const now = story.standings.map(each => escapeLine(standingText(each)));
  context.out(`\n${(now.length > 0 ? now : ['all of it is well now']).join('\n')}\n`);
}

function cells({ time, host, plugin, subject, event, level, text }: StoryRow): Cell[] {
  const state = level === null ? '' : { text: level, style: level };
  return [formatMoment(time), host, plugin, subject, event, state, text];
}
