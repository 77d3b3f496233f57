import { Fault } from '../../model/fault.ts';
import type { Relation } from '../../model/relation.ts';
import { copyStore } from '../copy.ts';
import type { Database } from '../database.ts';
import { type Entry, readCatalog, readLayouts, writeEntry } from './catalog.ts';
import { changeOf, isFault } from './change.ts';
import { CORE_RELATIONS } from './core.ts';
import { faultsOf, type RelationFault, sameNames } from './declaration.ts';
import { type Migration, migrate, migrationOf, schemaOf } from './migration.ts';
import { Relations } from './relations.ts';

/** A store whose relations are to be opened. */
export interface RelationSource {
  db: Database;
  path: string;
  /** All that the plugins declare. */
  relations: readonly Relation[];
  /** Milliseconds since 1970. */
  now: number;
}

/** All that keeps these declarations from being taken by this store; it is not changed. */
export function relationFaults(db: Database, relations: readonly Relation[]): RelationFault[] {
  return planOf(db, relations).faults;
}

/**
 * Opens the relations of a store for writing: makes their tables, or changes them to what is declared now, after a
 * copy where rows are touched. What nobody declares any more is kept aside.
 * @throws Fault with all that is wrong with the declarations; then the store is as it was
 */
export function openRelations({ db, path, relations, now }: RelationSource): Relations {
  const { faults, migrations, unused } = planOf(db, relations);
  if (faults.length > 0) throw asFault(faults);
  if (migrations.some(({ rewrites }) => rewrites)) copyStore(db, path, now);
  if (migrations.length > 0) migrate(db, migrations);
  for (const entry of unused) writeEntry(db, { ...entry, unused: now });
  return new Relations(db, readLayouts(db));
}

/**
 * Opens the relations for a person's order beside a receiver that may be at work: as the store has them, whatever
 * plugins this process knows.
 */
export function attachRelations(db: Database, path: string, now: number): Relations {
  if (readCatalog(db).size === 0) return openRelations({ db, path, relations: [], now });
  const { migrations } = planOf(db, []); // the core's own, where this program is newer than what wrote the store
  if (migrations.length > 0) migrate(db, migrations);
  return new Relations(db, readLayouts(db));
}

interface Plan {
  faults: RelationFault[];
  migrations: Migration[];
  unused: Entry[];
}

function planOf(db: Database, declared: readonly Relation[]): Plan {
  const relations = [...CORE_RELATIONS, ...declared];
  const catalog = readCatalog(db);
  const faults = [...faultsOf(relations), ...likeUnused(catalog, relations)];
  const unused = [...catalog.values()].filter(
    entry => entry.unused === null && !relations.some(({ name }) => name === entry.relation.name),
  );
  if (faults.length > 0) return { faults, migrations: [], unused };
  const schema = schemaOf(db);
  const migrations: Migration[] = [];
  for (const relation of relations) {
    const change = changeOf(catalog.get(relation.name) ?? null, relation);
    if (isFault(change)) faults.push(change);
    else {
      const migration = migrationOf(change, schema);
      if (migration) migrations.push(migration);
    }
  }
  return { faults, migrations, unused };
}

/** A relation that nobody declares any more still has its tables. */
function likeUnused(catalog: Map<string, Entry>, relations: readonly Relation[]): RelationFault[] {
  const others = [...catalog.keys()].filter(name => !relations.some(relation => relation.name === name));
  const named = others.map(name => ({ name, plugin: '' }));
  return sameNames([...named, ...relations])
    .filter(([former]) => named.includes(former as (typeof named)[number]))
    .map(([former, { name, plugin }]) => ({
      relation: name,
      plugin,
      message: `relation '${name}' is too like '${former.name}', of which the store has rows`,
      hint: `call it '${former.name}', or something else: the store does not tell A from a`,
    }));
}

function asFault(faults: RelationFault[]): Fault {
  const [first] = faults;
  if (faults.length === 1) return new Fault(first!.message, first!.hint);
  const lines = faults.map(({ message, hint }) => `\n  ${message} (${hint})`);
  return new Fault(`the store cannot take these relations:${lines.join('')}`);
}
