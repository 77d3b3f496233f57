// Runs a conformance file in our Scheme, in three ways: whole, as a file is (one unit, direct calls); form by form, as at
// a prompt (every redefinition seen); and so with primitives redefined half-way, each as itself, so that all before is
// compiled anew. What the forms of a file mean is said in guile-shim.scm.
import { readFileSync } from 'node:fs';
import { listToArray } from '../../../src/scheme/data/pair.ts';
import { EOF } from '../../../src/scheme/data/value.ts';
import { definePrimitive } from '../../../src/scheme/host/layer.ts';
import { plain } from '../../../src/scheme/host/primitive.ts';
import {
  evaluateNow,
  makeEnvironment,
  openEnvironment,
  printed,
  SchemeError,
  UNSPECIFIED,
  type Value,
} from '../../../src/scheme/index.ts';
import { Reader } from '../../../src/scheme/read/reader.ts';

const PRELUDE = `
(define (caught thunk)
  (call/cc (lambda (k) (with-exception-handler (lambda (e) (k (failed e))) thunk))))
(define-syntax test
  (syntax-rules (=>) ((_ name expression => expected) (check name 'expected (caught (lambda () expression))))))
(define-syntax test/ours (syntax-rules () ((_ . rest) (test . rest))))
(define-syntax test/differs
  (syntax-rules (=> guile) ((_ name expression => ours guile theirs) (test name expression => ours))))
(define-syntax test-error
  (syntax-rules () ((_ name expression text ...) (check-error name (list text ...) (caught (lambda () expression))))))
(define-syntax test-error/ours (syntax-rules () ((_ . rest) (test-error . rest))))
(define-syntax test-syntax-error
  (syntax-rules ()
    ((_ name form text ...)
     (check-error name (list text ...) (caught (lambda () (eval 'form (interaction-environment))))))))
(define-syntax ours-only (syntax-rules () ((_ form ...) (begin form ...))))
`;

/** What went wrong; empty when all is well. */
export interface Outcome {
  readonly checked: number;
  readonly failures: readonly string[];
}

class Failed {
  readonly error: SchemeError;
  constructor(payload: Value) {
    this.error = new SchemeError(payload);
  }
}

function environmentFor(file: string, record: (failure: string | undefined) => void) {
  const environment = makeEnvironment(file);
  const check = (name: Value, expected: Value, actual: Value): Value => {
    if (actual instanceof Failed) record(`${name}: ${actual.error.report()}`);
    else if (printed(expected) !== printed(actual))
      record(`${name}: expected ${printed(expected)}, got ${printed(actual)}`);
    else record(undefined);
    return UNSPECIFIED;
  };
  const checkError = (name: Value, texts: Value, actual: Value): Value => {
    if (!(actual instanceof Failed)) record(`${name}: no error, but ${printed(actual)}`);
    else {
      const report = actual.error.report();
      const missing = listToArray(texts)!.filter(text => !report.includes(String(text)));
      record(
        missing.length === 0
          ? undefined
          : `${name}: ${missing.map(text => printed(text)).join(', ')} not in: ${report}`,
      );
    }
    return UNSPECIFIED;
  };
  definePrimitive(
    environment,
    plain('failed', 1, (payload: Value) => new Failed(payload)),
  );
  definePrimitive(environment, plain('check', 3, check));
  definePrimitive(environment, plain('check-error', 3, checkError));
  evaluateNow(PRELUDE, environment, { file: 'prelude' });
  return makeEnvironment(file, environment);
}

/** The texts of a file's forms, with the lines on which they begin. */
function formTexts(text: string, file: string): { text: string; line: number }[] {
  const reader = new Reader(text, file, { places: true });
  const result: { text: string; line: number }[] = [];
  for (let from = 0; reader.read() !== EOF; from = reader.offset) {
    result.push({ text: text.slice(from, reader.offset), line: text.slice(0, from).split('\n').length });
  }
  return result;
}

/** Procedures with each kind of parameters in place of primitives. */
const REDEFINITIONS = [
  ...['car', 'cdr', 'null?'].map(name => [name, '(lambda (x) (same x))']),
  ...['cons', 'eq?', 'vector-ref'].map(name => [name, '(lambda (x y) (same x y))']),
  ...['list', '+', '-', '=', '<', 'display'].map(name => [name, '(lambda all (apply same all))']),
]
  .map(([name, lambda]) => `(define ${name} (let ((same ${name})) ${lambda}))`)
  .join('\n');

export type Manner = 'whole' | 'form by form' | 'redefining';

function piecesOf(text: string, file: string, manner: Manner): { text: string; line: number }[] {
  if (manner === 'whole') return [{ text, line: 1 }];
  const pieces = formTexts(text, file);
  if (manner === 'redefining') pieces.splice(pieces.length >> 1, 0, { text: REDEFINITIONS, line: 1 });
  return pieces;
}

export function runFile(file: string, manner: Manner): Outcome {
  const failures: string[] = [];
  let checked = 0;
  const record = (failure: string | undefined): void => {
    checked++;
    if (failure !== undefined) failures.push(failure);
  };
  const environment = environmentFor(file, record);
  const text = readFileSync(file, 'utf8');
  if (manner !== 'whole') openEnvironment(environment);
  for (const piece of piecesOf(text, file, manner)) {
    try {
      evaluateNow(piece.text, environment, { firstLine: piece.line });
    } catch (error) {
      failures.push(error instanceof SchemeError ? error.report() : String((error as Error).stack));
    }
  }
  return { checked, failures };
}
