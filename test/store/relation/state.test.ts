import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANY, type NamedEffect } from '../../../src/model/effect.ts';
import type { Level } from '../../../src/model/level.ts';
import type { FactValue } from '../../../src/model/relation.ts';
import { type Database, openForWriting } from '../../../src/store/database.ts';
import { fact, relation, snapshot } from './facts.ts';
import { RelationStore } from './herd.ts';

const INSTALLED = relation('state', 'installed', 'host package', 'version');
const installed = (name: string, version: FactValue) => fact('installed', 'tux01', name, version);
const history = (store: RelationStore) =>
  store.table('relation:installed', 'package, version, since, until', 'package, since');

describe('a state', () => {
  it('keeps its history: a new fact closes the row it replaces', () => {
    const store = new RelationStore(INSTALLED);
    expect(store.tell(10, [installed('nginx', '1.22'), installed('borg', '1.2')])).toBe(2);
    expect(store.tell(20, [installed('nginx', '1.24'), installed('borg', '1.2')])).toBe(1);
    expect(history(store)).toEqual([
      ['borg', '1.2', 10, 'forever'],
      ['nginx', '1.22', 10, 20],
      ['nginx', '1.24', 20, 'forever'],
    ]);
  });

  it('that is told again changes nothing but when its plugin last spoke, null and all', () => {
    const store = new RelationStore(INSTALLED);
    const effects = [installed('nginx', '1.22'), installed('borg', null)];
    store.tell(10, effects);
    const before = history(store);
    const changes = () => store.rows('SELECT total_changes()')[0]![0] as number;
    const start = changes();
    for (let time = 11; time <= 20; time++) expect(store.tell(time, effects)).toBe(0);
    expect(changes() - start).toBe(10);
    expect(history(store)).toEqual(before);
    expect(store.table('renewed')).toEqual([['tux01', 'test', 20]]);
  });

  it('compares values as what they are, not as JavaScript prints them', () => {
    const big = 2n ** 53n + 1n;
    const store = new RelationStore(relation('state', 's', 'host', 'i:integer n:number b:boolean t:text'));
    expect(store.tell(1, [fact('s', 'tux01', big, 0.1, true, '1')])).toBe(1);
    expect(store.tell(2, [fact('s', 'tux01', big, 0.1, true, '1')])).toBe(0);
    expect(store.tell(3, [fact('s', 'tux01', big - 1n, 0.1, true, '1')])).toBe(1);
    expect(store.tell(4, [fact('s', 'tux01', 2 ** 53 - 1, 0.1, true, '1')])).toBe(1);
    expect(store.tell(5, [fact('s', 'tux01', 2n ** 53n - 1n, 0.1, true, '1')])).toBe(0);
    expect(store.tell(6, [fact('s', 'tux01', 1, 1n, false, 'a\0b')])).toBe(1);
    expect(store.tell(7, [fact('s', 'tux01', 1, 1, false, 'a\0b')])).toBe(0);
    expect(store.tell(8, [fact('s', 'tux01', 1, 1, false, 'a\0c')])).toBe(1);
    expect(
      store.rows('SELECT DISTINCT typeof(i), typeof(n), typeof(b), typeof(t) FROM "relation:s"'),
    ).toEqual([['integer', 'real', 'integer', 'text']]);
    const bigs = store.db.prepare('SELECT i FROM "relation:s" ORDER BY since').pluck().safeIntegers().all();
    expect(bigs.slice(0, 2)).toEqual([big, big - 1n]);
  });

  it('of a finding that is mended is written only where there was one', () => {
    const store = new RelationStore();
    const effect = (kind: 'finding' | 'mended', level: Level): NamedEffect => ({
      kind,
      finding: { subject: '/', level, text: '', value: null, limit: null },
    });
    expect(store.tell(10, [effect('mended', 'ok')])).toBe(0);
    expect(store.tell(20, [effect('finding', 'warn')])).toBe(1);
    expect(store.tell(30, [effect('mended', 'ok')])).toBe(1);
    expect(store.tell(40, [effect('mended', 'ok')])).toBe(0);
    expect(store.table('relation:finding', 'subject, level, since, until', 'since')).toEqual([
      ['/', 'warn', 20, 30],
      ['/', 'ok', 30, 'forever'],
    ]);
  });

  it('that is retracted ends, and begins again when it is told again', () => {
    const store = new RelationStore(INSTALLED);
    store.tell(10, [installed('nginx', '1.22'), installed('borg', '1.2'), installed('bash', null)]);
    store.tell(10, [fact('installed', 'tux02', 'nginx', '1.22')]);
    const retract = (pattern: (FactValue | typeof ANY)[]): NamedEffect => ({
      kind: 'retract',
      relation: 'installed',
      pattern,
    });
    expect(store.tell(20, [retract([ANY, 'nginx'])])).toBe(1);
    expect(store.tell(21, [retract(['tux01', 'nginx', ANY])])).toBe(0);
    expect(store.tell(22, [retract([ANY, ANY, null])])).toBe(1);
    expect(store.tell(30, [installed('nginx', '1.22')])).toBe(1);
    expect(history(store)).toEqual([
      ['bash', null, 10, 22],
      ['borg', '1.2', 10, 'forever'],
      ['nginx', '1.22', 10, 20],
      ['nginx', '1.22', 10, 'forever'],
      ['nginx', '1.22', 30, 'forever'],
    ]);
    expect(store.tell(40, [retract(['tux02'])])).toBe(1);
  });

  it('of which a snapshot is told is what the snapshot says, on that host', () => {
    const store = new RelationStore(INSTALLED);
    store.tell(5, [fact('installed', 'tux02', 'nginx', '1.18')], { host: 'tux02' });
    store.tell(10, [snapshot('installed', ['tux01', 'nginx', '1.22'], ['tux01', 'borg', '1.2'])]);
    expect(store.tell(20, [snapshot('installed', ['tux01', 'nginx', '1.24'], ['tux01', 'bash', '5'])])).toBe(
      3,
    );
    expect(store.tell(30, [snapshot('installed', ['tux01', 'nginx', '1.24'], ['tux01', 'bash', '5'])])).toBe(
      0,
    );
    expect(history(store)).toEqual([
      ['bash', '5', 20, 'forever'],
      ['borg', '1.2', 10, 20],
      ['nginx', '1.18', 5, 'forever'],
      ['nginx', '1.22', 10, 20],
      ['nginx', '1.24', 20, 'forever'],
    ]);
    expect(store.tell(40, [snapshot('installed')])).toBe(2);
    expect(store.rows(`SELECT host FROM "relation:installed" WHERE until > 40`)).toEqual([['tux02']]);
  });

  it('of which two things are told in one moment is the last', () => {
    const store = new RelationStore(INSTALLED);
    store.tell(10, [installed('nginx', '1.22'), installed('nginx', '1.24')]);
    store.tell(20, [installed('borg', '1.2')]);
    store.tell(20, [snapshot('installed', ['tux01', 'nginx', '1.24'])]);
    expect(history(store)).toEqual([['nginx', '1.24', 10, 'forever']]);
  });

  it('keeps of a fleeting column the last value only', () => {
    const store = new RelationStore(
      relation('state', 'full', 'host mount', 'level text:text~ value:number~'),
    );
    const full = (level: string, text: string, value: number | null) => [
      fact('full', 'tux01', '/', level, text, value),
    ];
    const table = () => store.table('relation:full', 'since, until, level, text, value');
    store.tell(10, full('ok', '50 %', 50));
    expect(store.tell(20, full('ok', '51 %', 51))).toBe(1);
    expect(store.tell(30, full('ok', '51 %', 51))).toBe(0);
    expect(table()).toEqual([[10, 'forever', 'ok', '51 %', 51]]);
    store.tell(40, full('bark', '98 %', null));
    expect(table()).toEqual([
      [10, 40, 'ok', '51 %', 51],
      [40, 'forever', 'bark', '98 %', null],
    ]);
  });

  it('may be nothing but a key', () => {
    const store = new RelationStore(relation('state', 'mounted', 'host mount', ''));
    expect(store.tell(1, [fact('mounted', 'tux01', '/')])).toBe(1);
    expect(store.tell(2, [fact('mounted', 'tux01', '/')])).toBe(0);
  });
});

