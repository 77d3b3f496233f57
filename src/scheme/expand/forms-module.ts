// Files and libraries: import, use-modules, define-library, include, cond-expand, and what concerns the environment itself.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { constant, Lambda, local, type Node, Variable } from '../compile/ast.ts';
import type { Place } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import { printed } from '../data/print.ts';
import { intern, Keyword } from '../data/symbol.ts';
import { UNSPECIFIED } from '../data/value.ts';
import { readForms } from '../read/forms.ts';
import { base, baseCall } from './base.ts';
import { expandTop } from './body.ts';
import { badPart, listOf, operands, type Part, parts, strip, syntaxError } from './context.ts';
import { Environment } from './environment.ts';
import { expandPart, expandSequence, isKeyword } from './expand.ts';
import {
  addLibrary,
  exported,
  importInto,
  importSet,
  isLibrary,
  type Library,
  moduleSpec,
} from './library.ts';
import { type Context, CoreForm, type Definitions } from './scope.ts';

const ANY = Number.POSITIVE_INFINITY;
const ELSE = intern('else');

/** What cond-expand finds true. */
export const FEATURES = [
  'r7rs',
  'full-unicode',
  'sheepdog',
  ...[0, 1, 2, 6, 8, 9, 11, 13, 14, 16, 19, 23, 26, 34, 39, 45, 87].map(n => `srfi-${n}`),
];

const environmentOf = (cx: Context): Environment => cx.environment as Environment;

type Import = (part: Part, environment: Environment) => Library;

const importing =
  (usage: string, find: Import) =>
  (form: Pair, cx: Context, into: Definitions): void => {
    const sets = operands(form, cx.place, usage, 0, ANY).map(part => find(part, environmentOf(cx)));
    for (const set of sets) importInto(set, environmentOf(cx));
    into.effect(() => constant(UNSPECIFIED), cx);
  };

/** (define-module name #:use-module spec ... #:export (name ...)): uses what it uses; its exports are all it defines. */
function defineModule(form: Pair, cx: Context, into: Definitions): void {
  const [, ...options] = operands(
    form,
    cx.place,
    '(define-module name #:use-module specification ...)',
    1,
    ANY,
  );
  options.forEach((part, i) => {
    const value = options[i + 1];
    const isUse = part.x instanceof Keyword && part.x.name === 'use-module';
    if (isUse && value !== undefined) importInto(moduleSpec(value, environmentOf(cx)), environmentOf(cx));
  });
  into.effect(() => constant(UNSPECIFIED), cx);
}

/** Does a cond-expand requirement hold? */
function holds(part: Part, cx: Context): boolean {
  const x = strip(part.x);
  if (!(x instanceof Pair)) return x === ELSE || FEATURES.includes(printed(x));
  const rest = parts(part.x, part.place).slice(1);
  switch (printed(x.car)) {
    case 'and':
      return rest.every(item => holds(item, cx));
    case 'or':
      return rest.some(item => holds(item, cx));
    case 'not':
      return !holds(rest[0]!, cx);
    case 'library':
      return isLibrary(rest[0]!.x, environmentOf(cx));
    default:
      return badPart('a requirement must be a feature, or and, or, not, library:', part.x, part.place);
  }
}

/** The forms of the first clause whose requirement holds. */
function chosen(form: Pair, cx: Context): Part[] {
  for (const clause of operands(form, cx.place, '(cond-expand (requirement form ...) ...)', 0, ANY)) {
    const [requirement, ...body] = parts(clause.x, clause.place, 'a clause must be (requirement form ...)');
    if (requirement === undefined) return syntaxError('this clause is empty', clause.x, clause.place);
    if (isKeyword(requirement.x, ELSE, cx, base) || holds(requirement, cx)) return body;
  }
  return [];
}

/** The forms of the files an include names, which are looked for beside the file it stands in. */
function included(form: Pair, cx: Context): Part[] {
  const files = operands(form, cx.place, '(include "file" ...)', 1, ANY);
  return files.flatMap(part => {
    if (typeof part.x !== 'string') return badPart('a file name must be a string, not', part.x, part.place);
    return formsOf(part.x, cx.place?.file ?? cx.environment.file, part.place);
  });
}

