// R7RS 6.3 and 6.5, Guile's keywords, and what a procedure tells of itself.
import { aProcedure, aString, aSymbol } from '../data/check.ts';
import { wrongType } from '../data/condition.ts';
import { list } from '../data/pair.ts';
import { type Procedure, procedureInfo } from '../data/procedure.ts';
import { gensym, internData, Keyword, keyword } from '../data/symbol.ts';
import type { Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';

const aKeyword = (x: Value, who: string): Keyword =>
  x instanceof Keyword ? x : wrongType(who, 1, x, 'a keyword');

const aBoolean = (x: Value, position: number): boolean =>
  typeof x === 'boolean' ? x : wrongType('boolean=?', position, x, 'a boolean');

/** (required optional rest?), as in Guile. */
function arity(x: Value): Value {
  const { min, max } = procedureInfo(aProcedure(x, 'procedure-minimum-arity', 1) as Procedure);
  const hasRest = max === Number.POSITIVE_INFINITY;
  return list(min, hasRest ? 0 : max - min, hasRest);
}

export const symbols: Primitive[] = [
  predicate('boolean=?', [1, Number.POSITIVE_INFINITY], (...items: Value[]) =>
    items.map((x, i) => aBoolean(x, i + 1)).every(x => x === items[0]),
  ),
  plain(
    'procedure-minimum-arity',
    1,
    arity,
    'How many arguments: a list of required, optional, and whether more.',
  ),
  predicate('thunk?', 1, (x: Value) => typeof x === 'function' && procedureInfo(x as Procedure).min === 0),
  predicate('symbol=?', [1, Infinity], (...items: Value[]) =>
    items.map((x, i) => aSymbol(x, 'symbol=?', i + 1)).every(x => x === items[0]),
  ),
  plain('symbol->string', 1, (x: Value) => aSymbol(x, 'symbol->string', 1).name),
  plain('string->symbol', 1, (x: Value) => internData(aString(x, 'string->symbol', 1))),
  plain('symbol-append', [0, Infinity], (...items: Value[]) =>
    internData(items.map((x, i) => aSymbol(x, 'symbol-append', i + 1).name).join('')),
  ),
  plain(
    'gensym',
    [0, 1],
    (prefix?: Value) => gensym(prefix === undefined ? ' g' : aString(prefix, 'gensym', 1)),
    'A symbol that is like no other.',
  ),
  predicate('symbol-interned?', 1, (x: Value) => internData(aSymbol(x, 'symbol-interned?', 1).name) === x),
  plain('keyword->symbol', 1, (x: Value) => internData(aKeyword(x, 'keyword->symbol').name)),
  plain('symbol->keyword', 1, (x: Value) => keyword(aSymbol(x, 'symbol->keyword', 1).name)),
  plain('keyword->string', 1, (x: Value) => aKeyword(x, 'keyword->string').name),
  predicate('symbol<?', [1, Infinity], (...items: Value[]) => {
    const names = items.map((x, i) => aSymbol(x, 'symbol<?', i + 1).name);
    return names.every((name, i) => i === 0 || names[i - 1]! < name);
  }),
];
