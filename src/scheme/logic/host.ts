// What a host that can answer goals of its own gives to the search: an evaluation has it as its context.
import { arrayToList, listToArray, type Pair } from '../data/pair.ts';
import type { SchemeSymbol } from '../data/symbol.ts';
import type { Value } from '../data/value.ts';
import { type Primitive, plain } from '../host/primitive.ts';
import { currentContext } from '../run/evaluation.ts';
import type { LogicVariable, State } from './terms.ts';

/** A conjunction as view.scm shows it. */
export interface Conjunction {
  readonly goals: readonly Value[];
  /** What each goal is, as nested lists. */
  readonly views: readonly Value[];
  /** (parameters . view) of each definition, and each step of a transitiveo, that the views speak of. */
  readonly bodies: ReadonlyMap<Value, Pair>;
  readonly state: State;
  /** Variables that are younger occur in no goal but the one whose view made them. */
  readonly mark: number;
  /** What is asked for; null where anybody may want anything. */
  readonly asked: readonly LogicVariable[] | null;
}

/** What the host does of a conjunction. */
export interface Taken {
  /** The variables a row has a value for. */
  readonly variables: readonly LogicVariable[];
  /** Goals that are left to the search. */
  readonly rest: readonly Value[];
  /** Calls among them whose bodies hold goals of the host: it wants to see those instead. */
  readonly toOpen: readonly Value[];
  /** Choices among them that hold goals of the host: it takes what it can of each clause. */
  readonly toSplit: readonly Value[];
  /** The values of the variables in the next way to make its goals true; undefined after the last. */
  next(): Value[] | undefined;
  /** All answers, where nothing is left to the search. */
  answers(arrangement: Arrangement): Value;
  /** How it goes about it, for people. */
  explanation(arrangement: Arrangement): string;
}

/** What a question is made of besides its goals. */
export interface Arrangement {
  readonly variables: readonly LogicVariable[];
  readonly limit: number;
  readonly order: readonly { readonly index: number; readonly descending: boolean }[];
  readonly distinct: boolean;
}

/** Solves goals of its own, many at once. */
export abstract class LogicHost {
  /** What it does of a conjunction; undefined where nothing is for it. */
  abstract take(conjunction: Conjunction): Taken | undefined;
  /** A question that was searched is answered: what was read for it is done with. */
  abstract over(): void;
  /** What a question was called and answered; `taken` is undefined where the host had no part in it. */
  abstract note(variables: readonly LogicVariable[], answers: Value, taken: Taken | undefined): void;
  /** How many answers are wanted at most. */
  abstract readonly limit: number;
}

const host = (): LogicHost | undefined => {
  const context = currentContext();
  return context instanceof LogicHost ? context : undefined;
};

/** The definitions, and the steps of transitiveo, that a view speaks of. */
function* spokenOf(view: Value): Generator<Value> {
  const [kind, ...parts] = listToArray(view) ?? [];
  switch ((kind as SchemeSymbol).name) {
    case 'call':
    case 'transitive':
      return yield parts[0]!;
    case 'all':
    case 'any':
      for (const part of parts) yield* spokenOf(part);
      return;
    case 'not':
      return yield* spokenOf(parts[0]!);
    case 'window':
      return yield* spokenOf(parts[2]!);
    case 'aggregate':
      return yield* spokenOf(parts[3]!);
  }
}

const array = (list: Value): Value[] => listToArray(list)!;

type ArrangementValues = [variables: Value, limit: Value, order: Value, distinct: Value];

function arrangementOf(...[variables, limit, order, distinct]: ArrangementValues): Arrangement {
  return {
    variables: array(variables) as LogicVariable[],
    limit: limit === false ? Number.POSITIVE_INFINITY : Number(limit),
    order: array(order).map(key => ({
      index: (key as Pair).car as number,
      descending: (key as Pair).cdr !== false,
    })),
    distinct: distinct !== false,
  };
}

export const hostPrimitives: Primitive[] = [
  plain('%host?', 0, () => host() !== undefined),
  plain('%host-question-over', 0, () => {
    host()?.over();
    return true;
  }),
  plain('%note-answers', 3, (variables: Value, answers: Value, taken: Value) => {
    host()?.note(
      array(variables) as LogicVariable[],
      answers,
      taken === false ? undefined : (taken as never),
    );
    return answers;
  }),
  plain('%host-limit', 0, () => {
    const limit = host()?.limit ?? Number.POSITIVE_INFINITY;
    return limit === Number.POSITIVE_INFINITY ? false : limit;
  }),
  plain('%spoken-of', 1, (view: Value) => arrayToList([...new Set(spokenOf(view))])),
  plain(
    '%take',
    6,
    (goals: Value, views: Value, bodies: Value, state: State, mark: number, asked: Value) =>
      (host()!.take({
        goals: array(goals),
        views: array(views),
        bodies: new Map(array(bodies).map(entry => [(entry as Pair).car, (entry as Pair).cdr as Pair])),
        state,
        mark,
        asked: asked === true ? null : (array(asked) as LogicVariable[]),
      }) as Value | undefined) ?? false,
  ),
  plain('%taken-variables', 1, (taken: Taken) => arrayToList([...taken.variables] as Value[])),
  plain('%taken-rest', 1, (taken: Taken) => arrayToList([...taken.rest])),
  plain('%taken-to-open', 1, (taken: Taken) => arrayToList([...taken.toOpen])),
  plain('%taken-to-split', 1, (taken: Taken) => arrayToList([...taken.toSplit])),
  plain('%taken-next', 1, (taken: Taken) => {
    const row = taken.next();
    return row === undefined ? false : arrayToList(row);
  }),
  plain('%taken-answers', 5, (taken: Taken, ...arrangement: ArrangementValues) =>
    taken.answers(arrangementOf(...arrangement)),
  ),
  plain('%taken-explanation', 5, (taken: Taken, ...arrangement: ArrangementValues) =>
    taken.explanation(arrangementOf(...arrangement)),
  ),
  plain('%next-id', 1, (state: State) => state.source.next),
];
