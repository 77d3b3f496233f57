import { isWithin, parseWindow } from '../clock/window.ts';
import type { Notice, Trouble } from '../model/notice.ts';
import type { NotifierSettings } from '../model/notifier.ts';
import { matchesWord } from '../model/subject-pattern.ts';

const fits = (globs: readonly string[], name: string): boolean => globs.some(glob => matchesWord(glob, name));

/** Is the notifier told of such a thing at all, whatever its level and the time? */
export function concerns(
  { route }: NotifierSettings,
  { host, plugin, subject }: Pick<Trouble, 'host' | 'plugin' | 'subject'>,
): boolean {
  const { hosts, plugins, subjects } = route;
  return fits(hosts, host) && fits(plugins, plugin) && fits(subjects, subject);
}

/** Is this one of its times? */
export function isOpen({ route, timezone }: NotifierSettings, time: number): boolean {
  const windows = route.times.map(parseWindow).filter(window => window !== null);
  return windows.length === 0 || windows.some(window => isWithin(window, time, timezone));
}

/**
 * The notice with those troubles that a notifier is told of; null where that is none. One that tells of no trouble is
 * for every notifier that is told of anything.
 */
export function routed(notice: Notice, settings: NotifierSettings): Notice | null {
  if (!isOpen(settings, notice.time)) return null;
  if (notice.troubles.length === 0) return settings.route.hosts.length > 0 ? notice : null;
  const levels: readonly string[] = settings.route.levels;
  // What is well again, or was for a moment, was of a level that it no longer is.
  const isTold = (trouble: Trouble) =>
    concerns(settings, trouble) && (trouble.level === 'ok' || levels.includes(trouble.level));
  return some(notice, isTold);
}

/** The notice with those troubles; null where there are none. */
export function some(notice: Notice, wanted: (trouble: Trouble) => boolean): Notice | null {
  const troubles = notice.troubles.filter(wanted);
  if (troubles.length === notice.troubles.length) return notice;
  return troubles.length === 0 ? null : { ...notice, troubles };
}
