import type { Herd } from '../../configuration/values.ts';
import { errorText, Fault } from '../../model/fault.ts';
import { silentLog } from '../../model/log.ts';
import { configuredQueue } from '../../platform/paths.ts';
import { parseQueueAddress } from '../../queue/address.ts';
import { escapeLine, jsonLine } from '../../terminal/escape.ts';
import type { CommandContext } from './context.ts';

/** Something that the configuration names and that has to be there. */
interface Asked {
  kind: 'queue' | 'alive-queue' | 'notifier';
  name: string;
  trouble: { message: string; hint?: string | undefined } | null;
}

const TIME_LIMIT = 20_000;

/**
 * Asks the queue, the notifiers and the other dog's queue whether they are there, and tells; is all well? No alive-url is
 * asked for: to ask for it is to say that the dog is well.
 */
export async function tryLive(herd: Herd, json: boolean, context: CommandContext): Promise<boolean> {
  const queue = configuredQueue(context.env) ?? herd.queue;
  const asked = await Promise.all([
    ...(queue === null ? [] : [askQueue('queue', queue)]),
    ...(herd.alive.queue === null ? [] : [askQueue('alive-queue', herd.alive.queue)]),
    ...(await notifiersOf(herd, context)),
  ]);
  if (json) context.out(asked.map(each => `${jsonLine(jsonRow(each))}\n`).join(''));
  else {
    if (queue === null) context.out('queue: none is named, so the spool is the queue\n');
    for (const each of asked) tell(each, context);
  }
  return asked.every(({ trouble }) => trouble === null);
}

async function askQueue(kind: Asked['kind'], name: string): Promise<Asked> {
  const { pingRedis } = await import('../../queue/redis/health.ts');
  try {
    await pingRedis(parseQueueAddress(name), silentLog);
    return { kind, name, trouble: null };
  } catch (error) {
    return { kind, name, trouble: error instanceof Fault ? error : new Fault(errorText(error)) };
  }
}

async function notifiersOf({ notifiers }: Herd, { clock }: CommandContext): Promise<Promise<Asked>[]> {
  if (notifiers.length === 0) return [];
  const { makeNotifiers } = await import('../../notify/notifier.ts');
  return (await makeNotifiers(notifiers, { clock, log: silentLog })).map(async (notifier): Promise<Asked> => {
    const message = await notifier.probe(AbortSignal.timeout(TIME_LIMIT));
    return {
      kind: 'notifier',
      name: notifier.settings.name,
      trouble: message === null ? null : { message, hint: 'sheepdog notify sends a trial' },
    };
  });
}

function jsonRow({ kind, name, trouble }: Asked): object {
  return { [kind]: name, error: trouble?.message ?? null, hint: trouble?.hint ?? null };
}

function tell({ kind, name, trouble }: Asked, { out, err }: CommandContext): void {
  if (!trouble) return out(`${kind} ${escapeLine(name)}: is there\n`);
  err(`error: ${kind} ${escapeLine(name)}: ${escapeLine(trouble.message)}\n`);
  if (trouble.hint) err(`hint: ${escapeLine(trouble.hint)}\n`);
}
