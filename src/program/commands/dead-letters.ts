import type { Command } from 'commander';
import { formatMoment } from '../../clock/moment.ts';
import { Fault } from '../../model/fault.ts';
import type { DeadLetter } from '../../store/dead-letters.ts';
import type { Store } from '../../store/store.ts';
import { jsonLine } from '../../terminal/escape.ts';
import { formatTable } from '../../terminal/table.ts';
import { deadLetterView } from '../../view/dead-letters.ts';
import type { CommandContext } from './context.ts';
import { changeStore, readStore } from './open-store.ts';

interface Options {
  all?: true;
  json?: true;
}

const HEAD = ['ID', 'HOST', 'RECEIVED', 'REASON', 'TEXT'];
const SHOWN_TEXT = 40;

export function registerDeadLetters(program: Command, context: CommandContext): void {
  const group = program
    .command('dead-letters')
    .summary('messages that were refused: list, retry, drop')
    .description(
      'Messages that could not be kept for a fault of their own. They stay until somebody drops them.',
    )
    .addHelpText(
      'after',
      `
Examples:
  sheepdog dead-letters list --json | jq -r .text
  sheepdog dead-letters retry            # after an upgrade, say; the daemon does so itself for newer versions
  sheepdog dead-letters drop 12 13`,
    );
  group
    .command('list', { isDefault: true })
    .description('Shows them, the oldest first.')
    .argument('[id...]', 'only these')
    .option('--json', 'one JSON object a line, with the whole text')
    .addHelpText('after', '\nExample:\n  sheepdog dead-letters list 12 --json')
    .action((ids: string[], options: Options) => list(ids, options, context));
  group
    .command('retry')
    .description(
      'Receives them once more: what can be kept now is kept, for the rest the reason is told anew.',
    )
    .argument('[id...]', 'only these; all where none is named')
    .option('--json', 'one JSON object: how many were kept, how many refused')
    .addHelpText('after', '\nExample:\n  sheepdog dead-letters retry 12')
    .action((ids: string[], options: Options) => retry(ids, options, context));
  group
    .command('drop')
    .description('Deletes them. What they said is lost.')
    .argument('[id...]', 'these')
    .option('--all', 'all there are')
    .option('--json', 'one JSON object: how many were dropped')
    .addHelpText('after', '\nExample:\n  sheepdog dead-letters drop 12 13')
    .action((ids: string[], options: Options) => drop(ids, options, context));
}

async function list(ids: string[], { json }: Options, context: CommandContext): Promise<void> {
  const letters = await readStore(context, reader => named(reader, ids));
  const views = letters.map(deadLetterView);
  if (json) return context.out(views.map(view => `${jsonLine(view)}\n`).join(''));
  if (views.length === 0) return context.out('no dead letters\n');
  const cells = views.map(({ id, host, received, reason, text }) => {
    const beginning = text.length > SHOWN_TEXT ? `${text.slice(0, SHOWN_TEXT)}…` : text;
    return [String(id), host, formatMoment(received), reason, beginning];
  });
  context.out(formatTable(HEAD, cells, context.paint));
}

async function retry(ids: string[], { json }: Options, context: CommandContext): Promise<void> {
  const { retryLetters } = await import('../../receiver/retry.ts');
  const { configurationFile, loadDog } = await import('../dog.ts');
  const { alertsOf } = await import('../alerting.ts');
  const dog = loadDog(context.env, configurationFile(context.env));
  const [kept, refused] = await changeStore(context, store => {
    store.decideBy(alertsOf(() => dog));
    return store.transaction(writer => {
      const letters = named(store, ids);
      const kept = retryLetters(writer, dog.receivers, letters);
      return [kept, letters.length - kept];
    });
  });
  context.out(json ? `${jsonLine({ kept, refused })}\n` : `${kept} kept, ${refused} refused again\n`);
}

async function drop(ids: string[], { all, json }: Options, context: CommandContext): Promise<void> {
  if (ids.length === 0 && !all)
    throw new Fault('which ones?', "name them by the ids that 'sheepdog dead-letters' shows, or say --all");
  const dropped = await changeStore(context, store =>
    store.transaction(writer => {
      const letters = named(store, ids);
      for (const { id } of letters) writer.dropDeadLetter(id);
      return letters.length;
    }),
  );
  context.out(json ? `${jsonLine({ dropped })}\n` : `${dropped} dropped\n`);
}

/** The letters of these ids, all where none is given. */
function named(store: Pick<Store, 'deadLetters'>, ids: string[]): DeadLetter[] {
  if (ids.length === 0) return store.deadLetters(null);
  const letters = store.deadLetters([...new Set(ids.map(Number))]);
  const missing = ids.find(id => !letters.some(letter => String(letter.id) === id));
  if (missing !== undefined)
    throw new Fault(`there is no dead letter '${missing}'`, "'sheepdog dead-letters' lists them");
  return letters;
}
