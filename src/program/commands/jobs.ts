import type { Command } from 'commander';
import { formatDuration } from '../../clock/duration.ts';
import { formatMoment, parseMoment } from '../../clock/moment.ts';
import { jsonLine } from '../../terminal/escape.ts';
import { type Cell, formatTable } from '../../terminal/table.ts';
import { type JobView, jobView, outcomeWords } from '../../view/jobs.ts';
import { argument, positive } from './arguments.ts';
import type { CommandContext } from './context.ts';
import { readStore } from './open-store.ts';

interface Options {
  failed?: true;
  since?: number;
  tag?: string;
  host?: string;
  limit: number;
  json?: true;
}

const HEAD = ['START', 'HOST', 'JOB', 'RESULT', 'TIME', 'RUN'];

export function registerJobs(program: Command, context: CommandContext): void {
  program
    .command('jobs')
    .summary('runs of wrapped jobs, the newest first')
    .description('Shows the runs of wrapped jobs, the newest first.')
    .option('--failed', 'only runs that ended, and not well')
    .option(
      '--since <when>',
      'only runs that started since: 2d, 90m, 2026-11-21, "2026-11-21 01:00"',
      argument(text => parseMoment(text, context.clock.now())),
    )
    .option('--tag <glob>', "only jobs of this tag; 'borg-*' is any that begins so")
    .option('--host <glob>', 'only jobs of this host')
    .option('--limit <n>', 'how many at the most', positive, 50)
    .option('--json', 'one JSON object a line: times in ISO 8601, durations in milliseconds')
    .addHelpText(
      'after',
      `
Examples:
  sheepdog jobs --failed --since 2d
  sheepdog jobs --tag 'borg-*' --host tux01 --json | jq .elapsed`,
    )
    .action((options: Options) => showJobs(options, context));
}

async function showJobs(options: Options, context: CommandContext): Promise<void> {
  const now = context.clock.now();
  const { host = null, tag = null, since = null, failed = false, limit } = options;
  // One more than is shown tells whether there are more.
  const rows = await readStore(context, reader =>
    reader.jobRuns({ host, tag, since, failed, limit: limit + 1 }),
  );
  const views = rows.slice(0, limit).map(row => jobView(row, now));
  if (options.json) return context.out(views.map(view => `${jsonLine(view)}\n`).join(''));
  if (views.length === 0) return context.out('no runs\n');
  context.out(formatTable(HEAD, views.map(cells), context.paint));
  if (rows.length > limit) context.out(`… and older ones: --limit ${limit * 10} shows more\n`);
}

function cells(view: JobView): Cell[] {
  const elapsed = view.elapsed === null ? '' : formatDuration(view.elapsed);
  const result = { text: outcomeWords(view), style: view.level };
  return [formatMoment(view.start), view.host, view.tag, result, elapsed, view.run];
}
