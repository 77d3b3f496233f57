import { explained, selected } from './answers.ts';
import type { Connection, Connections } from './connection.ts';
import type { CoreGoal } from './core.ts';
import { planQuestion, type Question } from './question.ts';
import { Search } from './search.ts';
import type { Solution } from './solution.ts';
import { Stop, type StopOptions } from './stop.ts';
import type { Catalog } from './table.ts';
import { type Substitution, type Term, unify, type Variable, walkAll } from './term.ts';

/** Goals of which an answer left open whether they are so: they wait for variables that goals elsewhere may bind. */
export interface Pending {
  readonly goals: readonly CoreGoal[];
  readonly substitution: Substitution;
}

export interface PartialAnswer {
  terms: Term[];
  pending: Pending | null;
}

/**
 * Questions that are part of a larger search, all of one moment: what cannot be decided yet is handed back, and taken
 * up again when the search knows more. End it.
 */
export class Session {
  readonly #catalog: Catalog;
  readonly #connections: Connections;
  readonly #connection: Connection;
  readonly #stop: Stop;

  constructor(catalog: Catalog, connections: Connections, options: StopOptions) {
    this.#catalog = catalog;
    this.#connections = connections;
    const stop = new Stop(options);
    this.#stop = stop;
    this.#connection = connections.take(() => stop.look());
  }

  /** @throws QuestionFault where the question cannot be answered as it stands, Fault when it has to end */
  *solve(question: Pick<Question, 'goal' | 'outputs'>): Generator<PartialAnswer, void> {
    const { outputs } = question;
    const plan = planQuestion(question, this.#catalog, { guarded: this.#stop.isGuarded });
    if (plan.branches === null) return yield* this.#search([plan.core], null, outputs);
    for (const branch of plan.branches) {
      if (branch.never !== null) continue;
      if (branch.residual.length > 0 || branch.statement === null)
        yield* this.#search(branch.goals, null, outputs);
      else
        for (const terms of this.#explaining(selected(branch, this.#connection, this.#stop, outputs)))
          yield { terms, pending: null };
    }
  }

  /** Goes on with what was left open, now that some variables of the question are known. */
  *resume(
    pending: Pending,
    known: Iterable<readonly [Variable, Term]>,
    outputs: readonly Variable[],
  ): Generator<PartialAnswer, void> {
    let substitution: Substitution | undefined = pending.substitution;
    for (const [variable, term] of known)
      if (substitution !== undefined) substitution = unify(variable, term, substitution);
    if (substitution !== undefined) yield* this.#search(pending.goals, substitution, outputs);
  }

  end(): void {
    this.#connections.giveBack(this.#connection);
  }

  *#search(
    goals: readonly CoreGoal[],
    start: Substitution,
    outputs: readonly Variable[],
  ): Generator<PartialAnswer, void> {
    const search = new Search(this.#connection, this.#stop, 'conjunction');
    for (const { substitution, pending } of this.#explaining<Solution>(search.solve(goals, start, outputs)))
      yield {
        terms: outputs.map(output => walkAll(output, substitution)),
        pending: pending.length === 0 ? null : { goals: pending, substitution },
      };
  }

  *#explaining<T>(work: Iterable<T>): Generator<T, void> {
    try {
      yield* work;
    } catch (error) {
      throw explained(error);
    }
  }
}
