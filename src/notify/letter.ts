import type { Notice } from '../model/notice.ts';
import type { Letter, NamedNotifier } from './notifier.ts';
import { messageId } from './plan.ts';
import { NO_SURROUNDINGS } from './surroundings.ts';
import { bodyOf } from './text/body.ts';
import { subjectOf } from './text/subject.ts';

/** A letter that needs no outbox, and of which nothing is known besides its notice: a trial, a word in an emergency. */
export function letterFor(
  notice: Notice,
  { settings }: NamedNotifier,
  to: string | null,
  host: string,
): Letter {
  const { name, timezone } = settings;
  return {
    id: messageId(notice.id, name, to, host),
    to,
    subject: subjectOf(notice),
    body: bodyOf(notice, { ...NO_SURROUNDINGS, timezone }),
    references: [],
    notice,
  };
}
