// Guile's hash tables. A key that eqv? tells from others (numbers, strings, symbols, characters, records ...) is a key of
// a JavaScript map; one that equal? looks into (pairs, vectors, bytevectors, host values) is found by a hash of its text-like
// parts. Each entry is a pair (key . value), which hash-get-handle hands out.
import { anIndex } from '../data/check.ts';
import { wrongType } from '../data/condition.ts';
import { isEqual } from '../data/equal.ts';
import { arrayToList, isList, Pair } from '../data/pair.ts';
import { recordTypeOf } from '../data/record.ts';
import { type Printable, type Structural, UNSPECIFIED, type Value } from '../data/value.ts';
import { type Primitive, plain, predicate } from '../host/primitive.ts';

const isStructural = (x: Value): x is Structural => typeof x === 'object' && 'equals' in x;

/** Must equal? look inside to compare this key? */
const isDeep = (key: Value): boolean =>
  typeof key === 'object' &&
  (key instanceof Pair ||
    Array.isArray(key) ||
    key instanceof Uint8Array ||
    isStructural(key) ||
    recordTypeOf(key) !== undefined);

const shallowIds = new WeakMap<object, number>();
let lastId = 0;

function identity(x: object): number {
  let id = shallowIds.get(x);
  if (id === undefined) {
    id = ++lastId;
    shallowIds.set(x, id);
  }
  return id;
}

/** How many parts of a key go into its hash: more would cost more than they tell apart. */
const HASHED_PARTS = 32;

/** A hash that is the same for equal? keys. */
function hash(key: Value): number {
  let result = 17;
  let parts = 0;
  const stack: Value[] = [key];
  for (let x = stack.pop(); x !== undefined && parts < HASHED_PARTS; x = stack.pop(), parts++) {
    result = (Math.imul(result, 31) + hashOfPart(x, stack)) | 0;
  }
  return result;
}

function hashOfPart(x: Value, stack: Value[]): number {
  if (typeof x === 'string') return hashText(x);
  if (typeof x === 'number') return x | 0;
  if (typeof x === 'boolean') return x ? 3 : 5;
  if (typeof x === 'bigint') return Number(BigInt.asIntN(32, x));
  if (x instanceof Pair) {
    stack.push(x.cdr, x.car);
    return 7;
  }
  if (Array.isArray(x)) {
    for (let i = Math.min(x.length, HASHED_PARTS) - 1; i >= 0; i--) stack.push(x[i]!);
    return x.length;
  }
  if (x instanceof Uint8Array) return x.length;
  return isDeep(x) ? 11 : identity(x);
}

function hashText(text: string): number {
  let result = text.length;
  for (let i = Math.max(0, text.length - 64); i < text.length; i++)
    result = (Math.imul(result, 31) + text.charCodeAt(i)) | 0;
  return result;
}

export class HashTable implements Printable {
  /** By identity: what eqv? compares. */
  readonly #flat = new Map<Value, Pair>();
  /** By hash: what equal? looks into. */
  readonly #deep = new Map<number, Pair[]>();
  #deepCount = 0;

  get size(): number {
    return this.#flat.size + this.#deepCount;
  }

  /** The entry of `key`, compared by eqv? (`deep` false) or equal?. */
  find(key: Value, deep: boolean): Pair | undefined {
    if (!deep || !isDeep(key)) return this.#flat.get(key);
    return this.#deep.get(hash(key))?.find(entry => isEqual(entry.car, key));
  }

  /** The entry of `key`, made with `value` when it is not there. */
  at(key: Value, value: Value, deep: boolean): Pair {
    const found = this.find(key, deep);
    if (found !== undefined) return found;
    const entry = new Pair(key, value);
    if (!deep || !isDeep(key)) this.#flat.set(key, entry);
    else {
      const code = hash(key);
      const bucket = this.#deep.get(code);
      if (bucket === undefined) this.#deep.set(code, [entry]);
      else bucket.push(entry);
      this.#deepCount++;
    }
    return entry;
  }

