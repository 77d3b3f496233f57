import { errorText } from '../model/fault.ts';
import type { NotifierSettings } from '../model/notifier.ts';
import { makeNotifiers, type NamedNotifier } from '../notify/notifier.ts';
import { Outbox } from '../notify/outbox.ts';
import { bodyOf } from '../notify/text/body.ts';
import { subjectOf } from '../notify/text/subject.ts';
import { hostName } from '../platform/identity.ts';
import type { Store } from '../store/store.ts';
import type { DaemonContext } from './daemon-program.ts';
import { digestFacts } from './digest-facts.ts';
import { surroundingsOf } from './surroundings.ts';

/** Where nobody is named to be told, the log is. */
const LOG_ONLY: NotifierSettings = {
  kind: 'log',
  name: 'log',
  route: { hosts: ['*'], plugins: ['*'], subjects: ['*'], levels: ['warn', 'bark', 'unknown'], times: [] },
  timezone: null,
  fallback: null,
  fallbackAfter: 0,
  digestTime: null,
  fields: { level: 'warn' },
};

/** Delivers what the store holds for people, until the signal aborts. */
export async function notify(store: Store, context: DaemonContext): Promise<void> {
  const { clock, log, signal, dog } = context;
  let notifiers = await makeNotifiers(settingsOf(dog().herd.notifiers), { clock, log });
  context.onReload(next => {
    makeNotifiers(settingsOf(next.herd.notifiers), { clock, log }).then(
      made => {
        notifiers = made;
      },
      error => log.error({ error: errorText(error) }, 'the notifiers stay as they were'),
    );
  });
  const outbox = new Outbox({
    store,
    notifiers: (): readonly NamedNotifier[] => notifiers,
    informAllowed: () => dog().herd.informAllowed,
    write: (notice, timezone) => ({
      subject: subjectOf(notice),
      body: bodyOf(notice, surroundingsOf(notice, store, timezone)),
    }),
    facts: (settings, since, now) => digestFacts(context.env, settings, since, now),
    host: hostName(),
    clock,
    log,
  });
  await outbox.run(signal);
}

const settingsOf = (named: NotifierSettings[]): NotifierSettings[] => (named.length > 0 ? named : [LOG_ONLY]);
