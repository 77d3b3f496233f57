import { describe, expect, it } from 'vitest';
import { JOB_STATES, succeeded } from '../../src/model/job.ts';
import type { RunFilter } from '../../src/store/job-runs.ts';
import { StoreReader } from '../../src/store/reader.ts';
import { HerdStore } from '../support/herd.ts';

const ANY: RunFilter = { host: null, tag: null, since: null, failed: false, limit: 100 };
const runs = (store: HerdStore, filter: Partial<RunFilter>) =>
  store.ask(reader => reader.jobRuns({ ...ANY, ...filter }).map(({ run }) => run));

describe('runs', () => {
  it('come newest first, at most as many as asked for', () => {
    const store = new HerdStore();
    for (const time of [3000, 1000, 2000]) store.run('tux01', { run: `r${time}` }, time);
    expect(runs(store, {})).toEqual(['r3000', 'r2000', 'r1000']);
    expect(runs(store, { limit: 2 })).toEqual(['r3000', 'r2000']);
    expect(runs(store, { since: 2000 })).toEqual(['r3000', 'r2000']);
  });

  it('are found by words and by globs, and a word that looks like a glob is still a word', () => {
    const store = new HerdStore()
      .run('tux01', { run: 'a', tag: 'borg-ipfs' }, 1)
      .run('tux02', { run: 'b', tag: 'borg-home' }, 2)
      .run('penguin2', { run: 'c', tag: 'odd[1]' }, 3);
    expect(runs(store, { tag: 'borg-ipfs' })).toEqual(['a']);
    expect(runs(store, { tag: 'borg-*' })).toEqual(['b', 'a']);
    expect(runs(store, { host: 'tux0?' })).toEqual(['b', 'a']);
    expect(runs(store, { tag: 'odd[1]' })).toEqual(['c']);
    expect(runs(store, { tag: "x' OR 1=1 --" })).toEqual([]);
    expect(runs(store, { tag: 'borg' })).toEqual([]);
  });

  it('have failed in the store exactly when they have failed in the model', () => {
    const store = new HerdStore();
    const cases = JOB_STATES.flatMap(state => [0, 1, null].map(exit => ({ state, exit })));
    cases.forEach((report, i) => {
      store.run('tux01', { run: `r${i}`, ...report }, i);
    });
    const failed = cases.flatMap((report, i) =>
      report.state !== 'running' && !succeeded(report) ? [`r${i}`] : [],
    );
    expect(runs(store, { failed: true }).toSorted()).toEqual(failed.toSorted());
  });

  it('are found by the beginning of their id, whatever is in it', () => {
    const store = new HerdStore().run('tux01', { run: 'abc1' }, 1).run('tux01', { run: 'abd2' }, 2);
    const found = (prefix: string) =>
      store.ask(reader => reader.runsByPrefix(prefix, 10).map(({ run }) => run));
    expect(found('ab')).toEqual(['abc1', 'abd2']);
    expect(found('abc')).toEqual(['abc1']);
    expect(found('abc1')).toEqual(['abc1']);
    expect(found('ab*')).toEqual([]);
    expect(found('%')).toEqual([]);
  });
});

