import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { Fault } from '../../../src/model/fault.ts';
import type { Relation } from '../../../src/model/relation.ts';
import { readLayouts } from '../../../src/store/relation/catalog.ts';
import { attachRelations, openRelations, relationFaults } from '../../../src/store/relation/open.ts';
import { MIGRATIONS } from '../../../src/store/schema.ts';
import { fact, relation } from './facts.ts';
import { RelationStore } from './herd.ts';

const installed = (values: string, more = {}) => relation('state', 'installed', 'host package', values, more);
const copies = (store: RelationStore) =>
  readdirSync(dirname(store.path))
    .filter(name => name.startsWith(`${basename(store.path)}.`) && /copy/.test(name))
    .sort();
const everything = (store: RelationStore) =>
  store.rows(
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name",
  );
const schemaVersion = (store: RelationStore) => store.db.pragma('schema_version', { simple: true });

describe('a declaration', () => {
  it('is in the store: an order of a person needs no plugin, and changes no table', () => {
    const store = new RelationStore(installed('version'));
    const before = [everything(store), store.table('relation')];
    const relations = attachRelations(store.db, store.path, 1);
    const telling = { host: 'tux01', plugin: 'test', time: 5, received: 5, belated: true };
    const told = relations.transaction(() =>
      relations.apply([fact('installed', 'tux01', 'nginx', '1')], telling),
    );
    expect(told).toBe(1);
    expect([everything(store), store.table('relation')]).toEqual(before);
    store.db.exec('DROP TABLE relation; DROP TABLE renewed; DROP TABLE "relation:finding"');
    attachRelations(store.db, store.path, 1);
    expect(store.table('relation:finding')).toEqual([]);
  });

  it('that has not changed costs nothing: the store is not written to', () => {
    const all = [
      installed('version', { indexes: [['version', 'package']] }),
      relation('event', 'oom', 'host process', ''),
      relation('metric', 'load', 'host', 'one:number'),
    ];
    const store = new RelationStore(...all);
    const before = [everything(store), schemaVersion(store), store.rows('SELECT total_changes()')];
    store.open(...all);
    expect([everything(store), schemaVersion(store), store.rows('SELECT total_changes()')]).toEqual(before);
    expect(copies(store)).toEqual([]);
  });

  it('with a new column: the old rows have none, and the next fact has', () => {
    const store = new RelationStore(installed('version'));
    store.tell(10, [fact('installed', 'tux01', 'nginx', '1.22')]);
    store.open(installed('version size:integer'));
    expect(store.tell(20, [fact('installed', 'tux01', 'nginx', '1.22', 5)])).toBe(1);
    expect(store.table('relation:installed', 'version, size, since, until', 'since')).toEqual([
      ['1.22', null, 10, 20],
      ['1.22', 5, 20, 'forever'],
    ]);
    expect(copies(store)).toHaveLength(1);
  });

  it('with a new index, or without it again', () => {
    const store = new RelationStore(installed('version'));
    const plan = () =>
      String(store.rows(`EXPLAIN QUERY PLAN SELECT * FROM "relation:installed" WHERE version = '1'`)[0]![3]);
    expect(plan()).toMatch(/^SCAN/);
    const before = everything(store);
    store.open(installed('version', { indexes: [['version']] }));
    expect(plan()).toMatch(/^SEARCH .*\(version=\?\)/);
    store.open(installed('version'));
    expect(everything(store)).toEqual(before);
    expect(copies(store)).toEqual([]);
  });

  it('with a wider type: every value is there, and new ones fit', () => {
    const columns = (...types: string[]) => types.map((type, i) => `c${i}:${type}`).join(' ');
    const store = new RelationStore(
      installed(columns('integer', 'boolean', 'boolean', 'time', 'duration', 'text')),
    );
    store.tell(10, [fact('installed', 'tux01', 'a', 2 ** 52, true, false, 7, null, 'x')]);
    store.open(installed(columns('number', 'integer', 'number', 'integer', 'number', 'text')));
    store.tell(10, [fact('installed', 'tux01', 'b', 0.5, 5, 0.5, -7, 0.5, 'x')]);
    expect(
      store.table('relation:installed', 'c0, c1, c2, c3, c4, c5, typeof(c0), typeof(c1)', 'package'),
    ).toEqual([
      [2 ** 52, 1, 0, 7, null, 'x', 'real', 'integer'],
      [0.5, 5, 0.5, -7, 0.5, 'x', 'real', 'integer'],
    ]);
    expect(store.rows('PRAGMA integrity_check')).toEqual([['ok']]);
    expect(store.rows(`SELECT strict FROM pragma_table_list WHERE name = 'relation:installed'`)).toEqual([
      [1],
    ]);
    const fresh = new RelationStore(
      installed(columns('number', 'integer', 'number', 'integer', 'number', 'text')),
    );
    const shape = (s: RelationStore) => everything(s).filter(row => row[0] === 'index');
    expect(shape(store)).toEqual(shape(fresh));
  });

  it('of a metric that is wider, or has another column', () => {
    const store = new RelationStore(relation('metric', 'load', 'host', 'one:integer'));
    store.tell(10, [fact('load', 'tux01', 1)]);
    store.open(relation('metric', 'load', 'host', 'one:number five:number'));
    store.tell(20, [fact('load', 'tux01', 0.5, 0.25)]);
    expect(store.table('relation:load')).toEqual([
      ['tux01', 10, 1, null],
      ['tux01', 20, 0.5, 0.25],
    ]);
    expect(store.rows('SELECT "five max", "one max" FROM "hour:load"')).toEqual([]);
  });

  it('without a column it had: the old rows keep it, and it comes back', () => {
    const store = new RelationStore(installed('version size:integer'));
    store.tell(10, [fact('installed', 'tux01', 'nginx', '1.22', 5)]);
    store.open(installed('version'));
    expect(store.tell(20, [fact('installed', 'tux01', 'nginx', '1.22')])).toBe(0);
    store.tell(30, [fact('installed', 'tux01', 'nginx', '1.24')]);
    expect(() => store.open(installed('version size:text'))).toThrow(
      /'size' of type integer, which cannot become text/,
    );
    expect(() => store.open(installed('version Size:text'))).toThrow(
      /has a column 'Size' and had one 'size'/,
    );
    store.open(installed('version size:integer'));
    expect(store.table('relation:installed', 'version, size, until', 'since')).toEqual([
      ['1.22', 5, 30],
      ['1.24', null, 'forever'],
    ]);
    expect(copies(store)).toEqual([]);
  });

  it('of a relation that nobody declares any more is kept with its rows, and comes back', () => {
    const store = new RelationStore(installed('version'));
    store.tell(10, [fact('installed', 'tux01', 'nginx', '1.22')]);
    store.open();
    expect(() => store.tell(20, [fact('installed', 'tux01', 'nginx', '1.24')])).toThrow(
      /no relation 'installed'/,
    );
    expect(readLayouts(store.db).map(({ relation }) => relation.name)).toEqual([
      'alert',
      'expected',
      'finding',
    ]);
    expect(() => store.open(relation('event', 'Installed', 'host', ''))).toThrow(/too like 'installed'/);
    store.open(installed('version'));
    expect(store.tell(30, [fact('installed', 'tux01', 'nginx', '1.22')])).toBe(0);
    expect(store.table('relation:installed', 'version, since')).toEqual([['1.22', 10]]);
    expect(readLayouts(store.db).map(({ relation }) => relation.name)).toEqual([
      'alert',
      'expected',
      'finding',
      'installed',
    ]);
  });

  it.each<[string, Relation, string, string]>([
    [
      'a narrower type',
      installed('version size:boolean'),
      `has a column 'size' of type integer, which cannot become boolean`,
      'give the new column another name',
    ],
    [
      'text where numbers were',
      installed('version size:text'),
      `'size' of type integer, which cannot become text`,
      'another name',
    ],
    [
      'numbers where text was',
      installed('version:integer size:integer'),
      `'version' of type text, which cannot become integer`,
      'another name',
    ],
    [
      'another key',
      relation('state', 'installed', 'host package profile', 'version'),
      'had the head (host package) and is declared with (host package profile)',
      'the old one keeps its rows',
    ],
    [
      'another order of its key',
      relation('state', 'installed', 'host version', 'package'),
      'had the head',
      'another name',
    ],
    [
      'another type in its key',
      relation('state', 'installed', 'host package:integer', 'version'),
      `'package' of type text, which cannot become integer`,
      'another name',
    ],
    [
      'another kind',
      relation('event', 'installed', 'host package', 'version'),
      'was a state and is declared as an event',
      'another relation',
    ],
  ])('with %s is refused, with what to do, and nothing is changed', (_, changed, message, hint) => {
    const store = new RelationStore(installed('version size:integer'));
    store.tell(10, [fact('installed', 'tux01', 'nginx', '1.22', 5)]);
    const before = [everything(store), store.table('relation'), store.table('relation:installed')];
    const fault = thrown(() => store.open(changed, relation('event', 'new', 'host', '')));
    expect(fault.message).toContain(`relation 'installed' `);
    expect(fault.message).toContain(message);
    expect(fault.hint).toContain(hint);
    expect([everything(store), store.table('relation'), store.table('relation:installed')]).toEqual(before);
    expect(copies(store)).toEqual([]);
    expect(relationFaults(store.db, [changed])).toMatchObject([{ relation: 'installed', plugin: 'test' }]);
  });

  it.each([
    ['number', 'integer'],
    ['number', 'time'],
    ['integer', 'boolean'],
    ['time', 'duration'],
    ['boolean', 'time'],
    ['text', 'number'],
    ['duration', 'text'],
  ])('that makes of %s %s is refused', (was, is) => {
    const store = new RelationStore(installed(`x:${was}`));
    expect(() => store.open(installed(`x:${is}`))).toThrow(`of type ${was}, which cannot become ${is}`);
    store.open(installed(`x:${was}`));
  });

  it('is refused where it cannot be a relation, and all that is wrong is said at once', () => {
    const refused: [Relation, RegExp][] = [
      [relation('state', '', 'host', ''), /relation '' cannot be called that/],
      [relation('state', 'a\0b', 'host', ''), /cannot be called that/],
      [relation('state', 'a\ud800', 'host', ''), /cannot be called that/],
      [relation('state', 's', 'machine', ''), /'s' does not begin with 'host'/],
      [relation('state', 's', 'host:integer', ''), /does not begin with 'host'/],
      [relation('state', 's', 'host Since', ''), /cannot have a column 'Since'/],
      [relation('event', 'e', 'host told', ''), /cannot have a column 'told'/],
      [relation('metric', 'm', 'host', 'time:integer'), /cannot have a column 'time'/],
      [relation('metric', 'm', 'host', ''), /measures nothing/],
      [relation('metric', 'm', 'host', 'x:text'), /measures 'x', a text/],
      [relation('state', 's', 'host a', 'A'), /has columns 'a' and 'A'/],
      [relation('state', 's', 'host', 'x:blob'), /has a column 'x' of no type 'blob'/],
      [relation('state', 's', 'host', 'x', { indexes: [['y']] }), /has no column 'y' to index/],
      [relation('metric', 'm', 'host', 'x:number', { indexes: [['x']] }), /has no column 'x' to index/],
      [relation('stat' as 'state', 's', 'host', ''), /is of no kind 'stat'/],
      [
        relation('state', 'Finding', 'host', ''),
        /'Finding' of plugin 'test' is there already: 'finding' of plugin 'core'/,
      ],
    ];
    for (const [one, message] of refused) expect(() => new RelationStore(one)).toThrow(message);
    const all = thrown(
      () => new RelationStore(...refused.slice(3, 6).map(([one], i) => ({ ...one, name: `s${i}` }))),
    );
    expect(all.message.split('\n')).toHaveLength(4);
  });
});

