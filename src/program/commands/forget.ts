import { Argument, type Command } from 'commander';
import { Alerts } from '../../alert/alerts.ts';
import { planOf } from '../../alert/plan.ts';
import { DEFAULT_ALERTS } from '../../model/alert-settings.ts';
import { count } from '../../model/count.ts';
import { Fault } from '../../model/fault.ts';
import { silentLog } from '../../model/log.ts';
import { JOB_PLUGIN } from '../../model/message.ts';
import { hostName } from '../../platform/identity.ts';
import type { Dismissal } from '../../queue/redis/enrolment.ts';
import type { Store } from '../../store/store.ts';
import { escapeLine, jsonLine } from '../../terminal/escape.ts';
import type { CommandContext } from './context.ts';
import { queueArgument, queueOfKeeper } from './enroll.ts';
import { changeStore } from './open-store.ts';

interface Options {
  queue?: string;
  json?: true;
}

export function registerForget(program: Command, context: CommandContext): void {
  program
    .command('forget')
    .summary('a machine leaves the herd, or a job its crontab')
    .description(
      `Of a machine: takes away its Redis user, its stream and its marks, and expects nothing of it any more. What it told
stays in the store and can be asked. Of a job: expects it no more, and ends what is found of it; when it runs again, it is
back.`,
    )
    .argument('<host>', 'the machine')
    .addArgument(new Argument('[plugin]', 'of its subjects only jobs can be forgotten').choices([JOB_PLUGIN]))
    .argument('[tag...]', 'the job')
    .option('-H, --queue <address>', 'Redis, as one who may take users away', queueArgument)
    .option('--json', 'one JSON object: what there was to forget')
    .addHelpText('after', '\nExamples:\n  sheepdog forget tux01\n  sheepdog forget tux01 job borg-ipfs')
    .action((host: string, plugin: string | undefined, tag: string[], options: Options) =>
      plugin === undefined
        ? forget(host, options, context)
        : forgetJob(host, tag.join(' '), options, context),
    );
}

async function forget(host: string, { queue, json }: Options, context: CommandContext): Promise<void> {
  const dismissal = await dismissed(host, queue, context);
  const known = await ordered(context, (store, now) => store.forgetHost(host, now));
  if (!known && !dismissal?.user)
    throw new Fault(`nobody has heard of '${host}'`, "'sheepdog status --all' names the machines");
  context.out(json ? `${jsonLine({ host, known, ...dismissal })}\n` : words(host, known, dismissal));
}

async function forgetJob(
  host: string,
  tag: string,
  { json }: Options,
  context: CommandContext,
): Promise<void> {
  if (tag === '')
    throw new Fault('which job?', `'sheepdog forget ${host} job TAG'; 'sheepdog expect' lists them`);
  const outcome = await ordered(context, (store, now) => store.forgetJob(host, tag, now));
  const name = `${host} ${JOB_PLUGIN} ${tag}`;
  if (outcome === 'unknown')
    throw new Fault(`nobody has heard of '${name}'`, "'sheepdog status --all' names the jobs");
  if (outcome === 'configured')
    throw new Fault(
      `'${name}' is expected by the configuration`,
      `take its (expected-job (tag "${tag}") …) out of it; the daemon reads it anew on HUP`,
    );
  const told = `${escapeLine(name)} is forgotten, until it runs again. What it told can still be asked.\n`;
  context.out(json ? `${jsonLine({ host, tag })}\n` : told);
}

/** Does it with one at hand who takes what is forgotten out of what is decided. */
function ordered<T>(context: CommandContext, order: (store: Store, now: number) => T): Promise<T> {
  return changeStore(context, store => {
    store.decideBy(new Alerts(() => planOf(DEFAULT_ALERTS, [], hostName())));
    return order(store, context.clock.now());
  });
}

/** Where the spool is the queue, there is no user to take away. */
async function dismissed(
  host: string,
  queue: string | undefined,
  { env }: CommandContext,
): Promise<Dismissal | null> {
  const address = await queueOfKeeper(queue, env);
  if (!address) return null;
  const { dismissMachine } = await import('../../queue/redis/enrolment.ts');
  return dismissMachine(address, host, silentLog);
}

function words(host: string, known: boolean, dismissal: Dismissal | null): string {
  const lost = dismissal?.waiting
    ? ` ${count(dismissal.waiting, 'message')} of it were not stored and are gone.`
    : '';
  const redis = !dismissal
    ? 'No queue is configured here, so no Redis was asked.'
    : dismissal.user
      ? 'Its user in Redis is gone.'
      : 'It had no user in Redis.';
  const store = known
    ? 'Nothing is expected of it any more; what it told can still be asked.'
    : 'The store never heard of it.';
  return `${host} is forgotten. ${redis}${lost}\n${store}\n`;
}
