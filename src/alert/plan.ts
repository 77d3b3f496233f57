import { isWithin, parseWindow } from '../clock/window.ts';
import type { AlertSettings, DependencySettings, QuietTimeSettings } from '../model/alert-settings.ts';
import { type NamePattern, patternOf } from '../model/subject-pattern.ts';

/** Regular times in which nothing is told of some subjects. */
export interface QuietTime {
  subjects: NamePattern[];
  /** @param now milliseconds since 1970 */
  isNow(now: number): boolean;
  reason: string;
}

/** Some subjects cannot be well while others are not. */
export interface Dependency {
  subjects: NamePattern;
  on: NamePattern;
}

/** What the configuration says of telling, ready to be used. Durations are milliseconds. */
export interface AlertPlan {
  window: number;
  remindEvery: number | null;
  silentFor: number;
  quietTimes: QuietTime[];
  dependencies: Dependency[];
  /** The name of the machine this runs on: it hears itself whatever happens to the network. */
  self: string;
}

/** A machine, and what it cannot be well without. */
export interface Dependent {
  name: string;
  dependsOn: readonly string[];
}

export function planOf(settings: AlertSettings, machines: readonly Dependent[], self: string): AlertPlan {
  const ofMachines = machines.map(({ name, dependsOn }) => ({ subjects: [name], on: [...dependsOn] }));
  const dependencies = [...ofMachines, ...settings.dependencies].flatMap(dependenciesFrom);
  return {
    window: settings.gatherFor,
    remindEvery: settings.remindEvery,
    silentFor: settings.silentFor,
    quietTimes: settings.quietTimes.map(quietTimeFrom),
    dependencies,
    self,
  };
}

function dependenciesFrom({ subjects, on }: DependencySettings): Dependency[] {
  return subjects.flatMap(subject =>
    on.map(other => ({ subjects: patternOf(subject), on: patternOf(other) })),
  );
}

function quietTimeFrom({ subjects, times, timezone, reason }: QuietTimeSettings): QuietTime {
  const windows = times.map(text => parseWindow(text)).filter(window => window !== null);
  return {
    subjects: subjects.map(patternOf),
    isNow: now => windows.some(window => isWithin(window, now, timezone)),
    reason,
  };
}
