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
import { type Names, PatternCompiler } from './match-pattern.ts';

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

function nameOf(x: Identifier): string {
  let name = x;
  while (name instanceof Alias) name = name.name;
  return name.name;
}

/** (match expression (pattern body ...) ...): each clause is a procedure that the clause before calls when it fails. */
function match(form: Pair, _scope: Scope, place: Place | undefined): Value {
  const [subject, ...clauses] = operands(
    form,
    place,
    '(match expression (pattern body ...) ...)',
    2,
    Number.POSITIVE_INFINITY,
  );
  const names = newNames();
  const compiler = new PatternCompiler(names);
  const variable = names.fresh('value');
  const body = clauses.reduceRight<Value>(
    (otherwise, part) => {
      const { pattern, next, body: forms } = clauseOf(part);
      const failed = names.fresh('failed');
      const success = new SourcePair(names.base('let'), new Pair(NIL, forms), part.place, part.place);
      const code = (): Value => (next === undefined ? success : compiler.let(next, failed, success));
      return compiler.let(
        failed,
        compiler.lambda(NIL, otherwise),
        compiler.match(pattern, { variable }, new Set(), code, list(failed)),
      );
    },
    list(names.base('%no-match'), variable),
  );
  return compiler.let(variable, subject!.x, body);
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
