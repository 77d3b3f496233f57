import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION } from '../../src/model/retention.ts';
import { Upkeep } from '../../src/store/upkeep.ts';
import { fact, relation } from './relation/facts.ts';
import { RelationStore } from './relation/herd.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const LOAD = relation('metric', 'load', 'host', 'one:integer');
const RETENTION = {
  ...DEFAULT_RETENTION,
  ...{ samples: 3 * HOUR, byHour: 2 * DAY, byDay: 10 * DAY, history: DAY, events: DAY },
};

/** A whole pass; returns how many slices it took. */
function keepUp(store: RelationStore, now: number, retention = RETENTION): number {
  const upkeep = new Upkeep(store.db, store.relations);
  let slices = 1;
  while (upkeep.step(now, 0, retention)) slices++;
  return slices;
}

/** The word from the herd that makes the store's things old. */
const hello = (store: RelationStore, time: number) => store.tell(time, [], { host: 'tux99' });
const load = (store: RelationStore, time: number, one: number | null, received = 20 * DAY) =>
  store.tell(time, [fact('load', 'tux01', one)], { received });
const count = (store: RelationStore, table: string) => store.rows(`SELECT count(*) FROM "${table}"`)[0]![0];

describe('the samples of a metric', () => {
  it('are rolled up by hour, then by day, then forgotten; each is in one table at a time', () => {
    const store = new RelationStore(LOAD);
    for (const [time, one] of [
      [0, 4],
      [10, 6],
      [HOUR - 1, 5],
      [HOUR, 1],
      [2 * HOUR, 7],
    ] as const)
      load(store, time, one);
    hello(store, 5 * HOUR + 5);
    keepUp(store, 5 * HOUR + 5);
    expect(store.table('sample:load')).toEqual([[1, 2 * HOUR, 7]]);
    expect(store.table('hour:load', '*', 'time')).toEqual([
      [1, 0, HOUR - 1, 3, 4, 6, 15, 5],
      [1, HOUR, HOUR, 1, 1, 1, 1, 1],
    ]);
    expect(store.table('relation:load', 'time, one', 'time')).toEqual([
      [HOUR - 1, 5],
      [HOUR, 1],
      [2 * HOUR, 7],
    ]);
    hello(store, 3 * DAY);
    keepUp(store, 3 * DAY);
    expect(count(store, 'sample:load')).toBe(0);
    expect(count(store, 'hour:load')).toBe(0);
    expect(store.table('day:load')).toEqual([[1, 0, 2 * HOUR, 5, 1, 7, 23, 7]]);
    expect(store.table('relation:load', 'host, time, one')).toEqual([['tux01', 2 * HOUR, 7]]);
    hello(store, 12 * DAY);
    keepUp(store, 12 * DAY);
    for (const table of ['day:load', 'series:load', 'relation:load']) expect(count(store, table)).toBe(0);
  });

  it('that come late are added to their hour and their day', () => {
    const store = new RelationStore(LOAD);
    load(store, 10, 4);
    hello(store, DAY);
    keepUp(store, DAY);
    load(store, 20, 9);
    load(store, 5, 1);
    load(store, 6, null);
    keepUp(store, DAY);
    expect(store.table('hour:load')).toEqual([[1, 0, 20, 3, 1, 9, 14, 9]]);
    hello(store, 4 * DAY);
    keepUp(store, 4 * DAY);
    load(store, 7, 2);
    keepUp(store, 4 * DAY);
    expect(store.table('day:load')).toEqual([[1, 0, 20, 4, 1, 9, 16, 9]]);
  });

  it('of a column that came later, or went, do no harm', () => {
    const store = new RelationStore(LOAD);
    load(store, 10, 4);
    hello(store, DAY);
    keepUp(store, DAY);
    store.open(relation('metric', 'load', 'host', 'two:number'));
    store.tell(20, [fact('load', 'tux01', 0.5)], { received: DAY });
    keepUp(store, DAY);
    expect(
      store.table('hour:load', '"one count", "one last", "two count", "two sum", "two last", newest'),
    ).toEqual([[1, 4, 1, 0.5, 0.5, 20]]);
    expect(store.table('relation:load', 'two')).toEqual([[0.5]]);
  });

  it('come to the same however they came, and whenever they were rolled up', () => {
    const sample = fc.record({
      host: fc.nat(2),
      time: fc.nat(6 * DAY),
      one: fc.option(fc.integer({ min: -50, max: 50 })),
    });
    const parts = fc.array(
      fc.record({ samples: fc.array(sample, { maxLength: 30 }), now: fc.nat(9 * DAY) }),
      { maxLength: 4 },
    );
    const store = new RelationStore(LOAD);
    store.db.pragma('synchronous = OFF');
    fc.assert(
      fc.property(parts, parts => {
        for (const table of ['series:load', 'sample:load', 'hour:load', 'day:load', 'renewed'])
          store.db.exec(`DELETE FROM "${table}"`);
        const told = new Map<string, [string, number, number | null]>();
        hello(store, 9 * DAY);
        for (const { samples, now } of parts) {
          for (const { host, time, one } of samples) {
            if (told.has(`${host} ${time}`)) continue; // a second one of a moment replaces it only while it is not rolled up
            told.set(`${host} ${time}`, [`tux${host}`, time, one]);
            store.tell(time, [fact('load', `tux${host}`, one)], { received: 9 * DAY });
          }
          keepUp(store, now, { ...RETENTION, byDay: 100 * DAY });
        }
        expect(totals(store)).toEqual(expected([...told.values()]));
      }),
      { numRuns: 60 },
    );
  });
});

