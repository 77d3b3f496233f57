import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parseMoment } from '../../clock/moment.ts';
import { errorText, Fault } from '../../model/fault.ts';
import { timeOrderedId } from '../../model/id.ts';
import { type Json, MAX_MESSAGE_BYTES, MESSAGE_VERSION, type Message } from '../../model/message.ts';
import { bootId, machineId } from '../../platform/identity.ts';
import { formatQueueAddress, parseQueueAddress } from '../../queue/address.ts';
import { addEntry } from '../../queue/spool/add.ts';
import { createSpool, type SpoolLayout } from '../../queue/spool/layout.ts';
import { jsonLine } from '../../terminal/escape.ts';
import { choosePlace } from '../../wrap/place.ts';
import { ensureSender } from '../../wrap/sender.ts';
import { argument } from './arguments.ts';
import type { CommandContext } from './context.ts';

interface Options {
  text?: string;
  file?: string;
  queue?: string;
  time?: number;
  json?: true;
}

export function registerSend(program: Command, context: CommandContext): void {
  program
    .command('send')
    .summary('a message from JSON')
    .description(
      'Sends a message: the JSON on standard input, put into an envelope. It is on disk when this ends.',
    )
    .argument('<plugin>', 'the plugin whose receiver takes it')
    .option('-e, --text <json>', 'this JSON, not standard input')
    .option('-f, --file <file>', 'the JSON in this file')
    .option(
      '-H, --queue <address>',
      'to this queue, not the configured one: host[:port] or a redis:// URL',
      argument(text => formatQueueAddress(parseQueueAddress(text))),
    )
    .option(
      '--time <when>',
      'when it happened, if not now: 2h, 2026-11-21, "2026-11-21 01:00"',
      argument(text => parseMoment(text, context.clock.now())),
    )
    .option('--json', 'say in JSON what was sent')
    .addHelpText(
      'after',
      `
Examples:
  echo '{"celsius": 41.5}' | sheepdog send room-temperature
  sheepdog send room-temperature -e '{"celsius": 41.5}' --time 10m`,
    )
    .action((plugin: string, options: Options) => send(plugin, options, context));
}

async function send(plugin: string, options: Options, context: CommandContext): Promise<void> {
  const { env, clock } = context;
  const now = clock.now();
  const message: Message = {
    version: MESSAGE_VERSION,
    id: timeOrderedId(now),
    machine: machineId(),
    boot: bootId(),
    plugin,
    hash: null,
    time: options.time ?? now,
    body: parseBody(await bodyText(options, context)),
  };
  const text = JSON.stringify(message);
  await refuseUnfit(text);
  const place = choosePlace(options.queue ?? null, env);
  const spool = keep(place.spool, text, place.destination);
  if (place.leaves) ensureSender(spool);
  const { id } = message;
  context.out(options.json ? `${jsonLine({ id, spool: spool.root })}\n` : `${id}\n`);
}

async function bodyText({ text, file }: Options, context: CommandContext): Promise<string> {
  if (text !== undefined) return text;
  if (file === undefined) return (await context.stdin()).toString();
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Fault(`cannot read ${file}: ${errorText(error)}`);
  }
}

function parseBody(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new Fault(
      `this is no JSON: ${errorText(error)}`,
      `as in: echo '{"celsius": 41.5}' | sheepdog send room-temperature`,
    );
  }
}

/** What the receiver would refuse is refused here, where somebody is there to mend it. */
async function refuseUnfit(text: string): Promise<void> {
  if (Buffer.byteLength(text) > MAX_MESSAGE_BYTES)
    throw new Fault(`the message is longer than ${MAX_MESSAGE_BYTES} bytes`, 'send it in parts');
  const { decodeMessage } = await import('../../receiver/decode.ts');
  const { effectOf } = await import('../../receiver/effects.ts');
  const decoded = decodeMessage(text, { id: 'none', time: 0 });
  if (decoded.kind !== 'message') throw unfit(decoded.reason);
  const effect = effectOf(decoded.message);
  if (effect.kind === 'refused') throw unfit(effect.reason);
}

const unfit = (reason: string) => new Fault(`the message would be refused: ${reason}`, 'see docs/message.md');

function keep(path: string, text: string, destination: string | null): SpoolLayout {
  try {
    const spool = createSpool(path);
    addEntry(spool, text, destination);
    return spool;
  } catch (error) {
    throw new Fault(`the message cannot be put into ${path}: ${errorText(error)}`, 'nothing was sent');
  }
}
