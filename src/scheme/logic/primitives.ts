// The classes of the logic as primitives for scheme/logic: %name makes one, %name? asks, %name-field reads without
// asking, so it must be known what is read.
import { Condition, type Place, raise } from '../data/condition.ts';
import { arrayToList, list, listToArray } from '../data/pair.ts';
import type { SchemeSymbol } from '../data/symbol.ts';
import { NIL, type Value } from '../data/value.ts';
import { control, type Inline, type Primitive, plain, predicate } from '../host/primitive.ts';
import * as calls from './calls.ts';
import * as goals from './goals.ts';
import { hostPrimitives } from './host.ts';
import { EMPTY_MAP } from './int-map.ts';
import * as streams from './streams.ts';
import * as terms from './terms.ts';
import * as unification from './unify.ts';
import * as waiting from './waiting-goals.ts';

type Class = abstract new (...args: never[]) => object;

const inlined = (primitive: Primitive, inline: Inline): Primitive => ({ ...primitive, inline, isSafe: true });

/** Names the inline texts use. */
export const logicSupport: Record<string, unknown> = {};

/** A constructor of all fields, a predicate, and readers. */
function classPrimitives(name: string, kind: Class, fields: readonly string[]): Primitive[] {
  // Not by the name of the class, which a bundler changes where there are two of it.
  const text = `Logic${property(`-${name}`)}`;
  logicSupport[text] = kind;
  const make = (...args: Value[]) => new (kind as unknown as new (...args: Value[]) => object)(...args);
  return [
    inlined(plain(`%${name}`, fields.length, make), args => `(new ${text}(${args}))`),
    inlined(
      predicate(`%${name}?`, 1, (x: Value) => x instanceof kind),
      ([x]) => `(${x} instanceof ${text})`,
    ),
    ...fields.map(field => reader(name, field)),
  ];
}

const property = (field: string): string =>
  field.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

const reader = (name: string, field: string): Primitive =>
  inlined(
    plain(`%${name}-${field}`, 1, (x: Value) => (x as Record<string, Value>)[property(field)]!),
    ([x]) => `${x}.${property(field)}`,
  );

/** A function of this layer, called as it is. */
function called(name: string, arity: number, run: (...args: never[]) => Value): Primitive {
  const text = `logic${name.replace(/[^a-z]+(.)/g, (_, letter: string) => letter.toUpperCase()).replace(/\W/g, '')}`;
  logicSupport[text] = run;
  return inlined(plain(name, arity, run), args => `${text}(${args})`);
}

const variables: Primitive[] = [
  inlined(
    plain(
      '%variable',
      2,
      (name: SchemeSymbol, state: terms.State) =>
        new terms.LogicVariable(name, state.scope, state.source.next++),
    ),
    ([name, state]) => `(new LogicVariable(${name},${state}.scope,${state}.source.next++))`,
  ),
  inlined(
    predicate('%variable?', 1, (x: Value) => x instanceof terms.LogicVariable),
    ([x]) => `(${x} instanceof LogicVariable)`,
  ),
  reader('variable', 'symbol'),
  reader('variable', 'scope'),
  reader('variable', 'id'),
];
logicSupport.LogicVariable = terms.LogicVariable;

const states: Primitive[] = [
  plain(
    '%first-state',
    1,
    (source: terms.Source) => new terms.State(source, 1, EMPTY_MAP, EMPTY_MAP, NIL, NIL),
  ),
  plain(
    '%inner-state',
    2,
    (state: terms.State, source: terms.Source) => {
      source.next = state.source.next;
      return new terms.State(source, source.next++, state.map, state.constraints, NIL, NIL);
    },
    'The state in a search within the search: nothing made there is seen outside, so its numbers may be used again.',
  ),
  called('%walk', 2, terms.walk),
  called('%walk-all', 2, terms.walkAll),
  called('%occurs?', 3, terms.occurs),
  plain('%variables-in', 2, (term: Value, state: terms.State) => arrayToList(terms.variablesIn(term, state))),
  called('%unify', 3, unification.unify),
  called('%attached-to', 2, unification.attachedTo),
  called('%with-attached', 3, unification.withAttached),
  called('%branched', 1, unification.branched),
  plain('%tried', 1, (state: terms.State) => unification.calm(unification.inScope(state, terms.NOWHERE))),
  called('%calm', 1, unification.calm),
  called('%with-pending', 2, unification.withPending),
];

const looks: Primitive[] = [
  plain('%note!', 2, (look: terms.Look, goal: Value) => {
    look.goals.push(goal);
    return look;
  }),
  plain(
    '%host-terms',
    1,
    (goal: { terms?: unknown }) => arrayToList(Array.isArray(goal.terms) ? (goal.terms as Value[]) : []),
    "The terms of a goal of the host: an array in its property 'terms'.",
  ),
  plain('%noted', 1, (look: terms.Look) => arrayToList(look.goals)),
];

function placeOf(place: Value): Place | undefined {
  const [file, line, column] = listToArray(place) ?? [];
  return typeof file === 'string' && file !== '?'
    ? { file, line: line as number, column: column as number }
    : undefined;
}

const errors: Primitive[] = [
  plain('%complain', 4, (place: Value, message: string, irritants: Value, hint: Value) => {
    const condition = new Condition('error', message, irritants, hint === false ? undefined : String(hint));
    condition.place = placeOf(place);
    return raise(condition);
  }),
];

