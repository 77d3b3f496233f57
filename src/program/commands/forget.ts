import type { Command } from 'commander';
import { Fault } from '../../model/fault.ts';
import { silentLog } from '../../model/log.ts';
import { configuredQueue } from '../../platform/paths.ts';
import type { Dismissal } from '../../queue/redis/enrolment.ts';
import { jsonLine } from '../../terminal/escape.ts';
import type { CommandContext } from './context.ts';
import { queueArgument, queueOfKeeper } from './enroll.ts';
import { changeStore } from './open-store.ts';
import { count } from './words.ts';

interface Options {
  queue?: string;
  json?: true;
}

export function registerForget(program: Command, context: CommandContext): void {
  program
    .command('forget')
    .summary('a machine leaves the herd')
    .description(
      'Takes away the Redis user of a machine, its stream and its marks, and expects nothing of it any more. What it told stays in the store and can be asked.',
    )
    .argument('<host>', 'the machine')
    .option('-H, --queue <address>', 'Redis, as one who may take users away', queueArgument)
    .option('--json', 'one JSON object: what there was to forget')
    .addHelpText('after', '\nExample:\n  sheepdog forget tux01')
    .action((host: string, options: Options) => forget(host, options, context));
}

async function forget(host: string, { queue, json }: Options, context: CommandContext): Promise<void> {
  const dismissal = await dismissed(host, queue, context);
  const now = context.clock.now();
  const known = await changeStore(context, store => store.forgetHost(host, now));
  if (!known && !dismissal?.user)
    throw new Fault(`nobody has heard of '${host}'`, "'sheepdog status --all' names the machines");
  context.out(json ? `${jsonLine({ host, known, ...dismissal })}\n` : words(host, known, dismissal));
}

/** Where the spool is the queue, there is no user to take away. */
async function dismissed(
  host: string,
  queue: string | undefined,
  { env }: CommandContext,
): Promise<Dismissal | null> {
  if (queue === undefined && configuredQueue(env) === null) return null;
  const { dismissMachine } = await import('../../queue/redis/enrolment.ts');
  return dismissMachine(queueOfKeeper(queue, env), host, silentLog);
}

function words(host: string, known: boolean, dismissal: Dismissal | null): string {
  const lost = dismissal?.waiting
    ? ` ${count(dismissal.waiting, 'message')} of it were not stored and are gone.`
    : '';
  const redis = dismissal?.user ? 'Its user in Redis is gone.' : 'It had no user in Redis.';
  const store = known
    ? 'Nothing is expected of it any more; what it told can still be asked.'
    : 'The store never heard of it.';
  return `${host} is forgotten. ${redis}${lost}\n${store}\n`;
}
