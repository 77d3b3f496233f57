import { errorText } from '../model/fault.ts';
import type { NotifierSettings } from '../model/notifier.ts';
import { makeNotifiers, type NamedNotifier } from '../notify/notifier.ts';
import type { DaemonContext } from './daemon-program.ts';

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

/** The notifiers of the configuration that is in force. */
export async function notifiersOf(context: DaemonContext): Promise<() => readonly NamedNotifier[]> {
  const { clock, log, dog } = context;
  const make = (named: NotifierSettings[]) =>
    makeNotifiers(named.length > 0 ? named : [LOG_ONLY], { clock, log });
  let notifiers = await make(dog().herd.notifiers);
  context.onReload(next => {
    make(next.herd.notifiers).then(
      made => {
        notifiers = made;
      },
      error => log.error({ error: errorText(error) }, 'the notifiers stay as they were'),
    );
  });
  return () => notifiers;
}
