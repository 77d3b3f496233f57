import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock/clock.ts';
import { silentLog } from '../../src/model/log.ts';
import { Sender } from '../../src/queue/forward/sender.ts';
import { addEntry } from '../../src/queue/spool/add.ts';
import { destinationOf } from '../../src/queue/spool/destination.ts';
import { newEntryName } from '../../src/queue/spool/entry-name.ts';
import { Lanes } from '../../src/queue/spool/lanes.ts';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { reportLostRuns } from '../../src/queue/spool/runs.ts';
import { testDirectory } from '../support/directory.ts';

const ELSEWHERE = 'redis://127.0.0.1:7399?password-file=%2Fetc%2Fshadow';
const STRANGER = 65_534;
const own = process.getuid!();
const isRoot = own === 0;
if (!isRoot) console.warn('NOT TESTED: what strangers put into a spool (only root can make their files)');

function place() {
  const spool = createSpool(join(testDirectory(), 'spool'), true);
  return { spool, lanes: new Lanes(spool, 'redis://reporthost:6379', systemClock, silentLog) };
}

describe('the queue that an entry names', () => {
  it.each([
    ['its own', own, { ok: true, address: ELSEWHERE }],
    ['root', 0, { ok: true, address: ELSEWHERE }],
    ['a stranger', STRANGER, { ok: false, reason: 'it names a queue, and its writer may not' }],
  ])('counts when written by %s', (_who, owner, destination) => {
    expect(destinationOf(newEntryName(ELSEWHERE), owner)).toEqual(destination);
  });

  it.each(['http://x/', 'a/b', 'x'.repeat(250)])('is an address, which %s is not', wish => {
    const { spool, lanes } = place();
    const name = `00000000-0000000000000000001-1-aaaaaaaa@${encodeURIComponent(wish)}`;
    if (name.length > 255) return expect(destinationOf(name, own).ok).toBe(false);
    writeFileSync(join(spool.new, name), '{}');
    lanes.adopt();
    expect(readdirSync(spool.lanes)).toEqual(['default']);
    expect(readdirSync(spool.refused)).toEqual([name]);
    expect(lanes.default.top).toBe(0);
  });

  it.each(['.', '..', 'default'])('leads into a lane of its own, even %s', wish => {
    const { spool, lanes } = place();
    writeFileSync(join(spool.new, newEntryName(wish)), '{}');
    lanes.adopt();
    expect(readdirSync(spool.lanes)).toEqual(['default', encodeURIComponent(`redis://${wish}:6379`)]);
  });

  it.runIf(isRoot)('is not followed for a stranger: neither by an entry nor by the record of a run', () => {
    const { spool, lanes } = place();
    const name = newEntryName(ELSEWHERE);
    writeFileSync(join(spool.new, name), '{}');
    chownSync(join(spool.new, name), STRANGER, STRANGER);
    const record = join(spool.runs, 'record');
    const wrapper = { pid: 1, started: '0', boot: 'another' };
    writeFileSync(record, JSON.stringify({ wrapper, destination: ELSEWHERE, lost: {} }));
    chownSync(record, STRANGER, STRANGER);
    expect(reportLostRuns(spool)).toBe(1);
    lanes.adopt();
    expect(readdirSync(spool.lanes)).toEqual(['default']);
    expect(readdirSync(spool.refused)).toEqual([name]);
    expect(lanes.default.top).toBe(1); // the lost run goes where all goes
  });
});

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
