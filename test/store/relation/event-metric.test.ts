import { describe, expect, it } from 'vitest';
import { fact, relation, snapshot } from './facts.ts';
import { RelationStore } from './herd.ts';

describe('an event', () => {
  const JOB = relation('event', 'job-ended', 'host tag ended:time', 'status:integer');

  it('that says when it was is one, however often and whenever it is told', () => {
    const store = new RelationStore(JOB);
    const ended = (time: number | null, status: number | null) =>
      fact('job-ended', 'tux01', 'borg', time, status);
    expect(store.tell(100, [ended(90, 0), ended(80, 0), ended(90, 0), ended(90, 2), ended(90, null)])).toBe(
      4,
    );
    expect(store.tell(200, [ended(90, 0), ended(90, null), ended(null, 0), ended(null, 0)])).toBe(1);
    expect(store.table('relation:job-ended', 'ended, status, told', 'ended, status')).toEqual([
      [null, 0, 200],
      [80, 0, 100],
      [90, null, 100],
      [90, 0, 100],
      [90, 2, 100],
    ]);
  });

  it('that does not say when it was is another whenever it is told anew', () => {
    const store = new RelationStore(relation('event', 'oom', 'host process', ''));
    expect(store.tell(100, [fact('oom', 'tux01', 'node'), fact('oom', 'tux01', 'node')])).toBe(1);
    expect(store.tell(200, [fact('oom', 'tux01', 'node')])).toBe(1);
    expect(store.tell(900, [fact('oom', 'tux01', 'node')], { received: 200 })).toBe(0);
  });

  it('whose time is reckoned anew when the clock is set is one, as it was told first', () => {
    const store = new RelationStore(relation('event', 'restarted', 'host boot', 'time:time~'));
    expect(store.tell(100, [fact('restarted', 'tux01', 'b1', 90)])).toBe(1);
    expect(store.tell(5000, [fact('restarted', 'tux01', 'b1', 4990)])).toBe(0);
    expect(store.tell(6000, [fact('restarted', 'tux01', 'b2', 5900)])).toBe(1);
    expect(store.table('relation:restarted', 'boot, time')).toEqual([
      ['b1', 90],
      ['b2', 5900],
    ]);
  });

  it('is found by host and time without looking at the others', () => {
    const store = new RelationStore(JOB, relation('event', 'oom', 'host process', ''));
    const plan = (sql: string) => String(store.rows(`EXPLAIN QUERY PLAN ${sql}`)[0]![3]);
    expect(plan(`SELECT * FROM "relation:job-ended" WHERE host = 'tux01' AND ended > 5`)).toMatch(
      /USING INDEX .*\(host=\? AND ended>\?\)/,
    );
    expect(plan(`SELECT * FROM "relation:oom" WHERE host = 'tux01' AND told > 5`)).toMatch(
      /host=\? AND told>\?/,
    );
  });

  it('cannot end', () => {
    const store = new RelationStore(JOB);
    expect(() => store.tell(1, [snapshot('job-ended')])).toThrow(
      /nothing of 'job-ended' can end: it is an event/,
    );
    expect(() => store.tell(1, [{ kind: 'retract', relation: 'job-ended', pattern: [] }])).toThrow(/can end/);
  });
});

