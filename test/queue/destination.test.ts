import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock/clock.ts';
import { silentLog } from '../../src/model/log.ts';
import { Sender } from '../../src/queue/forward/sender.ts';
import { addEntry } from '../../src/queue/spool/add.ts';
import { destinationOf } from '../../src/queue/spool/destination.ts';
import { newEntryName } from '../../src/queue/spool/entry-name.ts';
import { Lanes } from '../../src/queue/spool/lanes.ts';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { recordRun, reportLostRuns, turnRunIntoEntry } from '../../src/queue/spool/runs.ts';
import { testDirectory } from '../support/directory.ts';

const ELSEWHERE = 'redis://127.0.0.1:7399?password-file=%2Fetc%2Fshadow';
const STRANGER = 65_534;
const own = process.getuid!();
const OWN = { uid: own, mode: 0o1600 };
const REFUSED = { ok: false, reason: 'it names a queue, and its writer may not' };
const DEAD_RUN = JSON.stringify({
  wrapper: { pid: 1, started: '0', boot: 'another' },
  destination: ELSEWHERE,
  lost: {},
});
const isRoot = own === 0;
if (!isRoot) console.warn('NOT TESTED: what strangers put into a spool (only root can make their files)');

function place() {
  const spool = createSpool(join(testDirectory(), 'spool'), true);
  return { spool, lanes: new Lanes(spool, 'redis://reporthost:6379', systemClock, silentLog) };
}

describe('the queue that an entry names', () => {
  it.each([
    ['made by its own user to name one', own, 0o1600, true],
    ['made by root to name one', 0, 0o1640, true],
    ['made by root, and not to name one', 0, 0o600, false],
    ['made by a stranger', STRANGER, 0o1600, false],
  ])('counts in a file %s', (_how, uid, mode, counts) => {
    const destination = counts ? { ok: true, address: ELSEWHERE } : REFUSED;
    expect(destinationOf(newEntryName(ELSEWHERE), { uid, mode })).toEqual(destination);
  });

  it.each([true, false])(
    'travels with what its writer adds, and with the record of a run (shared: %s)',
    shared => {
      const spool = createSpool(join(testDirectory(), 'spool'), shared);
      const lanes = new Lanes(spool, null, systemClock, silentLog);
      const lane = encodeURIComponent(ELSEWHERE);
      addEntry(spool, '{}', ELSEWHERE);
      turnRunIntoEntry(spool, recordRun(spool, {}, ELSEWHERE).path, '{}', ELSEWHERE);
      const dead = recordRun(spool, {}, ELSEWHERE).path;
      writeFileSync(dead, readFileSync(dead, 'utf8').replace(/"boot":"[^"]*"/, '"boot":"another"'));
      expect(reportLostRuns(spool)).toBe(1);
      lanes.adopt();
      expect(readdirSync(spool.refused)).toEqual([]);
      expect(readdirSync(join(spool.lanes, lane)).filter(name => /^\d+$/.test(name))).toHaveLength(3);
    },
  );

  it.each(['http://x/', 'a/b', 'x'.repeat(250)])('is an address, which %s is not', wish => {
    const { spool, lanes } = place();
    const name = `00000000-0000000000000000001-1-aaaaaaaa@${encodeURIComponent(wish)}`;
    if (name.length > 255) return expect(destinationOf(name, OWN).ok).toBe(false);
    writeMarked(join(spool.new, name));
    lanes.adopt();
    expect(readdirSync(spool.lanes)).toEqual(['default']);
    expect(readdirSync(spool.refused)).toEqual([name]);
    expect(lanes.default.top).toBe(0);
  });

  it.each(['.', '..', 'default'])('leads into a lane of its own, even %s', wish => {
    const { spool, lanes } = place();
    writeMarked(join(spool.new, newEntryName(wish)));
    lanes.adopt();
    expect(readdirSync(spool.lanes)).toEqual(['default', encodeURIComponent(`redis://${wish}:6379`)]);
  });

  it.runIf(isRoot)('is not followed for a stranger: neither by an entry nor by the record of a run', () => {
    const { spool, lanes } = place();
    const name = newEntryName(ELSEWHERE);
    writeMarked(join(spool.new, name));
    chownSync(join(spool.new, name), STRANGER, STRANGER);
    const record = join(spool.runs, 'record');
    writeMarked(record, DEAD_RUN);
    chownSync(record, STRANGER, STRANGER);
    expect(reportLostRuns(spool)).toBe(1);
    lanes.adopt();
    expect(readdirSync(spool.lanes)).toEqual(['default']);
    expect(readdirSync(spool.refused)).toEqual([name]);
    expect(lanes.default.top).toBe(1); // the lost run goes where all goes
  });

  it.runIf(isRoot)('is not followed where a stranger moved a file of root into the spool', () => {
    const { spool, lanes } = place();
    const home = join(dirname(spool.root), 'home');
    mkdirSync(home);
    chownSync(home, STRANGER, STRANGER);
    chmodSync(dirname(spool.root), 0o755);
    const stranger = (command: string, ...args: string[]) =>
      spawnSync(command, args, { uid: STRANGER, gid: STRANGER }).status;
    const [entry, record] = [join(home, 'entry'), join(home, 'record')];
    writeFileSync(entry, '{}');
    writeFileSync(record, DEAD_RUN);
    for (const file of [entry, record]) expect(stranger('chmod', '+t', file)).not.toBe(0);
    const name = newEntryName(ELSEWHERE);
    expect(stranger('mv', entry, join(spool.new, name))).toBe(0);
    expect(stranger('mv', record, join(spool.runs, 'record'))).toBe(0);
    addEntry(spool, '{}', ELSEWHERE);
    const marked = readdirSync(spool.new).find(other => other !== name)!;
    expect(stranger('mv', join(spool.new, marked), join(spool.new, newEntryName('evil')))).not.toBe(0);
    expect(reportLostRuns(spool)).toBe(1);
    lanes.adopt();
    expect(readdirSync(spool.refused)).toEqual([name]);
    expect(lanes.default.top).toBe(1);
    expect(readdirSync(spool.lanes)).toEqual(['default', encodeURIComponent(ELSEWHERE)]);
  });
});

function writeMarked(path: string, text = '{}'): void {
  writeFileSync(path, text);
  chmodSync(path, 0o1600);
}

describe('a spool that cannot be worked on', () => {
  it('does not end its sender, which says so and goes on', async () => {
    const { spool, lanes } = place();
    mkdirSync(join(spool.runs, 'no-record'));
    addEntry(spool, '{}', ELSEWHERE);
    writeFileSync(join(spool.lanes, encodeURIComponent(ELSEWHERE)), 'in the way of the lane');
    const told: string[] = [];
    const stop = new AbortController();
    const log = { ...silentLog, error: (_fields: object, text: string) => told.push(text) && stop.abort() };
    const link = { send: async () => 0, stored: async () => null, connections: () => 0, close: () => {} };
    const sender = new Sender({ spool, lanes, linkTo: () => link, clock: systemClock, log });
    await sender.run(stop.signal);
    expect(told).toEqual(['the spool cannot be worked on']);
    expect(existsSync(join(spool.new, readdirSync(spool.new)[0]!))).toBe(true);
  });
});
