import type { NamedNotifier } from '../notify/notifier.ts';
import { Outbox } from '../notify/outbox.ts';
import { bodyOf } from '../notify/text/body.ts';
import { subjectOf } from '../notify/text/subject.ts';
import { hostName } from '../platform/identity.ts';
import type { Store } from '../store/store.ts';
import type { DaemonContext } from './daemon-program.ts';
import { digestFacts } from './digest-facts.ts';
import { surroundingsOf } from './surroundings.ts';

/** Delivers what the store holds for people, until the signal aborts. */
export async function notify(
  store: Store,
  notifiers: () => readonly NamedNotifier[],
  context: DaemonContext,
): Promise<void> {
  const { clock, log, signal, dog } = context;
  const outbox = new Outbox({
    store,
    notifiers,
    informAllowed: () => dog().herd.informAllowed,
    write: ({ notice, timezone, asked }) => {
      const around = surroundingsOf(notice, store, timezone);
      // Whom a job named is told of that job, and not of what else is wrong there.
      const told = asked === null ? around : { ...around, others: [] };
      return { subject: subjectOf(notice), body: bodyOf(notice, told) };
    },
    facts: (settings, since, now) => digestFacts(context.env, context.queue, settings, since, now),
    host: hostName(),
    clock,
    log,
  });
  await outbox.run(signal);
}
