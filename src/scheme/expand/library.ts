// Libraries: what import and use-modules can name, and which names they give.
import type { Place } from '../data/condition.ts';
import { nearest } from '../data/near.ts';
import { list, Pair } from '../data/pair.ts';
import { printed } from '../data/print.ts';
import { intern, Keyword, type SchemeSymbol } from '../data/symbol.ts';
import type { Value } from '../data/value.ts';
import { exports } from '../library/exports.ts';
import { carPlaceOf } from '../read/source.ts';
import { base } from './base.ts';
import { badPart, identifier, type Part, parts, strip, syntaxError } from './context.ts';
import type { Environment } from './environment.ts';
import { type Binding, symbolOf } from './scope.ts';

/** Exported names and what they mean. */
export type Library = Map<SchemeSymbol, Binding>;

const libraryName = (name: Value): string => printed(strip(name));

/** A library that comes with us; undefined when there is none of that name. */
function builtIn(name: string): Library | undefined {
  const names = Object.hasOwn(exports, name) ? exports[name]! : undefined;
  if (names === undefined) return undefined;
  const library: Library = new Map();
  if (names === 'all') for (const [symbol, binding] of base.own()) library.set(symbol, binding);
  else {
    for (const item of names) {
      const [external, internal] = typeof item === 'string' ? [item, item] : item;
      const binding = base.get(intern(internal));
      if (binding !== undefined) library.set(intern(external), binding);
    }
  }
  return library;
}

function find(part: Part, environment: Environment): Library {
  const name = libraryName(part.x);
  const library = environment.libraries.get(name) ?? builtIn(name);
  if (library !== undefined) return library;
  const near = nearest(name, [...Object.keys(exports), ...environment.libraries.keys()]);
  const hint = near === undefined ? undefined : `did you mean ${near}?`;
  return syntaxError(`there is no library ${name}`, part.x, part.place, hint);
}

function get(library: Library, part: Part): Binding {
  const name = symbolOf(identifier(part));
  const binding = library.get(name);
  if (binding !== undefined) return binding;
  const near = nearest(
    name.name,
    [...library.keys()].map(symbol => symbol.name),
  );
  return badPart(
    'the library exports no',
    name,
    part.place,
    near === undefined ? undefined : `did you mean '${near}'?`,
  );
}

/** The names of an import set: a library, or (only set name ...), (except ...), (prefix ...), (rename ...). */
export function importSet(part: Part, environment: Environment): Library {
  const [head, inner, ...rest] = parts(part.x, part.place, 'a library is named by a list, such as (srfi 1)');
  const modifier = head !== undefined && inner?.x instanceof Pair ? printed(strip(head.x)) : '';
  switch (modifier) {
    case 'only': {
      const library = importSet(inner!, environment);
      return new Map(rest.map(item => [symbolOf(identifier(item)), get(library, item)]));
    }
    case 'except': {
      const library = importSet(inner!, environment);
      for (const item of rest) if (get(library, item)) library.delete(symbolOf(identifier(item)));
      return library;
    }
    case 'prefix':
      return prefixed(importSet(inner!, environment), symbolOf(identifier(rest[0]!)).name);
    case 'rename': {
      const library = importSet(inner!, environment);
      for (const item of rest) rename(library, item);
      return library;
    }
    default:
      return new Map(find(part, environment));
  }
}

const prefixed = (library: Library, prefix: string): Library =>
  new Map([...library].map(([name, binding]) => [intern(prefix + name.name), binding]));

function rename(library: Library, part: Part): void {
  const [from, to] = parts(part.x, part.place, 'a renaming must be (from to)');
  const binding = get(library, from!);
  library.delete(symbolOf(identifier(from!)));
  library.set(symbolOf(identifier(to!)), binding);
}

/** The names of a use-modules specification: a library, or (library #:select (name (from . to) ...) #:prefix p #:hide (name ...)). */
export function moduleSpec(part: Part, environment: Environment): Library {
  if (!(part.x instanceof Pair) || !(part.x.car instanceof Pair)) return new Map(find(part, environment));
  let library = new Map(find({ x: part.x.car, place: carPlaceOf(part.x) ?? part.place }, environment));
  const options = parts(part.x.cdr, part.place);
  for (let i = 0; i < options.length; i += 2) {
    const value = options[i + 1];
    const key = options[i]!.x instanceof Keyword ? (options[i]!.x as Keyword).name : '';
    if (value === undefined) return syntaxError('nothing follows this keyword', part.x, options[i]!.place);
    library = option(library, key, value, options[i]!);
  }
  return library;
}

function option(library: Library, key: string, value: Part, at: Part): Library {
  if (key === 'select') {
    return new Map(
      parts(value.x, value.place).map(item => {
        const pair = item.x instanceof Pair ? item.x : list(item.x);
        const from = { x: (pair as Pair).car, place: item.place };
        const to = item.x instanceof Pair ? { x: item.x.cdr, place: item.place } : from;
        return [symbolOf(identifier(to)), get(library, from)];
      }),
    );
  }
  if (key === 'prefix') return prefixed(library, symbolOf(identifier(value)).name);
  if (key === 'hide') {
    const hidden = parts(value.x, value.place).map(item => symbolOf(identifier(item)));
    return new Map([...library].filter(([name]) => !hidden.includes(name)));
  }
  return badPart('unknown keyword', at.x, at.place, 'known: #:select #:prefix #:hide');
}

/** Makes the names mean in the environment what they mean in the library. */
export function importInto(library: Library, environment: Environment): void {
  for (const [name, binding] of library)
    if (environment.get(name) !== binding) environment.bind(name, binding);
}

/** Is there a library of this name? */
export const isLibrary = (name: Value, environment: Environment): boolean =>
  environment.libraries.has(libraryName(name)) || Object.hasOwn(exports, libraryName(name));

/** Makes a library known in the environment and those above it. */
export const addLibrary = (name: Value, library: Library, environment: Environment): void =>
  void environment.libraries.set(libraryName(name), library);

/** The bindings for (export name (rename internal external) ...). */
export function exported(specs: Part[], environment: Environment, place: Place | undefined): Library {
  return new Map(
    specs.map(spec => {
      const items = spec.x instanceof Pair ? parts(spec.x, spec.place) : [spec, spec, spec];
      const [, internal, external] = items;
      if (internal === undefined || external === undefined)
        syntaxError('an export must be a name or (rename from to)', spec.x, place);
      const name = symbolOf(identifier(internal!));
      return [symbolOf(identifier(external!)), environment.get(name) ?? environment.reference(name)];
    }),
  );
}
