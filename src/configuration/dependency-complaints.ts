import { type Complaint, errorAt } from '../form/complaint.ts';
import type { DependencySettings } from '../model/alert-settings.ts';
import { HEARTBEAT_PLUGIN, HEARTBEAT_SUBJECT } from '../model/message.ts';
import {
  dependedOn,
  matches,
  type NamePattern,
  overlap,
  patternOf,
  patternText,
} from '../model/subject-pattern.ts';
import { nearest, type Place } from '../scheme/index.ts';

/** That some subjects depend on others, and where it is said. */
export interface DeclaredDependency extends DependencySettings {
  place: Place | undefined;
}

/** One subject or pattern that depends on one other. */
interface Edge {
  subjects: NamePattern;
  on: NamePattern;
  place: Place | undefined;
}

/**
 * What is wrong between the dependencies of a herd of which each is right.
 * @param machines the names of those that are named
 */
export function dependencyComplaints(
  declared: readonly DeclaredDependency[],
  machines: string[],
): Complaint[] {
  const edges = declared.flatMap(edgesOf);
  return [...edges.flatMap(edge => unknownMachine(edge, machines)), ...circles(edges)];
}

function edgesOf({ subjects, on, place }: DeclaredDependency): Edge[] {
  return subjects.flatMap(subject =>
    on.map(other => ({ subjects: patternOf(subject), on: patternOf(other), place })),
  );
}

/** A machine need not be named to be watched, so this is only a doubt; but what is depended on is one machine. */
function unknownMachine({ subjects, on, place }: Edge, machines: string[]): Complaint[] {
  if (/[*?[]/.test(on.host))
    return [
      errorAt(
        place,
        `what ${patternText(subjects)} depends on must name one machine, but is '${patternText(on)}'`,
        'a dependency for each machine',
      ),
    ];
  if (machines.includes(on.host)) return [];
  const near = nearest(on.host, machines);
  const hint = near ? `did you mean '${near}'?` : undefined;
  const message = `${patternText(subjects)} depends on '${on.host}', which is not named`;
  return [{ ...errorAt(place, message, hint), severity: 'warning' }];
}

/** Each would keep the next quiet, and nobody would be told of any of them. A circle is told of once, where it is first said. */
function circles(declared: readonly Edge[]): Complaint[] {
  const edges = [...declared, ...silences(declared)];
  const told = new Set<Edge>();
  return declared.flatMap(edge => {
    const circle = told.has(edge) ? null : circleThrough(edge, edges);
    if (!circle) return [];
    for (const each of circle) told.add(each);
    const steps = circle.map(({ subjects, on }) => `'${patternText(subjects)}' on '${patternText(on)}'`);
    const message = `a circle of dependencies: ${steps.join(', ')}`;
    return [errorAt(edge.place, message, 'each would keep the next quiet: leave one of them out')];
  });
}

/** A machine that is silent keeps all on it quiet without being asked to. */
function silences(edges: readonly Edge[]): Edge[] {
  return [...new Set(edges.map(({ on }) => on.host))].map(host => ({
    subjects: patternOf(host),
    on: { host, plugin: HEARTBEAT_PLUGIN, subject: HEARTBEAT_SUBJECT },
    place: undefined,
  }));
}

/** The shortest way from an edge back to it. */
function circleThrough(start: Edge, edges: readonly Edge[]): Edge[] | null {
  const before = new Map<Edge, Edge>();
  const queue = [start];
  for (let edge = queue.shift(); edge !== undefined; edge = queue.shift())
    for (const next of edges) {
      if (before.has(next) || !leadsTo(edge, next)) continue;
      before.set(next, edge);
      if (next === start) return wayBack(start, before);
      queue.push(next);
    }
  return null;
}

function wayBack(start: Edge, before: ReadonlyMap<Edge, Edge>): Edge[] {
  const way: Edge[] = [];
  for (let edge = before.get(start)!; edge !== start; edge = before.get(edge)!) way.unshift(edge);
  return [start, ...way];
}

/** Is some of what the one depends on kept quiet by what the other depends on? What is part of that is not. */
function leadsTo(from: Edge, to: Edge): boolean {
  const [parent, next] = [dependedOn(from.on), dependedOn(to.on)];
  return overlap(to.subjects, parent) && !matches(next, parent);
}
