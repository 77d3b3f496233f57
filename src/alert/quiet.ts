import { formatMoment } from '../clock/moment.ts';
import type { Silence, Standing, SubjectName } from '../model/alert.ts';
import { HEARTBEAT_PLUGIN } from '../model/message.ts';
import { dependedOn, matches, patternText } from '../model/subject-pattern.ts';
import type { AlertPlan, Dependency } from './plan.ts';

/** What keeps something from being told, and why. Whatever is told after a silence says that it was silenced. */
export interface Quiet {
  by: 'silence' | 'dependency' | 'doubt' | 'lag';
  reason: string;
}

/** How things are around a subject that is to be told of. Times are milliseconds since 1970. */
export interface Surroundings {
  now: number;
  plan: AlertPlan;
  silences: readonly Silence[];
  /** How a subject stands that is not simply well. */
  troublesOn(host: string): Iterable<[SubjectName, Standing]>;
  /** Is a host not heard from? */
  isSilent(host: string): boolean;
  /** When a host was last heard from; null where it never was. */
  lastHeard(host: string): number | null;
  /** Does it still send what it had kept? */
  isBehind(host: string): boolean;
  /** Why nobody can tell now who is silent; null where there is no doubt. */
  doubt: string | null;
}

/** What a parent is given to say something before its children bark. */
const PROBE = 180_000;

/** Why this is not told now; null where nothing keeps it quiet. */
export function quietOf(name: SubjectName, standing: Standing, around: Surroundings): Quiet | null {
  return (
    silenced(name, around) ??
    inhibited(name, standing, around) ??
    doubtful(standing, around) ??
    lagging(name, around)
  );
}

function silenced(name: SubjectName, { silences, plan, now }: Surroundings): Quiet | null {
  const silence = silences.find(each => holds(each, now) && matches(each, name));
  if (silence) return { by: 'silence', reason: silenceText(silence) };
  const time = plan.quietTimes.find(each => each.subjects.some(p => matches(p, name)) && each.isNow(now));
  return time ? { by: 'silence', reason: `a quiet time: ${time.reason}` } : null;
}

const holds = ({ until }: Silence, now: number) => until === null || now < until;

function silenceText({ id, until, reason, author }: Silence): string {
  const end = until === null ? 'until it is well' : `until ${formatMoment(new Date(until))}`;
  return `silenced ${end} by ${author} (${id}): ${reason}`;
}

function inhibited(name: SubjectName, standing: Standing, around: Surroundings): Quiet | null {
  if (name.plugin !== HEARTBEAT_PLUGIN && around.isSilent(name.host))
    return { by: 'dependency', reason: `${name.host} is silent itself` };
  for (const dependency of dependenciesOf(name, around.plan)) {
    const reason = parentTrouble(name, standing, dependency, around);
    if (reason !== null) return { by: 'dependency', reason };
  }
  return null;
}

const NONE: Dependency[] = [];

/** What a subject declares that it cannot be well without. */
export function dependenciesOf(name: SubjectName, { dependencies }: AlertPlan): Dependency[] {
  if (dependencies.length === 0) return NONE;
  return dependencies.filter(({ subjects }) => matches(subjects, name));
}

function parentTrouble(
  name: SubjectName,
  standing: Standing,
  { on }: Dependency,
  around: Surroundings,
): string | null {
  const parent = dependedOn(on);
  if (matches(parent, name)) return null; // it is part of it itself
  for (const [other, { bad, level }] of around.troublesOn(on.host))
    if (bad && matches(parent, other)) return `depends on ${patternText(on)}, which is ${level}`;
  if (parent.plugin !== HEARTBEAT_PLUGIN || standing.level !== 'unknown') return null;
  const heard = around.lastHeard(on.host);
  const decided = standing.changed;
  if (heard === null || heard >= decided || around.now - decided >= PROBE) return null;
  return `depends on ${patternText(on)}, which has to say first that it is well`;
}

/** Whoever cannot hear blames nobody for being silent; what somebody said can be told. */
function doubtful({ level }: Standing, { doubt }: Surroundings): Quiet | null {
  return level === 'unknown' && doubt !== null ? { by: 'doubt', reason: `inconclusive: ${doubt}` } : null;
}

function lagging({ host }: SubjectName, { isBehind }: Surroundings): Quiet | null {
  return isBehind(host) ? { by: 'lag', reason: `${host} still sends what it had kept` } : null;
}