/** For each host, over all three tables: samples with a value, their sum, least, greatest, and the newest of all. */
function totals(store: RelationStore): unknown[] {
  return store.rows(`
    SELECT host, sum(n), total(s), min(lo), max(hi), max(newest) FROM "series:load" JOIN (
      SELECT "#", count(one) AS n, total(one) AS s, min(one) AS lo, max(one) AS hi, max(time) AS newest FROM "sample:load" GROUP BY "#"
      UNION ALL SELECT "#", "one count", "one sum", "one min", "one max", newest FROM "hour:load"
      UNION ALL SELECT "#", "one count", "one sum", "one min", "one max", newest FROM "day:load"
    ) USING ("#") GROUP BY host ORDER BY host`);
}

function expected(samples: [string, number, number | null][]): unknown[] {
  return [...new Set(samples.map(([host]) => host))].sort().map(host => {
    const own = samples.filter(sample => sample[0] === host);
    const values = own.flatMap(([, , one]) => (one === null ? [] : [one]));
    const sum = values.reduce((a, b) => a + b, 0);
    const [least, most] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [null, null];
    return [host, values.length, sum, least, most, Math.max(...own.map(([, time]) => time))];
  });
}

describe('retention', () => {
  const MOUNTED = relation('state', 'mounted', 'host mount', 'size:integer');
  const OOM = relation('event', 'oom', 'host process', '');

  it('forgets states that ended long ago, never one that is so now', () => {
    const store = new RelationStore(MOUNTED);
    const mounted = (time: number, mount: string, size: number) =>
      store.tell(time, [fact('mounted', 'tux01', mount, size)]);
    mounted(1, '/', 1);
    mounted(1, '/home', 1);
    mounted(2, '/', 2);
    mounted(DAY, '/', 3);
    hello(store, DAY + 3);
    keepUp(store, DAY + 3);
    expect(store.table('relation:mounted', 'mount, size, since, until', 'mount, since')).toEqual([
      ['/', 2, 2, DAY],
      ['/', 3, DAY, 'forever'],
      ['/home', 1, 1, 'forever'],
    ]);
    hello(store, 9 * DAY);
    keepUp(store, 9 * DAY);
    expect(count(store, 'relation:mounted')).toBe(2);
  });

  it('forgets old events, those that came late as well', () => {
    const store = new RelationStore(OOM);
    for (const [time, received] of [
      [1, 1],
      [2, 2],
      [DAY + 5, DAY + 5],
      [3, DAY + 6],
      [DAY + 7, DAY + 7],
    ] as const)
      store.tell(time, [fact('oom', 'tux01', 'node')], { received });
    keepUp(store, DAY + 6);
    expect(store.table('relation:oom', 'told')).toEqual([[DAY + 5], [DAY + 7]]);
  });

  it('is by the last word from the herd: a server whose clock jumps ahead forgets nothing', () => {
    const store = new RelationStore(OOM, MOUNTED, LOAD);
    store.tell(DAY, [
      fact('oom', 'tux01', 'node'),
      fact('mounted', 'tux01', '/', 1),
      fact('load', 'tux01', 1),
    ]);
    store.tell(DAY + 1, [fact('mounted', 'tux01', '/', 2)]);
    keepUp(store, 100 * 365 * DAY);
    expect(['relation:oom', 'relation:mounted', 'sample:load'].map(table => count(store, table))).toEqual([
      1, 2, 1,
    ]);
  });

  it('goes in slices, of which none is long', () => {
    const store = new RelationStore(OOM, MOUNTED, LOAD);
    const rows = 20_000;
    store.db.exec(`
      CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT ${rows}) SELECT i FROM n;
      INSERT INTO "relation:oom" (told, host, process) SELECT i, 'tux01', i FROM n;
      INSERT INTO "relation:mounted" (since, until, host, mount) SELECT i, i + 1, 'tux01', '/' FROM n;
      INSERT INTO "series:load" (host) SELECT 'tux' || i FROM n WHERE i <= 100;
      INSERT INTO "sample:load" ("#", time, one) SELECT 1 + i % 100, i * 10000, i FROM n;`);
    hello(store, 8 * DAY);
    const upkeep = new Upkeep(store.db, store.relations);
    const changed = () => store.db.prepare('SELECT total_changes()').pluck().get() as number;
    const slices: number[] = [];
    for (let before = changed(), more = true; more; before = changed()) {
      more = upkeep.step(8 * DAY, 0, RETENTION);
      slices.push(changed() - before);
    }
    expect(count(store, 'relation:oom')).toBe(0);
    expect(count(store, 'relation:mounted')).toBe(0);
    expect(count(store, 'sample:load')).toBe(0);
    expect(slices.length).toBeGreaterThan((3 * rows) / 5000);
    expect(Math.max(...slices)).toBeLessThan(5000);
  });
});

