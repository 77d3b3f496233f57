import type { Goal } from '../query/goal.ts';
import type { Variable } from '../query/term.ts';
import type { Value } from '../scheme/index.ts';
import type { Conjunction, Taken } from '../scheme/logic/host.ts';
import type { LogicVariable } from '../scheme/logic/terms.ts';
import { boundBy } from './bound.ts';
import { isDecidable } from './decidable.ts';
import { Part } from './part.ts';
import type { Reading } from './reading.ts';
import { Terms, Untranslatable } from './terms.ts';
import { Translation } from './translation.ts';
import { hasPureRecursion, isOpaque, isRecursive, kindOf, reachesHost, variablesOf } from './views.ts';

/** A goal of a conjunction, and what the planner has for it. */
interface Candidate {
  readonly goal: Value;
  readonly view: Value;
  readonly variables: ReadonlySet<LogicVariable>;
  /** Null for what is left to the search. */
  translated: Goal | null;
}

/**
 * What the planner does of a conjunction: its relations, and whatever says something of what they bind. The rest is
 * for the search, as is all that waits for what only the search binds.
 */
export function take(conjunction: Conjunction, reading: Reading): Taken | undefined {
  const { goals, views, bodies, state } = conjunction;
  const isOfHost = views.map(view => reachesHost(view, bodies));
  if (!isOfHost.includes(true)) return undefined;
  const terms = new Terms(state);
  const translation = new Translation(reading.questions.catalog, terms, bodies);
  const candidates = views.map(
    (view, i): Candidate => ({
      goal: goals[i]!,
      view,
      variables: variablesOf(view, state),
      translated: hasPureRecursion(view, bodies) ? null : translated(view, translation),
    }),
  );
  const toOpen = candidates.filter(
    ({ view, translated }, i) =>
      translated === null && kindOf(view) === 'call' && isOfHost[i] && !isRecursive(view, bodies),
  );
  const uses = new Uses(candidates, conjunction);
  leaveUndecidable(candidates, uses, terms);
  const taken = candidates.filter(({ translated }) => translated !== null);
  const isWorthIt = candidates.some(({ translated }, i) => translated !== null && isOfHost[i]);
  const toSplit = candidates.filter(
    ({ view, translated }, i) => translated === null && kindOf(view) === 'any' && isOfHost[i],
  );
  if (!isWorthIt && toOpen.length + toSplit.length === 0) return undefined;
  const rest = candidates.filter(({ translated }) => translated === null);
  return new Part({
    reading,
    terms,
    state,
    goal: { kind: 'all', goals: taken.flatMap(({ translated }) => translated ?? []) },
    rest: rest.map(({ goal }) => goal),
    toOpen: toOpen.map(({ goal }) => goal),
    toSplit: toSplit.map(({ goal }) => goal),
    variables: uses.outside(taken),
  });
}

function translated(view: Value, translation: Translation): Goal | null {
  try {
    return translation.goal(view);
  } catch (error) {
    if (error instanceof Untranslatable) return null;
    throw error;
  }
}

/** Leaves to the search what waits for variables that no goal here binds; and so what waits for that, and so on. */
function leaveUndecidable(candidates: Candidate[], uses: Uses, terms: Terms): void {
  const elsewhere = candidates.map(candidate => {
    const variables = [...uses.outside([candidate])].flatMap(variable => terms.known(variable) ?? []);
    return new Set<Variable>(variables);
  });
  for (let left = true; left; ) {
    left = false;
    const known = boundBy(candidates.flatMap(({ translated }) => translated ?? []));
    candidates.forEach((candidate, i) => {
      if (candidate.translated === null || isDecidable(candidate.translated, known, elsewhere[i]!)) return;
      candidate.translated = null;
      left = true;
    });
  }
}

/** Which goals speak of which variables. */
class Uses {
  readonly #counts = new Map<LogicVariable, number>();
  readonly #asked: ReadonlySet<LogicVariable>;
  /** May anybody want any of the variables that are not a goal's own? */
  readonly #anybody: boolean;
  readonly #mark: number;

  constructor(candidates: readonly Candidate[], { asked, mark }: Conjunction) {
    this.#asked = new Set(asked);
    this.#anybody = asked === null || candidates.some(({ view }) => isOpaque(view));
    this.#mark = mark;
    for (const { variables } of candidates)
      for (const variable of variables) this.#counts.set(variable, (this.#counts.get(variable) ?? 0) + 1);
  }

  /** The variables of some of the goals that somebody else speaks of, or asks for. */
  outside(goals: readonly Candidate[]): LogicVariable[] {
    const own = new Map<LogicVariable, number>();
    for (const { variables } of goals)
      for (const variable of variables) own.set(variable, (own.get(variable) ?? 0) + 1);
    return [...own]
      .filter(([variable, count]) => this.#isWanted(variable) || this.#counts.get(variable)! > count)
      .map(([variable]) => variable);
  }

  #isWanted(variable: LogicVariable): boolean {
    return this.#asked.has(variable) || (this.#anybody && variable.id < this.#mark);
  }
}