/** The forms of a file named in another. */
export function formsOf(name: string, from: string, place: Place | undefined): Part[] {
  const file = path.isAbsolute(name) ? name : path.join(path.dirname(from), name);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return syntaxError(`cannot read the file ${file}`, name, place);
  }
  return readForms(text, file);
}

/** (define-library name declaration ...): an environment of its own, that sees only what it imports. */
function defineLibrary(form: Pair, cx: Context, into: Definitions): void {
  const [name, ...declarations] = operands(form, cx.place, '(define-library name declaration ...)', 1, ANY);
  const own = new Environment(cx.environment.file);
  own.libraries = environmentOf(cx).libraries;
  const exports: Part[] = [];
  const body: Part[] = [];
  collect(declarations, own, exports, body, cx);
  const context = { scope: own, environment: own, place: cx.place, name: undefined };
  const nodes = expandTop(body, context);
  addLibrary(strip(name!.x), exported(exports, own, cx.place), environmentOf(cx));
  for (const node of nodes) into.effect(() => node, cx);
  into.effect(() => constant(UNSPECIFIED), cx);
}

function collect(declarations: Part[], own: Environment, exports: Part[], body: Part[], cx: Context): void {
  for (const declaration of declarations) {
    const [head, ...rest] = parts(declaration.x, declaration.place, 'a declaration must be a list');
    switch (head === undefined ? '' : printed(strip(head.x))) {
      case 'export':
        exports.push(...rest);
        break;
      case 'import':
        for (const set of rest) importInto(importSet(set, own), own);
        break;
      case 'begin':
        body.push(...rest);
        break;
      case 'include':
      case 'include-ci':
        body.push(...included(declaration.x as Pair, { ...cx, place: declaration.place }));
        break;
      case 'include-library-declarations':
        collect(included(declaration.x as Pair, { ...cx, place: declaration.place }), own, exports, body, cx);
        break;
      case 'cond-expand':
        collect(chosen(declaration.x as Pair, cx), own, exports, body, cx);
        break;
      default:
        badPart('not a declaration of a library:', declaration.x, declaration.place);
    }
  }
}

/** A procedure of the base that is also given this environment: called, or as a value. */
function withEnvironment(name: string, hidden: string, min: number, max: number): CoreForm {
  const make = (args: Node[], cx: Context): Node =>
    baseCall(hidden, [constant(environmentOf(cx)), ...args], cx.place);
  const expandCall = (form: Pair, cx: Context): Node =>
    make(
      operands(form, cx.place, `(${name} ...)`, min, max).map(part => expandPart(part, cx)),
      cx,
    );
  const reference = (cx: Context): Node => {
    const params = Array.from({ length: min }, () => new Variable('x'));
    return new Lambda(
      params,
      false,
      make(
        params.map(param => local(param)),
        cx,
      ),
      cx.place,
      name,
    );
  };
  return new CoreForm(name, expandCall, undefined, reference);
}

export const moduleForms: CoreForm[] = [
  new CoreForm('import', undefined, importing('(import set ...)', importSet)),
  new CoreForm('use-modules', undefined, importing('(use-modules specification ...)', moduleSpec)),
  new CoreForm('define-module', undefined, defineModule),
  new CoreForm('define-library', undefined, defineLibrary),
  new CoreForm(
    'cond-expand',
    (form, cx) => expandSequence(chosen(form, cx), cx, cx.name),
    (form, cx, into) => into.splice(listOf(chosen(form, cx), cx.place), cx),
  ),
  ...['include', 'include-ci'].map(
    name =>
      new CoreForm(
        name,
        (form, cx) => expandSequence(included(form, cx), cx, cx.name),
        (form, cx, into) => into.splice(listOf(included(form, cx), cx.place), cx),
      ),
  ),
  withEnvironment('interaction-environment', '%environment', 0, 0),
  withEnvironment('current-module', '%environment', 0, 0),
  withEnvironment('current-filename', '%environment-file', 0, 0),
  withEnvironment('load', '%load', 1, 2),
  withEnvironment('eval', '%eval', 1, 2),
  withEnvironment('primitive-eval', '%eval', 1, 1),
  withEnvironment('environment', '%make-environment', 0, ANY),
  withEnvironment('defined?', '%defined?', 1, 2),
];
