import { formatMoment } from '../clock/moment.ts';
import type { AlertEvent, NamedStanding, SubjectName } from '../model/alert.ts';
import type { Level } from '../model/level.ts';
import type { DeliveryView } from '../store/outbox.ts';
import type { SubjectStory } from '../store/reader.ts';

/** One line of how a subject came to be told of, or not; `--json` shows it as it is. */
export interface StoryRow extends SubjectName {
  time: Date;
  /** `found`: what its plugin said; `sent`, `waiting`, `failed` …: what became of a notice; else what was decided. */
  event: AlertEvent | 'found' | DeliveryView['state'];
  level: Level | null;
  text: string;
  notice: string | null;
}

/** The whole story in the order of time. */
export function storyRows({ spells, decisions, deliveries }: SubjectStory): StoryRow[] {
  const found = spells.map(
    ({ host, plugin, subject, level, since, text }): StoryRow => ({
      ...{ host, plugin, subject, level, text },
      time: new Date(since),
      event: 'found',
      notice: null,
    }),
  );
  const decided = decisions.flatMap((row): StoryRow[] => [
    { ...row, time: new Date(row.time), text: row.reason },
    ...deliveries.filter(({ notice }) => notice === row.notice).map(each => deliveryRow(row, each)),
  ]);
  return [...found, ...decided].sort((a, b) => a.time.getTime() - b.time.getTime());
}

function deliveryRow({ host, plugin, subject }: SubjectName, delivery: DeliveryView): StoryRow {
  const { notifier, address, state, tried, created, tries, error, notice } = delivery;
  const to = address === null ? notifier : `${address} (${notifier})`;
  const trouble = error === null ? '' : `: ${error}`;
  const again = state === 'waiting' && tries > 0 ? ` after ${tries} tries` : '';
  const time = new Date(tried ?? created);
  return {
    host,
    plugin,
    subject,
    time,
    event: state,
    level: null,
    text: `to ${to}${again}${trouble}`,
    notice,
  };
}

/** How a subject stands that is not simply well, in one sentence. */
export function standingText({ name, standing }: NamedStanding): string {
  const { host, plugin, subject } = name;
  const { level, since, text } = standing;
  const moment = formatMoment(new Date(since));
  return `${host} ${plugin} ${subject} is ${level} since ${moment}: ${text}; ${alertText(standing)}`;
}

/** What is decided of it now: told, kept quiet and why, or waiting. */
export function alertText(standing: NamedStanding['standing']): string {
  const { told, toldAt, want, quiet, due, flapping, bad, level } = standing;
  if (want !== null && quiet !== null) return `not told: ${quiet}`;
  if (want !== null) return 'told as soon as what belongs to it is gathered';
  if (flapping) return 'flapping: told when it is steady';
  if (told !== null) return `told ${formatMoment(new Date(toldAt))}`;
  if (due !== null) return `told ${formatMoment(new Date(due))} if it stays so`;
  if (bad) return 'not told';
  if (level === 'warn') return 'waits for the digest';
  return level === 'bark' || level === 'unknown' ? 'tolerated so far' : 'well';
}