  remove(key: Value, deep: boolean): Pair | undefined {
    const entry = this.find(key, deep);
    if (entry === undefined) return undefined;
    if (!deep || !isDeep(key)) this.#flat.delete(key);
    else {
      const code = hash(key);
      const rest = this.#deep.get(code)!.filter(other => other !== entry);
      if (rest.length === 0) this.#deep.delete(code);
      else this.#deep.set(code, rest);
      this.#deepCount--;
    }
    return entry;
  }

  clear(): void {
    this.#flat.clear();
    this.#deep.clear();
    this.#deepCount = 0;
  }

  /** All entries, as they are now. */
  entries(): Pair[] {
    return [...this.#flat.values(), ...[...this.#deep.values()].flat()];
  }

  printed(): string {
    return `#<hash-table ${this.size}>`;
  }
}

export const aTable = (x: Value, who: string): HashTable =>
  x instanceof HashTable ? x : wrongType(who, 1, x, 'a hash table');

/** The procedures of one way to compare: hash-ref (equal?), hashq-ref and hashv-ref (eqv?). */
function family(prefix: string, deep: boolean): Primitive[] {
  const named = (name: string) => `${prefix}-${name}`;
  return [
    plain(
      named('ref'),
      [2, 3],
      (table: Value, key: Value, missing: Value = false) => {
        const entry = aTable(table, named('ref')).find(key, deep);
        return entry === undefined ? missing : entry.cdr;
      },
      'The value of key in the table; when there is none, the default, or #f.',
    ),
    plain(
      named('set!'),
      3,
      (table: Value, key: Value, value: Value) => {
        aTable(table, named('set!')).at(key, value, deep).cdr = value;
        return value;
      },
      'Gives key the value in the table.',
    ),
    plain(
      named('remove!'),
      2,
      (table: Value, key: Value) => aTable(table, named('remove!')).remove(key, deep) ?? false,
    ),
    plain(
      named('get-handle'),
      2,
      (table: Value, key: Value) => aTable(table, named('get-handle')).find(key, deep) ?? false,
      'The pair (key . value) of the table, or #f.',
    ),
    plain(named('create-handle!'), 3, (table: Value, key: Value, value: Value) =>
      aTable(table, named('create-handle!')).at(key, value, deep),
    ),
  ];
}

function fromAlist(name: string, deep: boolean) {
  return plain(name, [1, 2], (alist: Value) => {
    const table = new HashTable();
    if (!isList(alist)) return wrongType(name, 1, alist, 'an association list');
    for (let at = alist; at instanceof Pair; at = at.cdr) {
      const entry = at.car;
      if (!(entry instanceof Pair)) return wrongType(name, 1, alist, 'an association list');
      table.at(entry.car, entry.cdr, deep);
    }
    return table;
  });
}

const MAX_BUCKETS = 2 ** 31;

export const hashTables: Primitive[] = [
  plain('make-hash-table', [0, 1], () => new HashTable(), 'A new, empty hash table.'),
  predicate('hash-table?', 1, (x: Value) => x instanceof HashTable),
  ...family('hash', true),
  ...family('hashq', false),
  ...family('hashv', false),
  plain('hash-clear!', 1, (table: Value) => {
    aTable(table, 'hash-clear!').clear();
    return UNSPECIFIED;
  }),
  plain('%hash-entries', 2, (table: Value, who: Value) => arrayToList(aTable(table, String(who)).entries())),
  fromAlist('alist->hash-table', true),
  fromAlist('alist->hashq-table', false),
  fromAlist('alist->hashv-table', false),
  plain(
    'hash',
    [1, 2],
    (x: Value, size: Value = MAX_BUCKETS) =>
      ((isDeep(x) ? hash(x) : hashOfPart(x, [])) >>> 0) % anIndex(size, 'hash', 2, 1, MAX_BUCKETS),
  ),
];
