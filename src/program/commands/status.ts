import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { formatMoment } from '../../clock/moment.ts';
import { configuredQueue, storePath } from '../../platform/paths.ts';
import { jsonLine } from '../../terminal/escape.ts';
import { type Cell, formatTable } from '../../terminal/table.ts';
import { RECENT, statusReport } from '../../view/status.ts';
import type { StatusRow } from '../../view/status-row.ts';
import { lookAtDog } from '../dog-state.ts';
import type { CommandContext } from './context.ts';
import { readStore } from './open-store.ts';

interface Options {
  all?: true;
  json?: true;
}

const HEAD = ['HOST', 'PLUGIN', 'SUBJECT', 'STATE', 'SINCE', ''];
export const UNKNOWN = 3;
/** What needs no words: it is told, or the digest tells it. */
const SAID = /^(told \d|waits for the digest|well)/;

export function registerStatus(program: Command, context: CommandContext): void {
  program
    .command('status')
    .summary('what is not ok now')
    .description(
      'Shows what is not ok now: what the plugins found, jobs, machines not heard from, messages waiting or lost, daemons.',
    )
    .option('--all', 'what is ok as well')
    .option('--json', 'one JSON object a line: times in ISO 8601')
    .addHelpText(
      'after',
      `
States: ok; note (kept, never told); warn (can wait for the morning); bark (look at it now); unknown (not heard from).
A job barks when its last outcome was no success, until it runs well again.
Exit status, as of a Nagios plugin: 2 where something barks, else 3 where something is unknown (a machine is silent,
a daemon is not running, the store cannot be read), else 1 where something warns, else 0.

Examples:
  sheepdog status || echo "look at it"
  sheepdog status --all --json | jq 'select(.host == "tux01")'`,
    )
    .action(async (options: Options) => {
      context.exit(UNKNOWN); // if this fails nobody knows how things are
      await showStatus(options, context);
    });
}

async function showStatus({ all, json }: Options, context: CommandContext): Promise<void> {
  const now = context.clock.now();
  const dog = lookAtDog(context.env, configuredQueue(context.env));
  const hasStore = existsSync(storePath(context.env));
  const herd = hasStore ? await readStore(context, reader => reader.herd(now - RECENT)) : null;
  const { rows, summary, exit } = statusReport(dog, herd, now);
  context.exit(exit);
  const shown = all ? rows : rows.filter(({ level }) => level !== 'ok' && level !== 'note');
  if (json) return context.out(shown.map(row => `${jsonLine(row)}\n`).join(''));
  if (shown.length > 0) context.out(`${formatTable(HEAD, shown.map(cells), context.paint)}\n`);
  context.out(`${summary}\n`);
}

function cells({ host, plugin, subject, level, since, text, alert }: StatusRow): Cell[] {
  const told = alert === undefined || SAID.test(alert) ? '' : ` (${alert})`;
  return [
    host,
    plugin,
    subject,
    { text: level, style: level },
    since ? formatMoment(since) : '',
    text + told,
  ];
}
