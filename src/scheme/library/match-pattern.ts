// The patterns of (ice-9 match), compiled to tests and lets. A pattern is turned into code that examines the value of one
// variable, and goes on with `success` or with `failure`, a call of a procedure that tries the next clause.
import { list, Pair } from '../data/pair.ts';
import { SchemeSymbol } from '../data/symbol.ts';
import { NIL, type Value } from '../data/value.ts';
import { badPart } from '../expand/context.ts';
import { type Identifier, isIdentifier, symbolOf } from '../expand/scope.ts';
import { ellipsis, fromQuasiquote, type Names, nameOf } from './match-names.ts';

/** What is matched: the variable that holds it, and how it would be replaced where it came from. */
interface Subject {
  readonly variable: Identifier;
  readonly assign?: (value: Value) => Value;
}

type Bound = ReadonlySet<Identifier>;
/** Makes the code that runs when the pattern matched, given all the variables bound so far. */
type Success = (bound: Bound) => Value;

export class PatternCompiler {
  readonly #names: Names;

  constructor(names: Names) {
    this.#names = names;
  }

  #call(name: string, ...args: Value[]): Value {
    return list(this.#names.base(name), ...args);
  }

  #if(test: Value, then: Value, otherwise: Value): Value {
    return this.#call('if', test, then, otherwise);
  }

  /** (let ((variable value)) body) */
  let(variable: Identifier, value: Value, body: Value): Value {
    return this.#call('let', list(list(variable, value)), body);
  }

  lambda(parameters: Value, body: Value): Value {
    return this.#call('lambda', parameters, body);
  }

  /** Code that matches the subject. */
  match(pattern: Value, subject: Subject, bound: Bound, success: Success, failure: Value): Value {
    const v = subject.variable;
    if (isIdentifier(pattern)) return this.#variable(pattern, v, bound, success, failure);
    if (Array.isArray(pattern)) return this.#vector(pattern, v, bound, success, failure);
    if (!(pattern instanceof Pair)) return this.#constant(pattern, v, success(bound), failure);
    const special = SPECIAL.get(nameOf(pattern.car) ?? '');
    if (special !== undefined && pattern.cdr instanceof Pair)
      return special(this, pattern, subject, bound, success, failure);
    if (pattern.cdr instanceof Pair && ellipsis(pattern.cdr.car) !== undefined)
      return this.#repeated(
        pattern.car,
        ellipsis(pattern.cdr.car)!,
        pattern.cdr.cdr,
        v,
        bound,
        success,
        failure,
      );
    return this.#pair(pattern, v, bound, success, failure);
  }

  #variable(name: Identifier, v: Identifier, bound: Bound, success: Success, failure: Value): Value {
    if (nameOf(name) === '_') return success(bound);
    if (ellipsis(name) !== undefined)
      return badPart('match: nothing stands before the ellipsis', name, undefined);
    if (bound.has(name)) return this.#if(this.#call('equal?', name, v), success(bound), failure);
    return this.let(name, v, success(new Set([...bound, name])));
  }

  #constant(datum: Value, v: Identifier, success: Value, failure: Value): Value {
    const same = datum === NIL ? this.#call('null?', v) : this.#call('equal?', v, this.#call('quote', datum));
    return this.#if(same, success, failure);
  }

  #pair(pattern: Pair, v: Identifier, bound: Bound, success: Success, failure: Value): Value {
    const [head, tail] = [this.#names.fresh('head'), this.#names.fresh('tail')];
    const rest = (inner: Bound): Value =>
      this.let(
        tail,
        this.#call('cdr', v),
        this.match(
          pattern.cdr,
          { variable: tail, assign: x => this.#call('set-cdr!', v, x) },
          inner,
          success,
          failure,
        ),
      );
    const first = this.match(
      pattern.car,
      { variable: head, assign: x => this.#call('set-car!', v, x) },
      bound,
      rest,
      failure,
    );
    return this.#if(this.#call('pair?', v), this.let(head, this.#call('car', v), first), failure);
  }

  #vector(items: Value[], v: Identifier, bound: Bound, success: Success, failure: Value): Value {
    if (items.some(item => ellipsis(item) !== undefined)) {
      const as = this.#names.fresh('items');
      const inside = this.let(
        as,
        this.#call('vector->list', v),
        this.match(list(...items), { variable: as }, bound, success, failure),
      );
      return this.#if(this.#call('vector?', v), inside, failure);
    }
    const matchFrom = (i: number, inner: Bound): Value => {
      if (i === items.length) return success(inner);
      const item = this.#names.fresh('item');
      const assign = (x: Value): Value => this.#call('vector-set!', v, i, x);
      const next = (deeper: Bound): Value => matchFrom(i + 1, deeper);
      return this.let(
        item,
        this.#call('vector-ref', v, i),
        this.match(items[i]!, { variable: item, assign }, inner, next, failure),
      );
    };
    const fits = this.#call(
      'and',
      this.#call('vector?', v),
      this.#call('=', this.#call('vector-length', v), items.length),
    );
    return this.#if(fits, matchFrom(0, bound), failure);
  }

  /** (pattern ... . tail): as many items as there are, but for those the tail needs; each variable becomes a list. */
  #repeated(
    pattern: Value,
    least: number,
    tail: Value,
    v: Identifier,
    bound: Bound,
    success: Success,
    failure: Value,
  ): Value {
    const names = this.#names;
    let after = 0;
    for (let at = tail; at instanceof Pair; at = at.cdr) after++;
    const variables = [...this.variables(pattern)];
    const collected = variables.map(x => names.fresh(symbolOf(x).name));
    const [count, loop, rest, left, item] = ['count', 'loop', 'rest', 'left', 'item'].map(name =>
      names.fresh(name),
    ) as [Identifier, Identifier, Identifier, Identifier, Identifier];

    const onEnd = (): Value => {
      const inner = new Set(bound);
      // A variable that was bound before the ellipsis must equal the list.
      const lists = variables.map(x => (bound.has(x) ? names.fresh(symbolOf(x).name) : x));
      for (const x of variables) inner.add(x);
      let body = this.match(tail, { variable: rest }, inner, success, failure);
      variables.forEach((x, i) => {
        if (bound.has(x)) body = this.#if(this.#call('equal?', x, lists[i]!), body, failure);
      });
      return lists.reduceRight(
        (code: Value, x, i) => this.let(x, this.#call('reverse', collected[i]!), code),
        body,
      );
    };
    const again = (): Value =>
      list(
        loop,
        this.#call('cdr', rest),
        this.#call('-', left, 1),
        ...variables.map((x, i) => this.#call('cons', x, collected[i]!)),
      );
    const step = this.let(
      item,
      this.#call('car', rest),
      this.match(pattern, { variable: item }, new Set(), again, failure),
    );
    const start = list(
      list(rest, v),
      list(left, this.#call('-', count, after)),
      ...collected.map(x => list(x, this.#call('quote', NIL))),
    );
    const walk = this.#call('let', loop, start, this.#if(this.#call('eqv?', left, 0), onEnd(), step));
    const enough = this.#if(this.#call('>=', count, after + least), walk, failure);
    return this.let(count, this.#call('%count-pairs', v), enough);
  }

  /** The variables that a pattern binds, in order. */
  variables(pattern: Value, found = new Set<Identifier>()): Set<Identifier> {
    if (isIdentifier(pattern)) {
      if (nameOf(pattern) !== '_' && ellipsis(pattern) === undefined) found.add(pattern);
    } else if (Array.isArray(pattern)) for (const item of pattern) this.variables(item, found);
    else if (pattern instanceof Pair) this.#variablesOfPair(pattern, found);
    return found;
  }

  #variablesOfPair(pattern: Pair, found: Set<Identifier>): void {
    const name = nameOf(pattern.car);
    if (!SPECIAL.has(name ?? '') || !(pattern.cdr instanceof Pair)) {
      this.variables(pattern.car, found);
      this.variables(pattern.cdr, found);
    } else if (name === 'quasiquote') this.variables(fromQuasiquote(pattern.cdr.car, this.#names), found);
    else if (name === '?' || name === '=' || name === '$') this.variables(pattern.cdr.cdr, found);
    else if (name !== 'quote' && name !== 'not') this.variables(pattern.cdr, found);
  }

  quoted(datum: Value, v: Identifier, success: Value, failure: Value): Value {
    if (!(datum instanceof SchemeSymbol)) return this.#constant(datum, v, success, failure);
    return this.#if(this.#call('eq?', v, this.#call('quote', datum)), success, failure);
  }

  /** All of the patterns match the subject. */
  all(patterns: Value, subject: Subject, bound: Bound, success: Success, failure: Value): Value {
    if (!(patterns instanceof Pair)) return success(bound);
    const rest = (inner: Bound): Value => this.all(patterns.cdr, subject, inner, success, failure);
    return this.match(patterns.car, subject, bound, rest, failure);
  }

  /** One of the patterns matches; all must bind the same variables. */
  some(patterns: Value, subject: Subject, bound: Bound, success: Success, failure: Value): Value {
    if (!(patterns instanceof Pair)) return failure;
    const variables = [...this.variables(patterns.car)].filter(x => !bound.has(x));
    const matched = this.#names.fresh('matched');
    const body = this.lambda(list(...variables), success(new Set([...bound, ...variables])));
    const attempt = (rest: Value): Value => {
      if (!(rest instanceof Pair)) return failure;
      const next = this.#names.fresh('next');
      const done = (): Value => list(matched, ...variables);
      return this.let(
        next,
        this.lambda(NIL, attempt(rest.cdr)),
        this.match(rest.car, subject, bound, done, list(next)),
      );
    };
    return this.let(matched, body, attempt(patterns));
  }

  not(pattern: Value, subject: Subject, bound: Bound, success: Success, failure: Value): Value {
    const differs = this.#names.fresh('differs');
    const body = this.match(pattern, subject, bound, () => failure, list(differs));
    return this.let(differs, this.lambda(NIL, success(bound)), body);
  }

  test(
    predicate: Value,
    patterns: Value,
    subject: Subject,
    bound: Bound,
    success: Success,
    failure: Value,
  ): Value {
    return this.#if(
      list(predicate, subject.variable),
      this.all(patterns, subject, bound, success, failure),
      failure,
    );
  }

  /** (= procedure pattern) */
  applied(
    procedure: Value,
    pattern: Value,
    subject: Subject,
    bound: Bound,
    success: Success,
    failure: Value,
  ): Value {
    const result = this.#names.fresh('result');
    return this.let(
      result,
      list(procedure, subject.variable),
      this.match(pattern, { variable: result }, bound, success, failure),
    );
  }

  /** ($ type pattern ...): a record of the type, its fields in order. */
  record(
    type: Value,
    patterns: Value,
    subject: Subject,
    bound: Bound,
    success: Success,
    failure: Value,
  ): Value {
    const fields = this.#names.fresh('fields');
    const inside = this.match(patterns, { variable: fields }, bound, success, failure);
    const code = this.#if(fields, inside, failure);
    let n = 0;
    for (let at = patterns; at instanceof Pair; at = at.cdr) n++;
    return this.let(fields, this.#call('%record-fields', type, subject.variable, n), code);
  }

  accessor(name: Identifier, code: Value, bound: Bound, success: Success): Value {
    return this.let(name, code, success(new Set([...bound, name])));
  }

  setter(name: Identifier, subject: Subject, bound: Bound, success: Success): Value {
    if (subject.assign === undefined) return badPart('match: set! has no place here for', name, undefined);
    const value = this.#names.fresh('value');
    return this.accessor(name, this.lambda(list(value), subject.assign(value)), bound, success);
  }

  quasi(datum: Value): Value {
    return fromQuasiquote(datum, this.#names);
  }
}

type Special = (
  compiler: PatternCompiler,
  pattern: Pair,
  subject: Subject,
  bound: Bound,
  success: Success,
  failure: Value,
) => Value;

const first = (pattern: Pair): Value => (pattern.cdr as Pair).car;
const others = (pattern: Pair): Value => (pattern.cdr as Pair).cdr;
const second = (pattern: Pair): Value => {
  const rest = others(pattern);
  return rest instanceof Pair
    ? rest.car
    : badPart('match: this pattern needs another part', pattern, undefined);
};
const variableOf = (pattern: Pair): Identifier => {
  const name = first(pattern);
  return isIdentifier(name) ? name : badPart('match: a name is expected, not', name, undefined);
};

const SPECIAL = new Map<string, Special>([
  ['quote', (c, p, s, bound, success, failure) => c.quoted(first(p), s.variable, success(bound), failure)],
  [
    'quasiquote',
    (c, p, s, bound, success, failure) => c.match(c.quasi(first(p)), s, bound, success, failure),
  ],
  ['?', (c, p, s, bound, success, failure) => c.test(first(p), others(p), s, bound, success, failure)],
  ['=', (c, p, s, bound, success, failure) => c.applied(first(p), second(p), s, bound, success, failure)],
  ['and', (c, p, s, bound, success, failure) => c.all(p.cdr, s, bound, success, failure)],
  ['or', (c, p, s, bound, success, failure) => c.some(p.cdr, s, bound, success, failure)],
  ['not', (c, p, s, bound, success, failure) => c.not(first(p), s, bound, success, failure)],
  ['$', (c, p, s, bound, success, failure) => c.record(first(p), others(p), s, bound, success, failure)],
  ['set!', (c, p, s, bound, success) => c.setter(variableOf(p), s, bound, success)],
  ['get!', (c, p, s, bound, success) => c.accessor(variableOf(p), c.lambda(NIL, s.variable), bound, success)],
]);
