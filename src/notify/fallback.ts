import type { NewLetter, Stuck } from '../store/outbox.ts';
import { receiversOf, type Tellable } from './plan.ts';
import { line, moment } from './text/words.ts';

/** The letter by which a fallback tells what another notifier could not. */
export function fallbackLetter(stuck: Stuck, { settings, addresses }: Tellable, host: string): NewLetter {
  const { notice, subject, body } = stuck;
  const { name, timezone } = settings;
  const receivers = receiversOf(notice.id, name, addresses, host);
  return {
    notice,
    notifier: name,
    asked: null,
    subject,
    body: `${why(stuck, timezone)}\n\n${body}`,
    receivers,
  };
}

function why({ notifier, created, failed, error }: Stuck, timezone: string | null): string {
  const reason = error === null ? '' : ` (${line(error, 200)})`;
  return failed
    ? `The notifier ${line(notifier)} cannot deliver this${reason}.`
    : `The notifier ${line(notifier)} could not deliver this since ${moment(created, timezone)}${reason}.`;
}
