// The embedded Scheme. It knows nothing of what embeds it.
//
// A text goes from left to right through the folders:
//
//   read/      characters → data that know their place (SourcePair)
//   expand/    data → nodes (compile/ast.ts): macros used up, every name resolved, body by body
//   compile/   nodes → the JavaScript of one module
//   interpret/ nodes → their value, where they run once
//   run/       the machine that JavaScript runs on: how a call suspends is told at the top of run/machine.ts
//   data/      what Scheme values are: the table at the top of data/value.ts
//   library/   primitives; what is better said in Scheme is in the folder scheme/ beside src/
//   host/      this interface: environments, evaluation, errors, conversions, layers
//
// A host makes an environment for each file above the base library (makeEnvironment), or fills a layer of its own first
// (fill) and makes environments above that. It evaluates text (evaluate; evaluateNow where nothing may wait;
// evaluateAllNow to hear of all errors), calls procedures (callProcedure, callProcedureNow), within limits of time and
// memory, and gets values, or a SchemeError.
//
// BiwaScheme (npm) was to be under it and is not: loading it takes as long as loading all of this with its library, it
// compares by printed text, keeps symbols in a plain object, and its pairs carry no places. What it gets wrong is kept in
// test/scheme/conformance/biwascheme.test.ts, how fast it is in the benchmark.
export { Char, char } from './data/char.ts';
export * from './data/check.ts';
export {
  type Call,
  Condition,
  callsUnderWay,
  fail,
  outOfRange,
  type Place,
  placeText,
  Raised,
  raise,
  traced,
  wrongType,
} from './data/condition.ts';
export { isEqual, isEqv } from './data/equal.ts';
export { nearest } from './data/near.ts';
export { arrayToList, cons, isList, list, listToArray, Pair } from './data/pair.ts';
export { printed } from './data/print.ts';
export { isProcedure, type ProcedureInfo, procedureInfo } from './data/procedure.ts';
export { intern, internData, Keyword, keyword, SchemeSymbol } from './data/symbol.ts';
export * from './data/value.ts';
export { badPart, identifier, operands, type Part, parts, strip, syntaxError } from './expand/context.ts';
export { Environment } from './expand/environment.ts';
export { importInto } from './expand/library.ts';
export { type Identifier, isIdentifier, Macro, symbolOf } from './expand/scope.ts';
export { fromPlain, type Plain, toPlain } from './host/convert.ts';
export { describe, namesIn } from './host/describe.ts';
export { outside, SchemeError } from './host/error.ts';
export {
  callProcedure,
  callProcedureNow,
  type EvaluateOptions,
  evaluate,
  evaluateNow,
  expansion,
  isUnfinished,
  makeEnvironment,
  openEnvironment,
  prepare,
} from './host/evaluate.ts';
export { type AllResult, evaluateAllNow } from './host/evaluate-all.ts';
export { fill, snapshotOf } from './host/fill.ts';
export { evaluateKept, fileSnapshot } from './host/kept-file.ts';
export { definePrimitive, type Layer } from './host/layer.ts';
export { type Primitive, plain, predicate, waiting } from './host/primitive.ts';
export { makeProcedure } from './host/procedure.ts';
export { keepCodeCaches } from './host/restore.ts';
export { provide, type Services, services } from './library/services.ts';
export { readForms } from './read/forms.ts';
export { placeOf } from './read/source.ts';
export { Cell } from './run/cell.ts';
export { currentContext, type Limits } from './run/evaluation.ts';
export { setLevels } from './run/machine.ts';
export { mapSideBySide } from './run/side-by-side.ts';