describe('a metric', () => {
  const DISK = relation('metric', 'disk-used', 'host mount', 'used:integer percent:number');

  it('keeps its samples by time, and the words of its head once', () => {
    const store = new RelationStore(DISK);
    for (let time = 1; time <= 3; time++)
      store.tell(time, [
        fact('disk-used', 'tux01', '/', time * 10, null),
        fact('disk-used', 'tux01', '/home', 5, 0.5),
      ]);
    store.tell(3, [fact('disk-used', 'tux02', '/', 7, 1)], { host: 'tux02' });
    expect(store.table('series:disk-used')).toHaveLength(3);
    expect(store.table('relation:disk-used', '*', 'host, mount, time')).toEqual([
      ['tux01', '/', 1, 10, null],
      ['tux01', '/', 2, 20, null],
      ['tux01', '/', 3, 30, null],
      ['tux01', '/home', 1, 5, 0.5],
      ['tux01', '/home', 2, 5, 0.5],
      ['tux01', '/home', 3, 5, 0.5],
      ['tux02', '/', 3, 7, 1],
    ]);
  });

  it('takes samples in any order, and of two of one moment the last', () => {
    const store = new RelationStore(DISK);
    for (const [time, used] of [
      [30, 3],
      [10, 1],
      [20, 9],
      [20, 2],
    ] as const)
      store.tell(time, [fact('disk-used', 'tux01', '/', used, null)], { received: 100 });
    expect(store.table('relation:disk-used', 'time, used')).toEqual([
      [10, 1],
      [20, 2],
      [30, 3],
    ]);
  });

  it('is found by host and time without looking at the others', () => {
    const store = new RelationStore(DISK);
    const sql = `EXPLAIN QUERY PLAN SELECT used FROM "relation:disk-used" WHERE host = 'tux01' AND mount = '/' AND time > 5`;
    const plan = store.rows(sql).map(row => String(row[3]));
    expect(plan.filter(line => line.startsWith('SCAN'))).toEqual([]);
    expect(plan.filter(line => /#=\? AND (time|newest)>\?/.test(line))).toHaveLength(3);
  });
});

describe('what does not fit', () => {
  const ALL = relation('state', 'all', 'host k:integer', 't i:integer n:number b:boolean w:time d:duration');
  const good = ['tux01', 1, 'x', 1, 1.5, true, 1, 1] as const;

  it.each([
    ['a number as text', 2, 5, /column 't' of 'all' takes text, not 5/],
    ['text as a number', 4, '1', /'n' of 'all' takes a number, not "1"/],
    ['NaN', 4, Number.NaN, /takes a number, not NaN/],
    ['a fraction', 3, 1.5, /'i' of 'all' takes a whole number of at most 63 bits, not 1.5/],
    ['an integer that JavaScript does not hold exactly', 3, 2 ** 53, /takes a whole number/],
    ['an integer of 64 bits', 3, 2n ** 63n, /takes a whole number/],
    ['a number as truth', 5, 1, /takes true or false, not 1/],
    ['truth as a number', 3, true, /takes a whole number/],
    ['a time with a fraction', 6, 0.5, /takes a time in milliseconds/],
    ['endless time', 7, Number.POSITIVE_INFINITY, /takes a duration in milliseconds/],
    ['no host', 0, null, /needs a value for 'host'/],
    ['no key', 1, null, /needs a value for 'k'/],
    ['a long text, shown in short', 3, 'x'.repeat(1000), /not "x{59}…$/],
  ])('is refused before anything is written: %s', (_, column, value, message) => {
    const store = new RelationStore(ALL);
    const bad = good.map((other, i) => (i === column ? value : other));
    expect(() => store.tell(1, [fact('all', ...good), fact('all', ...bad)])).toThrow(message);
    expect(store.table('relation:all')).toEqual([]);
    expect(store.table('renewed')).toEqual([]);
  });

  it('is refused: too many or too few values, an unknown relation, a snapshot of others', () => {
    const store = new RelationStore(ALL);
    expect(() => store.tell(1, [fact('all', 'tux01', 1)])).toThrow(/has 8 columns, not 2/);
    expect(() => store.tell(1, [fact('al', 'tux01')])).toThrow(/no relation 'al'/);
    expect(() => store.tell(1, [snapshot('all', ['tux02', ...good.slice(1)])])).toThrow(/fact about tux02/);
  });

  it('but what has the smallest and the largest values fits', () => {
    const store = new RelationStore(ALL);
    const least = ['tux01', -(2n ** 63n), '', -(2n ** 63n), Number.NEGATIVE_INFINITY, false, -1, 0] as const;
    const most = [
      'tux01',
      2n ** 63n - 1n,
      '𝔘\0',
      2n ** 63n - 1n,
      Number.MAX_VALUE,
      true,
      8.64e15,
      2n ** 62n,
    ] as const;
    expect(store.tell(1, [fact('all', ...least), fact('all', ...most)])).toBe(2);
    expect(store.tell(2, [fact('all', ...least), fact('all', ...most)])).toBe(0);
  });
});

describe('a finding', () => {
  const finding = (level: 'ok' | 'bark', text: string, value: number | null = null) =>
    ({ kind: 'finding', finding: { subject: '/', level, text, value, limit: 97 } }) as const;

  it('is a state of the core: a change of level is history, what changes with each message is not', () => {
    const store = new RelationStore();
    store.tell(10, [finding('ok', '50 %', 50)]);
    store.tell(20, [finding('ok', '51 %', 51)]);
    store.tell(30, [finding('bark', '98 %', 98)]);
    expect(store.tell(40, [finding('bark', '98 %', 98)])).toBe(0);
    expect(
      store.table(
        'relation:finding',
        'host, plugin, subject, level, text, value, "limit", since, until',
        'since',
      ),
    ).toEqual([
      ['tux01', 'test', '/', 'ok', '51 %', 51, 97, 10, 30],
      ['tux01', 'test', '/', 'bark', '98 %', 98, 97, 30, 'forever'],
    ]);
  });
});
