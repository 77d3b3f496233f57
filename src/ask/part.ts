import type { ColumnType } from '../model/relation.ts';
import type { Goal } from '../query/goal.ts';
import type { Question } from '../query/question.ts';
import type { Term, Variable } from '../query/term.ts';
import { arrayToList, intern, NIL, Pair, printed, type Value } from '../scheme/index.ts';
import type { Arrangement, Taken } from '../scheme/logic/host.ts';
import { LogicVariable, type State } from '../scheme/logic/terms.ts';
import { columnTypes } from './column-types.ts';
import { explanationText } from './explanation.ts';
import { located, type Reading } from './reading.ts';
import type { Terms } from './terms.ts';

interface PartOptions {
  reading: Reading;
  terms: Terms;
  state: State;
  goal: Goal;
  rest: readonly Value[];
  toOpen: readonly Value[];
  toSplit: readonly Value[];
  variables: readonly LogicVariable[];
}

/** The part of a question that the planner answers. */
export class Part implements Taken {
  readonly goal: Goal;
  readonly rest: readonly Value[];
  readonly toOpen: readonly Value[];
  readonly toSplit: readonly Value[];
  readonly variables: readonly LogicVariable[];
  readonly #reading: Reading;
  readonly #terms: Terms;
  readonly #state: State;
  #rows: Generator<Value[], void> | null = null;

  constructor({ reading, terms, state, goal, rest, toOpen, toSplit, variables }: PartOptions) {
    this.#reading = reading;
    this.#terms = terms;
    this.#state = state;
    this.goal = goal;
    this.rest = rest;
    this.toOpen = toOpen;
    this.toSplit = toSplit;
    this.variables = variables.filter(variable => terms.known(variable));
  }

  next(): Value[] | undefined {
    this.#rows ??= this.#read();
    return located(() => {
      const { value, done } = this.#rows!.next();
      return done ? undefined : value;
    });
  }

  answers(arrangement: Arrangement): Value {
    const question = this.#question(arrangement);
    const { limit } = arrangement;
    const { questions, limits } = this.#reading;
    return located(() => {
      const rows =
        limit === Infinity
          ? questions.all(question, limits)
          : [...questions.ask(question, { ...limits, limit })];
      return this.#answers(rows);
    });
  }

  explanation(arrangement: Arrangement): string {
    const question =
      this.rest.length === 0
        ? this.#question(arrangement)
        : { goal: this.goal, outputs: this.variables.map(variable => this.#terms.variable(variable)) };
    const { questions } = this.#reading;
    return located(() =>
      explanationText(
        questions.explain(question),
        this.rest.map(goal => printed(goal, 'write')),
      ),
    );
  }

  #question({ variables, order, distinct }: Arrangement): Question {
    const outputs = variables.map(variable => this.#terms.variable(variable));
    const orderBy = order.map(({ index, descending }) => ({ variable: outputs[index]!, descending }));
    return { goal: this.goal, outputs, orderBy, distinct };
  }

  /** The types of the columns that the question's variables stand in. */
  columnTypes(): Map<LogicVariable, ColumnType> {
    const types = columnTypes(this.goal, this.#reading.questions.catalog);
    return this.#terms.originalsOf(types);
  }

  #answers(rows: readonly (readonly Term[])[]): Value {
    let answers: Value = NIL;
    for (let i = rows.length - 1; i >= 0; i--) answers = new Pair(this.#answer(rows[i]!), answers);
    return answers;
  }

  #answer(row: readonly Term[]): Value {
    let answer: Value = NIL;
    for (let i = row.length - 1; i >= 0; i--) {
      const term = row[i]!;
      // As nearly all are, and there are many.
      if (typeof term !== 'string' && typeof term !== 'number') return this.#reified(row);
      if (row.length === 1) return term;
      answer = new Pair(term, answer);
    }
    return answer;
  }

  /** Variables without a value are _.0, _.1 ..., as in answers of the search. */
  #reified(row: readonly Term[]): Value {
    const names = new Map<Variable, Value>();
    const unbound = (variable: Variable) => {
      if (!names.has(variable)) names.set(variable, intern(`_.${names.size}`));
      return names.get(variable)!;
    };
    const values = row.map(term => this.#terms.value(term, unbound, true));
    return values.length === 1 ? values[0]! : arrayToList(values);
  }

  *#read(): Generator<Value[], void> {
    if (this.goal.kind === 'all' && this.goal.goals.length === 0) return yield []; // all is in choices
    const outputs = this.variables.map(variable => this.#terms.variable(variable));
    const made = new Map<Variable, LogicVariable>();
    const unbound = (variable: Variable) => {
      let own = made.get(variable);
      if (!own) {
        own = new LogicVariable(intern(variable.name), this.#state.scope, this.#state.source.next++);
        made.set(variable, own);
      }
      return own;
    };
    for (const { terms } of this.#reading.session.solve({ goal: this.goal, outputs }))
      yield terms.map(term => this.#terms.value(term, unbound));
  }
}
