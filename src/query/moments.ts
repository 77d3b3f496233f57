import { ANY } from '../model/effect.ts';
import { FOREVER } from '../model/relation.ts';
import type { CoreGoal, Scan } from './core.ts';
import { collectVariables, type Term, Variable } from './term.ts';

/** The moments a state has to touch; null is the present. */
export type Moments = { from: Term | null; to: Term | null; place: unknown } | null;

/** The scan with terms in some columns; what stands there already is the same. */
export function withTerms(scan: Scan, given: readonly (readonly [index: number, term: Term])[]): CoreGoal {
  const terms = [...scan.terms];
  const equal: CoreGoal[] = [];
  for (const [index, right] of given) {
    const left = terms[index]!;
    if (left !== ANY) equal.push({ kind: 'equal', left, right, place: scan.place });
    terms[index] = right;
  }
  const goal: Scan = { ...scan, terms };
  return equal.length === 0 ? goal : { kind: 'all', goals: [goal, ...equal] };
}

/** What is so now. */
export const presentState = (scan: Scan) => withTerms(scan, [[scan.table.history!.until, FOREVER]]);

/** The term in a column, which is made a variable where it is anything. */
function termIn({ terms }: Scan, index: number, name: string): Term {
  const term = terms[index]!;
  return term === ANY ? new Variable(name) : term;
}

/** A state is so from `since` up to, and not at, `until`. */
export function stateDuring(scan: Scan, { from, to, place }: NonNullable<Moments>): CoreGoal {
  const { history } = scan.table;
  const goals: CoreGoal[] = [];
  const terms = [...scan.terms];
  if (to !== null) {
    const since = termIn(scan, history!.since, 'since');
    terms[history!.since] = since;
    goals.push({ kind: 'compare', operator: '<=', left: since, right: to, place });
  }
  if (from !== null) {
    const until = termIn(scan, history!.until, 'until');
    terms[history!.until] = until;
    goals.push({ kind: 'compare', operator: '<', left: from, right: until, place });
  }
  return { kind: 'all', goals: [{ ...scan, terms }, ...goals] };
}

/** An event counts if its moment is within. */
export function happenedDuring(scan: Scan, { from, to, place }: NonNullable<Moments>): CoreGoal {
  const index = scan.table.moment!;
  const moment = termIn(scan, index, 'moment');
  const goals: CoreGoal[] = [];
  if (from !== null) goals.push({ kind: 'compare', operator: '<=', left: from, right: moment, place });
  if (to !== null) goals.push({ kind: 'compare', operator: '<=', left: moment, right: to, place });
  return { kind: 'all', goals: [{ ...scan, terms: scan.terms.with(index, moment) }, ...goals] };
}

/** The variables the ends of a window stand for. */
export function momentVariables(moments: Moments): Variable[] {
  const found = new Set<Variable>();
  for (const end of moments ? [moments.from, moments.to] : []) if (end !== null) collectVariables(end, found);
  return [...found];
}