const compiled = (kind: 'like' | 'match', pattern: string): RegExp => {
  if (kind === 'match') return new RegExp(pattern, 'u');
  const parts = [...pattern].map(c => (c === '%' ? '.*' : c === '_' ? '.' : escaped(c)));
  return new RegExp(`^${parts.join('')}$`, 'su');
};

/** A character as it is; ASCII letters match in either case. */
const escaped = (c: string): string =>
  /[a-z]/i.test(c) && c.length === 1 && c < '\u0080'
    ? `[${c.toLowerCase()}${c.toUpperCase()}]`
    : c.replace(/[$()*+./?[\\\]^{|}]/u, '\\$&');

const patterns: Primitive[] = [
  plain('%pattern', 3, (kind: Value, term: Value, pattern: Value) => {
    const which = kind as 'like' | 'match';
    if (typeof pattern !== 'string')
      return raise(
        new Condition('wrong-type', `${which}o: the pattern must be a string, not`, list(pattern)),
      );
    try {
      return new waiting.Pattern(which, term, pattern, compiled(which, pattern));
    } catch (error) {
      return raise(
        new Condition('error', `matcho: this is no regular expression: ${(error as Error).message}`),
      );
    }
  }),
  predicate('%pattern?', 1, (x: Value) => x instanceof waiting.Pattern),
  reader('pattern', 'kind'),
  reader('pattern', 'term'),
  reader('pattern', 'pattern'),
  predicate('%pattern-matches?', 2, (goal: waiting.Pattern, text: Value) =>
    goal.expression.test(text as string),
  ),
];

Object.assign(logicSupport, {
  LogicCall1: calls.Call1,
  LogicCall2: calls.Call2,
  LogicCall3: calls.Call3,
  LogicCall4: calls.Call4,
});

const relations: Primitive[] = [
  ...classPrimitives('definition', calls.Definition, [
    'name',
    'parameters',
    'tabled',
    'count',
    'clause',
    'body',
    'place',
  ]),
  ...classPrimitives('call', calls.Call, ['definition', 'terms', 'count']),
  inlined(plain('%call', [1, Number.POSITIVE_INFINITY], calls.makeCall), args =>
    args.length > 1 && args.length < 6 ? `(new LogicCall${args.length - 1}(${args}))` : undefined,
  ),
  control('%enter-call', 2, calls.enterCall),
  control('%enter-clause', 3, calls.enterClause),
];

/** Every primitive scheme/logic stands on. */
export const logicPrimitives: Primitive[] = [
  ...variables,
  ...classPrimitives('state', terms.State, [
    'source',
    'scope',
    'map',
    'constraints',
    'pending',
    'woken',
  ]).slice(1),
  ...states,
  ...classPrimitives('source', terms.Source, ['tables', 'filling']),
  ...classPrimitives('look', terms.Look, ['source']),
  ...looks,
  ...classPrimitives('attached', terms.Attached, ['type', 'unequal', 'absent', 'waiting']),
  ...classPrimitives('truth', goals.Truth, ['holds']),
  ...classPrimitives('equal', goals.Equal, ['left', 'right']),
  ...classPrimitives('unequal', goals.Unequal, ['left', 'right']),
  ...classPrimitives('type-test', goals.TypeTest, ['type', 'term']),
  ...classPrimitives('absent', goals.Absent, ['part', 'term']),
  ...classPrimitives('fresh', goals.Fresh, ['body']),
  ...classPrimitives('conde', goals.Conde, ['count', 'clause']),
  ...classPrimitives('committed', goals.Committed, ['once', 'count', 'test', 'rest']),
  ...classPrimitives('project', goals.Project, ['body']),
  ...classPrimitives('comparison', waiting.Comparison, ['operator', 'left', 'right']),
  ...classPrimitives('arithmetic', waiting.Arithmetic, ['operator', 'left', 'right', 'result']),
  ...classPrimitives('negation', waiting.Negation, ['goal', 'place']),
  ...classPrimitives('aggregate', waiting.Aggregate, ['operator', 'result', 'value', 'goal', 'place']),
  ...classPrimitives('member', waiting.Member, ['term', 'list']),
  ...classPrimitives('transitive', waiting.Transitive, ['step', 'from', 'to']),
  ...classPrimitives('window', waiting.Window, ['from', 'to', 'goal', 'place']),
  predicate('%waiting-goal?', 1, (x: Value) => x instanceof waiting.WaitingGoal),
  ...classPrimitives('answer', streams.Answer, ['state', 'rest']),
  ...classPrimitives('later', streams.Later, ['goal', 'state']),
  ...classPrimitives('bind-later', streams.BindLater, ['stream', 'goal']),
  ...classPrimitives('merge-later', streams.MergeLater, ['first', 'second']),
  ...classPrimitives('body-later', streams.BodyLater, ['body', 'state']),
  ...classPrimitives('clause-later', streams.ClauseLater, ['goal', 'index', 'state']),
  ...classPrimitives('test-later', streams.TestLater, ['stream', 'goal', 'index', 'state']),
  ...classPrimitives('thunk', streams.Thunk, ['procedure']),
  ...classPrimitives('waiting', streams.Waiting, ['readers']),
  ...classPrimitives('reader', streams.Reader, ['table', 'seen', 'stream']),
  ...relations,
  ...hostPrimitives,
  ...patterns,
  ...errors,
];
