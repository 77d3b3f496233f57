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

/** The notifiers of the configuration that is in force: after a reload they are made anew, and take over when they are. */
export async function notifiersOf({
  clock,
  log,
  dog,
}: Pick<DaemonContext, 'clock' | 'log' | 'dog'>): Promise<() => readonly NamedNotifier[]> {
  const make = (named: readonly NotifierSettings[]) =>
    makeNotifiers(named.length > 0 ? named : [LOG_ONLY], { clock, log });
  let wanted = dog().herd.notifiers;
  let notifiers = await make(wanted);
  const remake = async (settings: typeof wanted) => {
    try {
      const made = await make(settings);
      if (settings === wanted) notifiers = made;
    } catch (error) {
      log.error({ error: errorText(error) }, 'the notifiers stay as they were');
    }
  };
  return () => {
    const now = dog().herd.notifiers;
    if (now !== wanted) {
      wanted = now;
      void remake(now);
    }
    return notifiers;
  };
}