describe('the history of a state, when time goes other ways', () => {
  it('believes the order of telling where the clock of a machine was set back', () => {
    const store = new RelationStore(INSTALLED);
    store.tell(1000, [installed('nginx', '1.22')], { received: 1001 });
    store.tell(400, [installed('nginx', '1.24')], { received: 1200 });
    store.tell(500, [installed('nginx', '1.22')], { received: 1300 });
    store.tell(600, [snapshot('installed')], { received: 1400 });
    store.tell(700, [installed('nginx', '1.26')], { received: 1500 });
    expect(history(store)).toEqual([
      ['nginx', '1.22', 1000, 1200],
      ['nginx', '1.24', 1200, 1300],
      ['nginx', '1.22', 1300, 1400],
      ['nginx', '1.26', 1500, 'forever'],
    ]);
  });

  it('takes nothing from the future: a clock that ran ahead hides nothing', () => {
    const store = new RelationStore(INSTALLED);
    store.tell(4_000_000, [installed('nginx', '1.22')], { received: 1000 });
    store.tell(2000, [installed('nginx', '1.24')], { received: 2001 });
    expect(history(store)).toEqual([
      ['nginx', '1.22', 1000, 2000],
      ['nginx', '1.24', 2000, 'forever'],
    ]);
  });

  it('has the times of the machine where it tells hours later what it saw', () => {
    const store = new RelationStore(INSTALLED);
    for (const [time, version] of [
      [1000, '1'],
      [2000, '2'],
      [3000, '3'],
    ] as const)
      store.tell(time, [installed('nginx', version)], { received: 9000 });
    expect(history(store).map(row => row.slice(2))).toEqual([
      [1000, 2000],
      [2000, 3000],
      [3000, 'forever'],
    ]);
  });

  it('is not changed by a belated message that was overtaken; its events and samples are taken', () => {
    const store = new RelationStore(
      INSTALLED,
      relation('event', 'restarted', 'host service', ''),
      relation('metric', 'load', 'host', 'one:number'),
    );
    store.tell(1000, [installed('nginx', '1.22')]);
    store.tell(3000, [installed('nginx', '1.22')]);
    const late = [
      installed('nginx', '1.18'),
      installed('borg', '1.0'),
      snapshot('installed'),
      fact('restarted', 'tux01', 'nginx'),
      fact('load', 'tux01', 0.5),
    ];
    expect(store.tell(2000, late, { received: 4000, belated: true })).toBe(2);
    expect(history(store)).toEqual([['nginx', '1.22', 1000, 'forever']]);
    expect(store.table('relation:restarted', 'told')).toEqual([[2000]]);
    expect(store.table('renewed')).toEqual([['tux01', 'test', 3000]]);
    expect(store.tell(3500, [installed('nginx', '1.24')], { received: 4000, belated: true })).toBe(1);
    expect(
      store.tell(2000, [installed('nginx', '1.18')], { host: 'tux02', received: 5000, belated: true }),
    ).toBe(1);
  });

  it('never overlaps, has no empty rows, and ends with what was told last, whatever the clocks do', () => {
    const clock = fc.record({
      time: fc.nat(30),
      passed: fc.nat(4),
      key: fc.nat(1),
      value: fc.nat(2),
      end: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(clock, { maxLength: 25 }), steps => {
        const store = shared();
        const last = new Map<number, number>();
        let received = 0;
        for (const { time, passed, key, value, end } of steps) {
          received += passed;
          if (end)
            store.tell(time, [{ kind: 'retract', relation: 's', pattern: ['tux01', `k${key}`] }], {
              received,
            });
          else store.tell(time, [fact('s', 'tux01', `k${key}`, value)], { received });
          if (end) last.delete(key);
          else last.set(key, value);
        }
        const overlaps = `SELECT count(*) FROM "relation:s" a JOIN "relation:s" b USING (host, k)
          WHERE a."#" <> b."#" AND a.since < b.until AND b.since < a.until`;
        expect(store.rows(overlaps)).toEqual([[0]]);
        expect(store.rows('SELECT count(*) FROM "relation:s" WHERE since >= until')).toEqual([[0]]);
        const present = store.table('relation:s', 'k, v, until').filter(row => row[2] === 'forever');
        expect(present.map(row => row.slice(0, 2))).toEqual(
          [...last].sort().map(([key, value]) => [`k${key}`, value]),
        );
      }),
      { numRuns: 300 },
    );
  });
});

/** One store for many runs, empty at the start of each. */
let store: RelationStore | undefined;
let emptied: Database | undefined;
function shared(): RelationStore {
  store ??= new RelationStore(relation('state', 's', 'host k', 'v:integer'));
  store.db.pragma('synchronous = OFF');
  emptied ??= openForWriting(store.path, 0); // as another process: what the writer remembers is void
  emptied.exec('DELETE FROM "relation:s"');
  return store;
}