describe('names from outside', () => {
  const NAMES = [
    '"; DROP TABLE host; --',
    "'; DELETE FROM message; --",
    'select',
    'σκύλος',
    'sqlite_master',
    'message',
    'host "x',
    'a?b',
    '[a]',
    '%',
  ];

  it('are names of relations and columns, and values, and nothing else', () => {
    const columns = NAMES.map(name => ({ name, type: 'text' as const, doc: name }));
    const host = { name: 'host', type: 'text' as const, doc: '' };
    const relations = NAMES.flatMap<Relation>(name => [
      {
        name,
        kind: 'state',
        key: [host, ...columns.slice(0, 5)],
        columns: columns.slice(5),
        plugin: name,
        doc: name,
        indexes: [[name]],
      },
      { name: `${name} event`, kind: 'event', key: [host, ...columns], columns: [], plugin: name, doc: name },
      {
        name: `${name} metric`,
        kind: 'metric',
        key: [host, ...columns],
        columns: [{ name: `${name} x`, type: 'number', doc: '' }],
        plugin: name,
        doc: name,
      },
    ]);
    const store = new RelationStore(...relations);
    for (const name of NAMES)
      for (const round of [1, 2]) {
        const origin = { host: name, plugin: name };
        const facts = [
          fact(name, name, ...NAMES),
          fact(`${name} event`, name, ...NAMES),
          fact(`${name} metric`, name, ...NAMES, 1),
        ];
        expect(store.tell(round, facts, origin)).toBe(round === 1 ? 3 : 2);
        expect(store.table(`relation:${name}`, '*', 'since')).toEqual([[1, 1, 'forever', name, ...NAMES]]);
        expect(store.table(`relation:${name} metric`)).toHaveLength(round);
      }
    const wider = relations.map(one => ({
      ...one,
      columns: [...one.columns, { name: 'new "x"', type: 'number' as const, doc: '' }],
    }));
    store.open(...wider);
    expect(store.table('relation:select', '*', 'since')[0]).toEqual([
      1,
      1,
      'forever',
      'select',
      ...NAMES,
      null,
    ]);
    store.open();
    store.open(...wider);
    expect(store.rows('SELECT count(*) FROM host')).toEqual([[0]]);
    expect(store.rows('PRAGMA integrity_check')).toEqual([['ok']]);
  });
});

