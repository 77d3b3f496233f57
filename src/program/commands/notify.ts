import type { Command } from 'commander';
import { Fault } from '../../model/fault.ts';
import { timeOrderedId } from '../../model/id.ts';
import { silentLog } from '../../model/log.ts';
import type { Notice } from '../../model/notice.ts';
import type { NamedNotifier, Outcome } from '../../notify/notifier.ts';
import { hostName } from '../../platform/identity.ts';
import { escapeLine, jsonLine } from '../../terminal/escape.ts';
import { formatTable } from '../../terminal/table.ts';
import type { CommandContext } from './context.ts';

interface Options {
  config?: string;
  text?: string;
  json?: true;
}

/** What came of trying one receiver of one notifier. */
interface Tried {
  notifier: string;
  to: string | null;
  outcome: Outcome;
}

const FAILED = 1;
const HEAD = ['NOTIFIER', 'TO', 'RESULT', ''];

export function registerNotify(program: Command, context: CommandContext): void {
  program
    .command('notify')
    .summary('try a notifier')
    .description(
      'Sends a notice that is a trial, here and now, and shows what came of it. Run it as the user that the daemon runs as, so that the same secrets can be read.',
    )
    .argument('[notifier...]', 'these, by name; without any, all of the configuration')
    .option(
      '-c, --config <file>',
      'this configuration; default $SHEEPDOG_CONFIG, then server-config.scm in /etc/sheepdog or ~/.config/sheepdog',
    )
    .option('-e, --text <text>', 'a word of your own in it')
    .option('--json', 'one JSON object a line')
    .addHelpText(
      'after',
      `
Exit status: 1 where somebody was not told, else 0.

Examples:
  sheepdog notify
  sheepdog notify pager -e "from the new server"`,
    )
    .action((names: string[], options: Options) => tryNotifiers(names, options, context));
}

async function tryNotifiers(names: string[], options: Options, context: CommandContext): Promise<void> {
  const notifiers = await chosen(names, options, context);
  const tried = (await Promise.all(notifiers.map(notifier => tryOne(notifier, options, context)))).flat();
  if (tried.some(({ outcome }) => outcome.kind !== 'delivered')) context.exit(FAILED);
  if (options.json) return context.out(tried.map(each => `${jsonLine(jsonRow(each))}\n`).join(''));
  const cells = tried.map(({ notifier, to, outcome }) => [
    notifier,
    to ?? '',
    wordFor(outcome),
    reasonOf(outcome),
  ]);
  context.out(formatTable(HEAD, cells, context.paint));
}

async function chosen(
  names: string[],
  { config }: Options,
  context: CommandContext,
): Promise<NamedNotifier[]> {
  const { configurationFile, loadDog } = await import('../dog.ts');
  const { makeNotifiers } = await import('../../notify/notifier.ts');
  const { herd } = loadDog(context.env, configurationFile(context.env, config ?? null));
  const known = herd.notifiers.map(({ name }) => name);
  if (known.length === 0)
    throw new Fault(
      'the configuration names no notifier',
      "see docs/notifications.md; 'sheepdog doc mail-notifier'",
    );
  const unknown = names.find(name => !known.includes(name));
  if (unknown !== undefined)
    throw new Fault(`there is no notifier '${unknown}'`, `the notifiers are: ${known.join(', ')}`);
  const wanted = herd.notifiers.filter(({ name }) => names.length === 0 || names.includes(name));
  const say = (_: object, text: string) => context.err(`${escapeLine(text)}\n`);
  const log = { ...silentLog, debug: say, info: say, warn: say, error: say };
  return makeNotifiers(wanted, { clock: context.clock, log });
}

async function tryOne(
  notifier: NamedNotifier,
  { text }: Options,
  { clock }: CommandContext,
): Promise<Tried[]> {
  const { letterFor } = await import('../../notify/letter.ts');
  const now = clock.now();
  const id = timeOrderedId(now);
  const notice: Notice = {
    id,
    kind: 'trial',
    time: now,
    thread: id,
    troubles: [],
    cause: null,
    text: text ?? null,
  };
  const { name } = notifier.settings;
  return Promise.all(
    (notifier.addresses ?? [null]).map(async to => ({
      notifier: name,
      to,
      outcome: await notifier.deliver(
        letterFor(notice, notifier, to, hostName()),
        new AbortController().signal,
      ),
    })),
  );
}

function wordFor({ kind }: Outcome) {
  if (kind === 'delivered') return { text: 'told', style: 'ok' as const };
  return { text: kind === 'never' ? 'refused' : 'not told', style: 'bark' as const };
}

const reasonOf = (outcome: Outcome): string => (outcome.kind === 'delivered' ? '' : outcome.reason);

function jsonRow({ notifier, to, outcome }: Tried): object {
  return { notifier, to, told: outcome.kind === 'delivered', reason: reasonOf(outcome) || null };
}
