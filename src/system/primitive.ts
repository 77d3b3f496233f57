import { Fault } from '../model/fault.ts';
import type { Machine } from './machine.ts';

/** What an argument may be. A `duration` is in milliseconds, a `table` has names and texts, `items` are any data. */
interface Kinds {
  text: string;
  texts: string[];
  integer: number;
  duration: number;
  boolean: boolean;
  counters: Record<string, number>;
  table: Record<string, string>;
  items: unknown[];
}

/** A name of `Kinds`; a list of texts: one of them; that list in a list: some of them. */
export type Kind = keyof Kinds | readonly string[] | readonly [readonly string[]];

type Value<K extends Kind> = K extends keyof Kinds
  ? Kinds[K]
  : K extends readonly [readonly (infer Word)[]]
    ? Word[]
    : K extends readonly (infer Word)[]
      ? Word
      : never;

export type Parameters = Record<string, Kind>;

type Required<P extends Parameters> = { [Name in keyof P]: Value<P[Name]> };
type Optional<P extends Parameters> = { [Name in keyof P]?: Value<P[Name]> | undefined };

/** What is said of a primitive to those who write plugins. */
export interface Description<P extends Parameters = Parameters, K extends Parameters = Parameters> {
  /** As Scheme knows it: `file-systems`. */
  name: string;
  doc: string;
  /** The shape of what it returns, with units. */
  returns: string;
  /** Arguments by position, all needed. */
  takes: P;
  /** Arguments by keyword, none needed; `maxBytes` is `#:max-bytes` in Scheme. */
  keywords: K;
  call(machine: Machine, given: Required<P>, options: Optional<K>): Promise<unknown>;
}

/**
 * One question a monitor may ask. The answer is plain data: objects, lists, texts, numbers, booleans, null.
 */
export interface Primitive {
  name: string;
  doc: string;
  returns: string;
  takes: Parameters;
  keywords: Parameters;
  /**
   * Asks it.
   * @param keywords by their name in Scheme, as `max-bytes`
   * @throws Fault for arguments it does not take, and for nothing else
   */
  call(
    machine: Machine,
    given: readonly unknown[],
    keywords?: Readonly<Record<string, unknown>>,
  ): Promise<unknown>;
}

/** Makes a primitive that checks what it is given. */
export function primitive<const P extends Parameters, const K extends Parameters>(
  about: Description<P, K>,
): Primitive {
  return {
    ...about,
    doc: oneLine(about.doc),
    returns: oneLine(about.returns),
    call: async (machine, given, keywords = {}) =>
      about.call(machine, byPosition(about, given) as Required<P>, byKeyword(about, keywords) as Optional<K>),
  };
}

/** Where it is shown it is broken anew. */
const oneLine = (text: string) => text.split(/\s+/).join(' ');

/** `maxBytes` as Scheme writes it: `max-bytes`. */
export function schemeName(name: string): string {
  return name.replace(/[A-Z]/g, capital => `-${capital.toLowerCase()}`);
}

/** How it is called: `(read-file path #:max-bytes integer)`. */
export function signature({ name, takes, keywords }: Pick<Primitive, 'name' | 'takes' | 'keywords'>): string {
  const optional = Object.entries(keywords).map(
    ([word, kind]) => `#:${schemeName(word)} ${typeof kind === 'string' ? kind : kind.flat().join('|')}`,
  );
  return `(${[name, ...Object.keys(takes).map(schemeName), ...optional].join(' ')})`;
}

type Checked = Pick<Primitive, 'name' | 'takes' | 'keywords'>;

function byPosition(about: Checked, given: readonly unknown[]): Record<string, unknown> {
  const names = Object.keys(about.takes);
  if (given.length !== names.length)
    throw new Fault(
      `${about.name}: ${given.length} arguments given, ${names.length} wanted`,
      signature(about),
    );
  return Object.fromEntries(
    names.map((name, i) => [name, checked(about, name, about.takes[name]!, given[i])]),
  );
}

function byKeyword(about: Checked, keywords: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const known = new Map(Object.keys(about.keywords).map(name => [schemeName(name), name]));
  const pairs = Object.entries(keywords).map(([word, value]) => {
    const name = known.get(word);
    if (name === undefined) throw new Fault(`${about.name}: no keyword #:${word}`, signature(about));
    return [name, checked(about, `#:${word}`, about.keywords[name]!, value)];
  });
  return Object.fromEntries(pairs);
}

function checked(about: Checked, name: string, kind: Kind, value: unknown): unknown {
  if (isOfKind(value, kind)) return value;
  throw new Fault(`${about.name}: ${schemeName(name)} is not ${kindWords(kind)}`, signature(about));
}

function isOfKind(value: unknown, kind: Kind): boolean {
  if (typeof kind === 'string') return CHECKS[kind](value);
  const [first] = kind;
  if (typeof first === 'string') return kind.includes(value as never);
  return Array.isArray(value) && value.every(word => first!.includes(word));
}

function kindWords(kind: Kind): string {
  if (typeof kind === 'string') return WORDS[kind];
  const some = typeof kind[0] === 'string' ? (kind as readonly string[]) : kind[0]!;
  return `${typeof kind[0] === 'string' ? 'one' : 'a list'} of ${some.map(word => `"${word}"`).join(' ')}`;
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown) => typeof value === 'string' && !value.includes('\0');
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;

const CHECKS: Record<keyof Kinds, (value: unknown) => boolean> = {
  text: isText,
  texts: value => Array.isArray(value) && value.every(isText),
  integer: isCount,
  // setTimeout takes no more than 31 bits, and fires at once for what is longer.
  duration: value => typeof value === 'number' && value >= 0 && value < 2 ** 31,
  boolean: value => typeof value === 'boolean',
  counters: value => isObject(value) && Object.values(value as object).every(Number.isFinite),
  items: value => Array.isArray(value),
  table: value => isObject(value) && Object.values(value as object).every(isText),
};

const WORDS: Record<keyof Kinds, string> = {
  text: 'a string',
  texts: 'a list of strings',
  integer: 'a whole number',
  duration: 'a duration below 24 days',
  boolean: 'a boolean',
  counters: 'an association list of names and numbers',
  table: 'an association list of names and strings',
  items: 'a list',
};
