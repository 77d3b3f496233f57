import { formatDuration } from '../../clock/duration.ts';
import { wallTime } from '../../clock/window.ts';
import { HEARTBEAT_PLUGIN, JOB_PLUGIN } from '../../model/message.ts';
import type { Trouble } from '../../model/notice.ts';
import { escapeLine } from '../../terminal/escape.ts';
import type { Other } from '../surroundings.ts';

const LONGEST_LINE = 300;

/** Text from anywhere as one line of a letter: nothing in it can end the line, and it ends somewhere. */
export function line(text: string, longest = LONGEST_LINE): string {
  const characters = [...escapeLine(text.slice(0, longest * 4).trim())];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : characters.join('');
}

/** What a trouble is of, as a person says it: `disk /export`; of a job its tag alone. */
export function nameOf({ plugin, subject }: Pick<Trouble, 'plugin' | 'subject'>): string {
  if (plugin === JOB_PLUGIN) return line(subject, 60);
  return line(subject === '' || subject === '-' ? plugin : `${plugin} ${subject}`, 60);
}

/** What is wrong, in a few words: `disk /export: 98.1 % used`, `borg-ipfs failed (exit 2)`, `not heard from for 7 h`. */
export const complaintOf = (trouble: Trouble): string => complaint(trouble, isRun(trouble));

/** The same of what a notice is not about. */
export const complaintOfOther = (other: Other): string => complaint(other, !other.watched);

/** Is it a run of a job, and not what the server found to be missing of one? */
export const isRun = ({ plugin, show }: Trouble): boolean => plugin === JOB_PLUGIN && show !== null;

function complaint(of: Pick<Trouble, 'plugin' | 'subject' | 'text'>, ran: boolean): string {
  const said = line(of.text, 120);
  if (of.plugin === HEARTBEAT_PLUGIN) return said;
  if (of.plugin !== JOB_PLUGIN || !ran) return `${nameOf(of)}: ${said}`;
  // The job plugin says how it ended, and after what time: a subject line has room for the first.
  const outcome = said.replace(/ after \d.*$/, '');
  return outcome === '' ? `${nameOf(of)} failed` : `${nameOf(of)} failed (${outcome})`;
}

/** How the trouble of several ended: not all that is over is well. */
export function endOf(troubles: readonly Trouble[]): string {
  if (troubles.every(({ gone }) => gone)) return 'gone';
  return troubles.some(({ gone }) => gone) ? 'well again, or gone' : 'well again';
}

/** `2026-11-21 01:00` on the clocks of that zone. */
export function moment(time: number, timezone: string | null): string {
  const { date, minute } = wallTime(time, timezone);
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${date} ${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}

/** `for 3 h` and the like, of what began then. */
export const lasting = (since: number, now: number): string => formatDuration(Math.max(0, now - since));

/** A word that a shell takes as it is: what is to be pasted may have any name. */
export function shellWord(text: string): string {
  const shown = escapeLine(text);
  return /^[\w@%+=:,./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}
