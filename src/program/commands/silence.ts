import type { Command } from 'commander';
import { parseDuration } from '../../clock/duration.ts';
import { formatMoment } from '../../clock/moment.ts';
import type { Silence, SubjectName } from '../../model/alert.ts';
import { Fault } from '../../model/fault.ts';
import { patternText } from '../../model/subject-pattern.ts';
import { userName } from '../../platform/identity.ts';
import { escapeLine, jsonLine } from '../../terminal/escape.ts';
import { formatTable } from '../../terminal/table.ts';
import { silenceView } from '../../view/silences.ts';
import { argument } from './arguments.ts';
import type { CommandContext } from './context.ts';
import { changeStore, readStore } from './open-store.ts';
import { subjectArguments, subjectName } from './subject-names.ts';

interface Options {
  for?: number;
  untilOk?: true;
  reason: string;
  json?: true;
}

const HEAD = ['ID', 'HOST', 'PLUGIN', 'SUBJECT', 'UNTIL', 'BY', 'REASON'];
const NO_REASON = 'no reason given';

export function registerSilence(program: Command, context: CommandContext): void {
  const command = program
    .command('silence')
    .summary('nothing is told of something for a while; without argument: the list')
    .description(
      'Tells nothing of some subjects for a while, or until they are well. They are watched all the same, and where trouble is still there at the end it is told. Without argument it lists the silences.',
    );
  subjectArguments(command, '[host]')
    .option('--for <duration>', 'how long: 20m, 2h, 3d', argument(parseDuration))
    .option('--until-ok', 'until all of it is well')
    .option('--reason <text>', 'why: whoever wonders about the quiet reads it', NO_REASON)
    .option('--json', 'one JSON object a line: times in ISO 8601')
    .addHelpText(
      'after',
      `
Quiet times that come again and again are in the configuration: docs/alerts.md.

Examples:
  sheepdog silence tux01 --for 20m --reason "reboot"
  sheepdog silence 'tux0?' disk /export --until-ok --reason "a new disk is ordered"
  sheepdog silence`,
    )
    .action((host: string | undefined, plugin: string | undefined, subject: string[], options: Options) =>
      host === undefined
        ? list(options, context)
        : silence(subjectName(host, plugin, subject), options, context),
    );
}

export function registerUnsilence(program: Command, context: CommandContext): void {
  program
    .command('unsilence')
    .summary('a silence ends now')
    .description('Ends silences. Where trouble is still there it is told.')
    .argument('<id...>', "the numbers that 'sheepdog silence' shows")
    .option('--json', 'one JSON object a line: what was ended')
    .addHelpText('after', '\nExample:\n  sheepdog unsilence 3')
    .action((ids: string[], options: Options) => unsilence(ids, options, context));
}

export function registerAck(program: Command, context: CommandContext): void {
  const command = program
    .command('ack')
    .summary('somebody looks after it: nothing more is told until it is well')
    .description(
      'Says that somebody looks after what is wrong: nothing more is told of it until it is well. What goes bad again after that is told.',
    );
  subjectArguments(command, '<host>')
    .option('--reason <text>', 'why: whoever wonders about the quiet reads it', NO_REASON)
    .option('--json', 'one JSON object a line: times in ISO 8601')
    .addHelpText('after', '\nExample:\n  sheepdog ack tux01 job borg-ipfs --reason "the repository is moved"')
    .action((host: string, plugin: string | undefined, subject: string[], options: Options) =>
      acknowledge(subjectName(host, plugin, subject), options, context),
    );
}

async function list({ json }: Options, context: CommandContext): Promise<void> {
  const silences = await readStore(context, reader => reader.silences());
  if (json) return tellJson(silences, context);
  if (silences.length === 0) return context.out('nothing is silenced\n');
  const cells = silences.map(each => [
    ...[String(each.id), each.host, each.plugin, each.subject, endText(each), each.author, each.reason],
  ]);
  context.out(formatTable(HEAD, cells, context.paint));
}

async function silence(name: SubjectName, options: Options, context: CommandContext): Promise<void> {
  const now = context.clock.now();
  if ((options.for === undefined) === (options.untilOk === undefined))
    throw new Fault('how long?', 'say --for 2h, or --until-ok');
  if (options.untilOk) await troubleOf(name, context);
  const until = options.for === undefined ? null : now + options.for;
  await make([{ ...name, until }], options, context);
}

/** Each subject for itself: one that is well again barks again though others are not. */
async function acknowledge(name: SubjectName, options: Options, context: CommandContext): Promise<void> {
  const troubles = await troubleOf(name, context);
  await make(
    troubles.map(trouble => ({ ...trouble, until: null })),
    options,
    context,
  );
}

/** What is wrong of these. @throws Fault where nothing is: a silence until it is well would be over at once */
async function troubleOf(name: SubjectName, context: CommandContext): Promise<SubjectName[]> {
  const standings = await readStore(context, reader => reader.standings(name));
  const bad = standings.filter(({ standing }) => standing.bad);
  if (bad.length > 0) return bad.map(each => each.name);
  throw new Fault(
    `nothing that would be told is wrong with '${patternText(name)}'`,
    "'sheepdog status' shows what is wrong; --for silences what is well, too",
  );
}

async function make(
  wanted: (SubjectName & { until: number | null })[],
  { reason, json }: Options,
  context: CommandContext,
): Promise<void> {
  const more = { reason, author: userName(), made: context.clock.now() };
  const made = await changeStore(context, store =>
    store.transaction(({ alerts }) =>
      wanted.map(each => ({ ...each, ...more, id: alerts.silence({ ...each, ...more }) })),
    ),
  );
  if (json) return tellJson(made, context);
  for (const each of made)
    context.out(
      `${escapeLine(patternText(each))} is silenced until ${endText(each)}: 'sheepdog unsilence ${each.id}' ends it\n`,
    );
}

async function unsilence(ids: string[], { json }: Options, context: CommandContext): Promise<void> {
  const now = context.clock.now();
  const ended = await changeStore(context, store =>
    store.transaction(({ alerts }) => {
      const known = alerts.silences();
      const named = ids.map(id => known.find(each => String(each.id) === id));
      const missing = ids[named.indexOf(undefined)];
      if (missing !== undefined)
        throw new Fault(`there is no silence '${missing}'`, "'sheepdog silence' lists them");
      for (const each of named) alerts.endSilence(each!.id, now);
      return named.map(each => each!);
    }),
  );
  if (json) return tellJson(ended, context);
  for (const each of ended) context.out(`${escapeLine(patternText(each))} is silenced no longer\n`);
}

function tellJson(silences: readonly Silence[], context: CommandContext): void {
  context.out(silences.map(each => `${jsonLine(silenceView(each))}\n`).join(''));
}

const endText = ({ until }: Pick<Silence, 'until'>) =>
  until === null ? 'it is well' : formatMoment(new Date(until));