describe('the copy before a migration', () => {
  const SIZES = [
    'a:integer',
    'a:integer b:integer',
    'a:integer b:integer c:integer',
    'a:number b:integer c:integer',
  ];

  it('is the whole store as it was, for its group to read; the last two are kept', () => {
    const store = new RelationStore(installed(SIZES[0]!));
    store.tell(10, [fact('installed', 'tux01', 'nginx', 7)]);
    const stranger = join(dirname(store.path), `${basename(store.path)}.my.copy`);
    writeFileSync(stranger, '');
    SIZES.slice(1).forEach((size, i) => {
      openRelations({
        db: store.db,
        path: store.path,
        relations: [installed(size)],
        now: Date.UTC(2026, 10, 23 + i, 4),
      });
    });
    const names = copies(store);
    expect(names.map(name => name.slice(basename(store.path).length))).toEqual([
      `.2026-11-24T04-00-00.000Z.v${MIGRATIONS.length}.copy`,
      `.2026-11-25T04-00-00.000Z.v${MIGRATIONS.length}.copy`,
      '.my.copy',
    ]);
    const copy = join(dirname(store.path), names[1]!);
    expect(statSync(copy).mode & 0o777).toBe(0o640);
    const db = new SQLite(copy, { readonly: true });
    expect(db.prepare('SELECT package, a, typeof(a), b FROM "relation:installed"').raw().all()).toEqual([
      ['nginx', 7, 'integer', null],
    ]);
    db.close();
  });

  it('that cannot be made stops the migration, and leaves nothing', () => {
    const store = new RelationStore(installed(SIZES[0]!));
    store.tell(10, [fact('installed', 'tux01', 'nginx', 7)]);
    const path = join(dirname(store.path), 'no-such-directory/sheepdog.db');
    const before = everything(store);
    expect(() => openRelations({ db: store.db, path, relations: [installed(SIZES[1]!)], now: 0 })).toThrow();
    expect(everything(store)).toEqual(before);
  });
});

function thrown(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