describe('statistics', () => {
  const LARGE = relation('state', 'large', 'host package', '');
  const stat = (store: RelationStore) =>
    store.rows(`SELECT max(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = 'relation:large'`)[0]![0];
  const grow = (store: RelationStore, from: number, to: number) => {
    const numbers = Array.from({ length: to - from }, (_, i) => from + i);
    store.tell(
      from + 1,
      numbers.map(i => fact('large', 'tux01', `p${i}`)),
    );
  };

  it('are made in the first pass, once a day, and when a relation has doubled', () => {
    const store = new RelationStore(LARGE);
    const upkeep = new Upkeep(store.db, store.relations);
    const run = (monotonic: number) => {
      let steps = 0;
      while (upkeep.step(DAY, monotonic)) steps++;
      return steps;
    };
    expect(run(0)).toBeGreaterThan(0);
    grow(store, 0, 999);
    expect(run(1)).toBe(0);
    grow(store, 999, 1000);
    expect(run(2)).toBeGreaterThan(0);
    expect(stat(store)).toBe(1000);
    expect(run(3)).toBe(0);
    grow(store, 1000, 1900);
    expect(run(4)).toBe(0);
    expect(stat(store)).toBe(1000);
    expect(run(DAY)).toBeGreaterThan(0);
    expect(stat(store)).toBe(1900);
    expect(new Upkeep(store.db, store.relations).step(DAY, 0)).toBe(true);
  });
});
