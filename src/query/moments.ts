import { ANY } from '../model/effect.ts';
import { FOREVER } from '../model/relation.ts';
import type { CoreGoal, Scan } from './core.ts';
import { collectVariables, type Term, Variable } from './term.ts';

/** The moments a state has to touch; null is the present. */
export type Moments = { from: Term | null; to: Term | null; place: unknown } | null;

/** The scan with other terms in some columns. */
export function withTerms(scan: Scan, changes: readonly (readonly [index: number, term: Term])[]): Scan {
  const terms = [...scan.terms];
  for (const [index, term] of changes) terms[index] = term;
  return { ...scan, terms };
}

/** What is so now. */
export const presentState = (scan: Scan) => withTerms(scan, [[scan.table.history!.until, FOREVER]]);

/** A state is so from `since` up to, and not at, `until`. */
export function stateDuring(scan: Scan, { from, to, place }: NonNullable<Moments>): CoreGoal {
  const [since, until] = [new Variable('since'), new Variable('until')];
  const goals: CoreGoal[] = [];
  if (to !== null) goals.push({ kind: 'compare', operator: '<=', left: since, right: to, place });
  if (from !== null) goals.push({ kind: 'compare', operator: '<', left: from, right: until, place });
  const { history } = scan.table;
  const terms: [number, Term][] = [];
  if (to !== null) terms.push([history!.since, since]);
  if (from !== null) terms.push([history!.until, until]);
  return { kind: 'all', goals: [withTerms(scan, terms), ...goals] };
}

/** An event counts if its moment is within. */
export function happenedDuring(scan: Scan, { from, to, place }: NonNullable<Moments>): CoreGoal {
  const index = scan.table.moment!;
  const given = scan.terms[index]!;
  const moment = given === ANY ? new Variable('moment') : given;
  const goals: CoreGoal[] = [];
  if (from !== null) goals.push({ kind: 'compare', operator: '<=', left: from, right: moment, place });
  if (to !== null) goals.push({ kind: 'compare', operator: '<=', left: moment, right: to, place });
  return { kind: 'all', goals: [withTerms(scan, [[index, moment]]), ...goals] };
}

/** The variables the ends of a window stand for. */
export function momentVariables(moments: Moments): Variable[] {
  const found = new Set<Variable>();
  for (const end of moments ? [moments.from, moments.to] : []) if (end !== null) collectVariables(end, found);
  return [...found];
}
