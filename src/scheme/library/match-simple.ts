// Patterns that are decided by one test: constants, variables, predicates, pairs, and a last `x ...`. Each part is reached
// by a path of car and cdr, so the test needs no variables, the body binds them, and no procedure is made to go on with
// the next clause. Most patterns are of this kind; the others are for match-pattern.ts.
import { list, Pair } from '../data/pair.ts';
import { NIL, type Value } from '../data/value.ts';
import { type Identifier, isIdentifier } from '../expand/scope.ts';
import { ellipsis, fromQuasiquote, isSpecial, type Names, nameOf } from './match-names.ts';

export interface SimplePattern {
  /** All must hold, in order. */
  readonly tests: Value[];
  readonly bindings: [variable: Identifier, path: Value][];
}

/** Longer paths would be walked too often. */
const MAX_PATH = 6;

/** The tests and bindings of the pattern, or undefined when it is of another kind. */
export function simplePattern(pattern: Value, subject: Value, names: Names): SimplePattern | undefined {
  const tests: Value[] = [];
  const bindings: [Identifier, Value][] = [];
  const call = (name: string, ...args: Value[]): Value => list(names.base(name), ...args);

  function constant(datum: Value, path: Value): true {
    if (datum === NIL) tests.push(call('null?', path));
    else tests.push(call(isIdentifier(datum) ? 'eq?' : 'equal?', path, call('quote', datum)));
    return true;
  }

  function variable(name: Identifier, path: Value): boolean {
    if (ellipsis(name) !== undefined || bindings.some(([bound]) => bound === name)) return false;
    if (nameOf(name) !== '_') bindings.push([name, path]);
    return true;
  }

  function special(x: Pair, path: Value, depth: number): boolean {
    const name = nameOf(x.car);
    const rest = x.cdr as Pair;
    if (name === 'quote') return constant(rest.car, path);
    if (name === 'quasiquote') return walk(fromQuasiquote(rest.car, names), path, depth);
    // A predicate that is an expression might use the variables before it.
    if (name !== '?' || !isIdentifier(rest.car) || bindings.some(([bound]) => bound === rest.car))
      return false;
    tests.push(list(rest.car, path));
    return (
      rest.cdr === NIL ||
      (rest.cdr instanceof Pair && rest.cdr.cdr === NIL && walk(rest.cdr.car, path, depth))
    );
  }

  function walk(x: Value, path: Value, depth: number): boolean {
    if (depth > MAX_PATH || Array.isArray(x)) return false;
    if (isIdentifier(x)) return variable(x, path);
    if (!(x instanceof Pair)) return constant(x, path);
    if (isSpecial(x)) return special(x, path, depth);
    if (x.cdr instanceof Pair && ellipsis(x.cdr.car) !== undefined) {
      if (x.cdr.cdr !== NIL || ellipsis(x.cdr.car) !== 0 || !isIdentifier(x.car)) return false;
      tests.push(call('list?', path));
      return variable(x.car, path);
    }
    tests.push(call('pair?', path));
    return walk(x.car, call('car', path), depth + 1) && walk(x.cdr, call('cdr', path), depth + 1);
  }

  return walk(pattern, subject, 0) ? { tests, bindings } : undefined;
}
