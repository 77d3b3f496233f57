// (ice-9 match): match and match-letrec as forms; the other members of the family are in scheme/forms.scm. And while,
// whose break and continue are names in the user's program.
import type { Place } from '../data/condition.ts';
import { list, Pair } from '../data/pair.ts';
import { intern } from '../data/symbol.ts';
import { NIL, type Value } from '../data/value.ts';
import { base } from '../expand/base.ts';
import { badPart, operands, type Part, parts } from '../expand/context.ts';
import { Alias, Expansion, type Identifier, isIdentifier, Macro, type Scope } from '../expand/scope.ts';
import { SourcePair } from '../read/source.ts';
import { type Names, nameOf } from './match-names.ts';
import { PatternCompiler } from './match-pattern.ts';
import { simplePattern } from './match-simple.ts';

/** Names for one use of a macro. */
function newNames(): Names {
  const expansion = new Expansion(base);
  return {
    base: name => expansion.rename(intern(name)),
    fresh: name => new Expansion(base).rename(intern(name)),
  };
}

interface Clause {
  readonly pattern: Value;
  /** (=> name): the procedure that goes on with the next clause. */
  readonly next: Identifier | undefined;
  readonly body: Value;
}

function clauseOf({ x, place }: Part): Clause {
  const items = parts(x, place, 'match: a clause must be (pattern body ...)');
  if (items.length < 2 || !(x instanceof Pair))
    return badPart('match: a clause must be (pattern body ...), not', x, place);
  const second = items[1]!.x;
  const isNext = second instanceof Pair && isIdentifier(second.car) && nameOf(second.car) === '=>';
  if (!isNext || items.length < 3) return { pattern: x.car, next: undefined, body: x.cdr };
  const next = second.cdr instanceof Pair ? second.cdr.car : NIL;
  if (!isIdentifier(next)) return badPart('match: => needs a name, not', next, place);
  return { pattern: x.car, next, body: (x.cdr as Pair).cdr };
}

/** Code for one clause; `otherwise` is the code for those after it. */
function clauseCode(
  part: Part,
  variable: Identifier,
  names: Names,
  otherwise: Value,
  isLast: boolean,
): Value {
  const { pattern, next, body } = clauseOf(part);
  const compiler = new PatternCompiler(names);
  const success = new SourcePair(names.base('let'), new Pair(NIL, body), part.place, part.place);
  const simple = next === undefined ? simplePattern(pattern, variable, names) : undefined;
  if (simple !== undefined) {
    const bound = simple.bindings.reduceRight(
      (code: Value, [name, path]) => compiler.let(name, path, code),
      success,
    );
    if (simple.tests.length === 0) return bound;
    return list(names.base('if'), new Pair(names.base('and'), list(...simple.tests)), bound, otherwise);
  }
  if (isLast && next === undefined)
    return compiler.match(pattern, { variable }, new Set(), () => success, otherwise);
  // The clause may fail in several places: what comes after it is a procedure.
  const failed = names.fresh('failed');
  const code = (): Value => (next === undefined ? success : compiler.let(next, failed, success));
  const matched = compiler.match(pattern, { variable }, new Set(), code, list(failed));
  return compiler.let(failed, compiler.lambda(NIL, otherwise), matched);
}

/** (match expression (pattern body ...) ...) */
function match(form: Pair, _scope: Scope, place: Place | undefined): Value {
  const usage = '(match expression (pattern body ...) ...)';
  const [subject, ...clauses] = operands(form, place, usage, 2, Number.POSITIVE_INFINITY);
  const names = newNames();
  const variable = names.fresh('value');
  const code = clauses.reduceRight<Value>(
    (otherwise, part, i) => clauseCode(part, variable, names, otherwise, i === clauses.length - 1),
    list(names.base('%no-match'), variable),
  );
  return new PatternCompiler(names).let(variable, subject!.x, code);
}

/** (match-letrec ((pattern expression) ...) body ...): the expressions see all the patterns' variables. */
function matchLetrec(form: Pair, _scope: Scope, place: Place | undefined): Value {
  const usage = '(match-letrec ((pattern expression) ...) body ...)';
  const [bindings] = operands(form, place, usage, 2, Number.POSITIVE_INFINITY);
  const names = newNames();
  const clauses = parts(bindings!.x, bindings!.place).map(part =>
    operands(new Pair(NIL, part.x), part.place, usage, 2),
  );
  const patterns = list(...clauses.map(([pattern]) => pattern!.x));
  const variables = [...new PatternCompiler(names).variables(patterns)];
  const values = new Pair(names.base('list'), list(...clauses.map(([, expression]) => expression!.x)));
  const matched = list(
    names.base('match'),
    values,
    list(patterns, new Pair(names.base('values'), list(...variables))),
  );
  return list(
    names.base('let'),
    NIL,
    list(names.base('define-values'), list(...variables), matched),
    new Pair(names.base('let'), new Pair(NIL, (form.cdr as Pair).cdr)),
  );
}

/** (while test body ...): break and continue are bound as if written where `while` was. */
function whileLoop(form: Pair, _scope: Scope, place: Place | undefined): Value {
  const [test] = operands(form, place, '(while test body ...)', 1, Number.POSITIVE_INFINITY);
  const names = newNames();
  const written = (name: string): Identifier =>
    form.car instanceof Alias ? form.car.expansion.rename(intern(name)) : intern(name);
  const body = new Pair(
    names.base('lambda'),
    new Pair(list(written('break'), written('continue')), new Pair(false, (form.cdr as Pair).cdr)),
  );
  return list(names.base('%while'), list(names.base('lambda'), NIL, test!.x), body);
}

export const matchMacros: Macro[] = [
  new Macro('match', match),
  new Macro('match-letrec', matchLetrec),
  new Macro('while', whileLoop),
];
