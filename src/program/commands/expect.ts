import type { Command } from 'commander';
import { formatMoment } from '../../clock/moment.ts';
import { learnSchedule } from '../../expect/learn.ts';
import type { JobStarts } from '../../store/reader.ts';
import { escapeLine, jsonLine } from '../../terminal/escape.ts';
import { type Cell, formatTable } from '../../terminal/table.ts';
import { type ExpectedView, expectedView } from '../../view/expected.ts';
import type { CommandContext } from './context.ts';
import { readStore } from './open-store.ts';

interface Options {
  learn?: true;
  json?: true;
}

const HEAD = ['HOST', 'JOB', 'SCHEDULE', 'LAST', 'DUE', 'STATE', ''];

export function registerExpect(program: Command, context: CommandContext): void {
  program
    .command('expect')
    .summary('what should run, when it last did, when it is due')
    .description(
      'Shows the jobs that should run: those of the configuration (expected-jobs), and those whose wrapper announced it (--expect).',
    )
    .option(
      '--learn',
      'write the lines of a configuration for jobs that run regularly, and are not expected yet',
    )
    .option('--json', 'one JSON object a line: times in ISO 8601')
    .addHelpText(
      'after',
      `
A job that has not started when its grace is over barks, until it runs.

Examples:
  sheepdog expect
  sheepdog expect --learn          # to be put into server-config.scm`,
    )
    .action((options: Options) => (options.learn ? learn(options, context) : show(options, context)));
}

async function show({ json }: Options, context: CommandContext): Promise<void> {
  const now = context.clock.now();
  const rows = await readStore(context, reader => reader.expected());
  const views = rows.map(row => expectedView(row, now));
  if (json) return context.out(views.map(view => `${jsonLine(view)}\n`).join(''));
  if (views.length === 0)
    return context.out("nothing is expected; 'sheepdog expect --learn' looks for what runs regularly\n");
  context.out(formatTable(HEAD, views.map(cells), context.paint));
}

function cells({ host, tag, schedule, timezone, last, due, level, text }: ExpectedView): Cell[] {
  const when = timezone === null ? schedule : `${schedule} (${timezone})`;
  const state = { text: level, style: level };
  return [host, tag, when, last ? formatMoment(last) : 'never', due ? formatMoment(due) : '?', state, text];
}

interface Learned {
  host: string;
  tag: string;
  schedule: string;
  runs: number;
}

async function learn({ json }: Options, context: CommandContext): Promise<void> {
  const jobs = await readStore(context, reader => reader.unexpectedJobs());
  const learned = jobs.flatMap(learnedOf);
  if (json) return context.out(learned.map(job => `${jsonLine(job)}\n`).join(''));
  if (learned.length === 0)
    return context.out('; nothing else is seen to run regularly: four runs are needed\n');
  const hosts = [...new Set(learned.map(({ host }) => host))];
  context.out(
    hosts
      .map(host =>
        machineText(
          host,
          learned.filter(job => job.host === host),
        ),
      )
      .join('\n'),
  );
}

function learnedOf({ host, tag, starts }: JobStarts): Learned[] {
  const schedule = learnSchedule(starts);
  return schedule === null ? [] : [{ host, tag, schedule, runs: starts.length }];
}

function machineText(host: string, jobs: Learned[]): string {
  const lines = jobs.map(
    ({ tag, schedule, runs }) =>
      `           ;; by its last ${runs} runs\n           (expected-job (tag ${schemeString(tag)}) (schedule "${schedule}"))`,
  );
  return `(machine (name ${schemeString(host)})\n         (expected-jobs\n          (list\n${lines.join('\n')})))\n`;
}

/** What came by a message is a string of Scheme, and nothing else. */
const schemeString = (text: string) => `"${escapeLine(text).replace(/["\\]/g, '\\$&')}"`;
