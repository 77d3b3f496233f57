import { timeOrderedId } from '../model/id.ts';
import type { Notice } from '../model/notice.ts';
import type { NotifierSettings } from '../model/notifier.ts';
import { type Covered, type NewLetter, SUMMARY } from '../store/outbox.ts';
import { messageId } from './plan.ts';
import { subjectOf } from './text/subject.ts';
import { line, moment } from './text/words.ts';

/** One summary for a receiver, and the deliveries that it stands for. */
export interface Summary {
  letter: NewLetter;
  instead: number[];
}

/**
 * While a notifier could not be reached, its fallback told of some letters: they are not sent again one by one, but each
 * receiver is told in one letter what there was. One that waits already grows.
 * @param covered what waits and was told by the fallback, and summaries that wait, in order
 */
export function summaries(
  covered: readonly Covered[],
  { name, fallback, timezone }: NotifierSettings,
  host: string,
  now: number,
): Summary[] {
  const addresses = [...new Set(covered.map(({ address }) => address))];
  return addresses.flatMap(address => {
    const own = covered.filter(each => each.address === address);
    if (own.every(isSummary)) return [];
    const lines = own.flatMap(each => (isSummary(each) ? linesOf(each.body) : [lineOf(each, timezone)]));
    const notice = noticeOf(lines, name, fallback ?? '', now);
    const message = messageId(notice.id, name, address, host);
    const receivers = [{ address, message, earlier: [], refusal: null }];
    const letter = {
      notice,
      notifier: name,
      asked: null,
      subject: subjectOf(notice),
      body: notice.text!,
      receivers,
    };
    return [{ letter, instead: own.map(({ id }) => id) }];
  });
}

const isSummary = ({ notice }: Covered): boolean => notice.startsWith(SUMMARY);
const linesOf = (body: string): string[] => body.split('\n').filter(each => each.startsWith('  '));
const lineOf = ({ subject, created }: Covered, timezone: string | null): string =>
  `  ${moment(created, timezone)}  ${line(subject)}`;

function noticeOf(lines: string[], name: string, fallback: string, now: number): Notice {
  const id = `${SUMMARY}${timeOrderedId(now)}`;
  const what = `${lines.length} ${lines.length === 1 ? 'notification' : 'notifications'}`;
  const head = `${what} went by ${line(fallback)}, because ${line(name)} could not be reached`;
  const text = `${head}\n\n${lines.join('\n')}\n\nMore:   sheepdog status\n`;
  return { id, kind: 'digest', time: now, thread: id, troubles: [], cause: null, text };
}
