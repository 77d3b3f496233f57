import type { Command } from 'commander';
import { formatMoment } from '../../clock/moment.ts';
import { DELIVERY_STATES, type DeliveryState, type DeliveryView } from '../../store/outbox.ts';
import { jsonLine } from '../../terminal/escape.ts';
import type { Style } from '../../terminal/paint.ts';
import { type Cell, formatTable } from '../../terminal/table.ts';
import type { CommandContext } from './context.ts';
import { readStore } from './open-store.ts';

interface Options {
  all?: true;
  json?: true;
}

const HEAD = ['SINCE', 'NOTIFIER', 'TO', 'STATE', 'TRIES', 'AGAIN', 'SUBJECT', ''];
const LIMIT = 1000;
const UNDONE: DeliveryState[] = ['waiting', 'failed', 'refused'];
const STYLES: Record<DeliveryState, Style> = {
  waiting: 'warn',
  sent: 'ok',
  failed: 'bark',
  refused: 'bark',
  covered: 'plain',
};
const WAITS = 1;

export function registerOutbox(program: Command, context: CommandContext): void {
  program
    .command('outbox')
    .summary('notifications: what waits, and why')
    .description(
      'Shows notifications that wait for their notifier, and those that could not be told, the oldest first.',
    )
    .option('--all', 'what was told as well, the last 1000')
    .option('--json', 'one JSON object a line: times in ISO 8601')
    .addHelpText(
      'after',
      `
States: waiting (tried again when AGAIN says); sent; failed (for good); refused (asked for by --inform, and not
allowed); covered (its fallback told it).
Exit status: 1 where something waits, else 0.

Examples:
  sheepdog outbox
  sheepdog outbox --all --json | jq 'select(.notifier == "pager")'`,
    )
    .action((options: Options) => showOutbox(options, context));
}

async function showOutbox({ all, json }: Options, context: CommandContext): Promise<void> {
  const states = all ? DELIVERY_STATES : UNDONE;
  const deliveries = await readStore(context, reader => reader.deliveries(states, LIMIT));
  if (deliveries.some(({ state }) => state === 'waiting')) context.exit(WAITS);
  if (json) return context.out(deliveries.map(each => `${jsonLine(jsonRow(each))}\n`).join(''));
  if (deliveries.length === 0) return context.out('nothing waits\n');
  context.out(formatTable(HEAD, deliveries.map(cells), context.paint));
}

const date = (time: number | null) => (time === null ? null : new Date(time));

function jsonRow({ created, due, tried, state, ...rest }: DeliveryView): object {
  return {
    ...rest,
    state,
    created: date(created),
    due: state === 'waiting' ? date(due) : null,
    tried: date(tried),
  };
}

function cells({ created, notifier, address, state, tries, due, subject, error }: DeliveryView): Cell[] {
  const again = state === 'waiting' ? formatMoment(new Date(due)) : '';
  const shown = { text: state, style: STYLES[state] };
  return [
    formatMoment(new Date(created)),
    notifier,
    address ?? '',
    shown,
    String(tries),
    again,
    subject,
    error ?? '',
  ];
}
