import type { Standing, SubjectName } from '../model/alert.ts';
import type { AlertTables } from '../store/alerts.ts';
import { nextTick, type Policy } from './decide.ts';

/** A subject that is not simply well. */
export interface Entry {
  readonly name: SubjectName;
  standing: Standing;
  /** When time alone may change how it stands. */
  next: number;
}

/**
 * All subjects that are not simply well, as the store has them and in memory: a finding of a subject that is well costs
 * a look into a map. What changes is written by `save`, once a transaction however often it changed.
 */
export class Book {
  readonly #policy: () => Policy;
  #hosts = new Map<string, Map<string, Map<string, Entry>>>();
  #entries = new Set<Entry>();
  #wanting = new Set<Entry>();
  #unsaved = new Map<Entry, Standing | null>();

  constructor(policy: () => Policy) {
    this.#policy = policy;
  }

  load(tables: AlertTables): void {
    this.#hosts = new Map();
    this.#entries = new Set();
    this.#wanting = new Set();
    this.#unsaved = new Map();
    for (const { name, standing } of tables.all()) this.#add(name, standing);
  }

  /** The subjects of one plugin on one host, by name. */
  of(host: string, plugin: string): ReadonlyMap<string, Entry> | undefined {
    return this.#hosts.get(host)?.get(plugin);
  }

  *on(host: string): Iterable<Entry> {
    for (const subjects of this.#hosts.get(host)?.values() ?? []) yield* subjects.values();
  }

  get all(): Iterable<Entry> {
    return this.#entries;
  }

  /** Those of which something is to be told. */
  get wanting(): ReadonlySet<Entry> {
    return this.#wanting;
  }

  /** @param standing null: it is simply well */
  set(name: SubjectName, standing: Standing | null): void {
    const entry = this.of(name.host, name.plugin)?.get(name.subject);
    if (!entry) {
      if (standing !== null) this.#unsaved.set(this.#add(name, standing), standing);
      return;
    }
    this.#unsaved.set(entry, standing);
    if (standing === null) this.#remove(entry);
    else this.#stand(entry, standing);
  }

  /** Writes what changed. */
  save(tables: AlertTables): void {
    for (const [{ name }, standing] of this.#unsaved) tables.set(name, standing);
    this.#unsaved.clear();
  }

  #add(name: SubjectName, standing: Standing): Entry {
    const plugins = getOr(this.#hosts, name.host, () => new Map<string, Map<string, Entry>>());
    const subjects = getOr(plugins, name.plugin, () => new Map<string, Entry>());
    const entry: Entry = { name, standing, next: 0 };
    subjects.set(name.subject, entry);
    this.#entries.add(entry);
    this.#stand(entry, standing);
    return entry;
  }

  #stand(entry: Entry, standing: Standing): void {
    entry.standing = standing;
    entry.next = nextTick(standing, this.#policy());
    if (standing.want === null) this.#wanting.delete(entry);
    else this.#wanting.add(entry);
  }

  #remove(entry: Entry): void {
    const { host, plugin, subject } = entry.name;
    const plugins = this.#hosts.get(host);
    const subjects = plugins?.get(plugin);
    subjects?.delete(subject);
    if (subjects?.size === 0) plugins?.delete(plugin);
    if (plugins?.size === 0) this.#hosts.delete(host);
    this.#entries.delete(entry);
    this.#wanting.delete(entry);
  }
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
