import type { NotifierSettings } from '../model/notifier.ts';
import { concerns } from '../notify/route.ts';
import type { DigestFacts } from '../notify/text/digest.ts';
import { storePath } from '../platform/paths.ts';
import { StoreReader } from '../store/reader.ts';
import { RECENT, statusReport } from '../view/status.ts';
import { lookAtDog } from './dog-state.ts';

/** What there is to tell a notifier in its digest: as `sheepdog status` has it, of what the notifier is told of. */
export function digestFacts(
  env: NodeJS.ProcessEnv,
  queue: string | null,
  settings: NotifierSettings,
  since: number,
  now: number,
): DigestFacts {
  const reader = StoreReader.open(storePath(env));
  try {
    const { rows, summary } = statusReport(lookAtDog(env, queue), reader.herd(now - RECENT), now);
    const isTold = (row: { host: string; plugin: string; subject: string }) => concerns(settings, row);
    return {
      rows: rows.filter(isTold),
      recovered: reader.recoveredSince(since).filter(isTold),
      silenced: reader.silences().map(({ host, plugin, subject, until, reason }) => ({
        what: `${host} ${plugin} ${subject}`.replace(/( \*)+$/, ''),
        until,
        reason,
      })),
      summary,
      since,
      now,
      timezone: settings.timezone,
    };
  } finally {
    reader.close();
  }
}