describe('how a job stands', () => {
  const standing = (store: HerdStore) => store.ask(reader => reader.herd(0).jobs);

  it('is told for each job of each host', () => {
    const store = new HerdStore();
    for (const host of ['tux01', 'tux02'])
      for (const tag of ['a', 'b', 'c'])
        for (const time of [1, 2]) store.run(host, { run: `${tag}${time}`, tag }, time);
    expect(standing(store).map(({ host, tag, outcome }) => [host, tag, outcome?.run])).toEqual([
      ['tux01', 'a', 'a2'],
      ['tux01', 'b', 'b2'],
      ['tux01', 'c', 'c2'],
      ['tux02', 'a', 'a2'],
      ['tux02', 'b', 'b2'],
      ['tux02', 'c', 'c2'],
    ]);
  });

  it('counts the failures since the last success', () => {
    const store = new HerdStore();
    [1, 0, 2, 2].forEach((exit, i) => {
      store.run('tux01', { run: `r${i}`, exit }, 1000 + i);
    });
    expect(standing(store)[0]!.failing).toEqual({ failures: 2, since: 1002 });
    expect(standing(store.run('tux01', { run: 'good' }, 2000))[0]!.failing).toBeNull();
  });

  it('has a run that goes on beside the last outcome', () => {
    const store = new HerdStore()
      .run('tux01', { run: 'bad', exit: 2 }, 1000)
      .run('tux01', { run: 'again', state: 'running', exit: null, elapsed: null }, 2000);
    expect(standing(store)[0]).toMatchObject({ outcome: { run: 'bad' }, running: { run: 'again' } });
    store.run('tux01', { run: 'again', start: 2000 }, 3000);
    expect(standing(store)[0]).toMatchObject({ outcome: { run: 'again' }, running: null });
  });

  it('is not hidden by a run whose clock was ahead', () => {
    const store = new HerdStore()
      .run('tux01', { run: 'future', start: 4e12 }, 1000)
      .run('tux01', { run: 'bad', exit: 2 }, 2000);
    expect(standing(store)[0]!.outcome?.run).toBe('bad');
  });
});

describe('the herd', () => {
  it('has its hosts, what was lost, what was refused, and the way of the newest messages', () => {
    const store = new HerdStore().beat('tux01', 60_000, 1000).run('tux01', { run: 'r' }, 2000);
    store.receive(3000, store.next('tux01', 'no JSON', 2900, 4));
    store.receive(9000, { ...store.next('tux02', '{"version":9}', 1000) });
    store.run('tux02', { run: 'late' }, 10_000);
    store.receive(20_000, store.next('tux02', '{"version":1,"plugin":"x","body":1}', 12_000));
    const herd = store.ask(reader => reader.herd(15_000));
    expect(herd.hosts).toEqual([
      { name: 'tux01', firstHeard: 1000, lastHeard: 3000, heartbeat: 60_000, stopped: null, delay: 0 },
      { name: 'tux02', firstHeard: 9000, lastHeard: 20_000, heartbeat: null, stopped: null, delay: 0 },
    ]);
    expect(herd.lost).toEqual([
      { host: 'tux01', messages: 4, noticed: 3000, reason: 'the sender no longer holds them' },
    ]);
    expect(herd.deadLetters).toEqual([
      { host: 'tux01', letters: 1, parked: 0, since: 3000 },
      { host: 'tux02', letters: 1, parked: 1, since: 9000 },
    ]);
    expect(herd.transits).toEqual([{ host: 'tux02', waited: 8000 }]);
  });
});

it('nobody can write through a reader', () => {
  const store = new HerdStore().run('tux01', { run: 'r' }, 1);
  const reader = StoreReader.open(store.path);
  expect(reader.messageBySeq(1)?.id).toBe('m-r-exited');
  expect(reader.messageBySeq(2)).toBeNull();
  expect(() => StoreReader.open(`${store.path}.none`)).toThrow(/there is no store/);
  reader.close();
});

describe('what the plugins found', () => {
  const findings = (store: HerdStore) => store.ask(reader => reader.herd(0).findings);
  const disk = (level: 'ok' | 'bark', text: string) => [{ subject: '/', level, text }];

  it('is the last word on each subject, since its level is what it is', () => {
    const store = new HerdStore()
      .found('tux01', 'disk', disk('ok', '50 %'), 1000)
      .found('tux01', 'disk', disk('bark', '98 %'), 2000)
      .found('tux01', 'disk', disk('bark', '99 %'), 3000)
      .found('tux02', 'disk', disk('ok', '10 %'), 3000);
    const unmeasured = {
      plugin: 'disk',
      subject: '/',
      value: null,
      limit: null,
      service: null,
      watched: false,
    };
    expect(findings(store)).toEqual([
      { ...unmeasured, host: 'tux01', level: 'bark', since: 2000, text: '99 %' },
      { ...unmeasured, host: 'tux02', level: 'ok', since: 3000, text: '10 %' },
    ]);
    expect(findings(new HerdStore())).toEqual([]);
  });
});
