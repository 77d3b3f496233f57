import { describe, expect, it } from 'vitest';
import { Heard } from '../../src/expect/heard.ts';
import { timeHeard } from '../../src/expect/silence.ts';
import type { Effect } from '../../src/model/effect.ts';
import { listening } from '../../src/program/receiving.ts';
import type { PluginReceivers } from '../../src/receiver/plugins.ts';
import { VirtualClock } from '../support/virtual-clock.ts';

const MINUTE = 60_000;
const row = (lastHeard: number, heartbeat: number | null = MINUTE) => ({
  name: 'tux01',
  lastHeard,
  heartbeat,
  stopped: null,
});

it.each([
  ['none', [], 100],
  ['one within', [{ from: 20, to: 50 }], 70],
  ['one before', [{ from: -50, to: 0 }], 100],
  ['one that began before', [{ from: -50, to: 10 }], 90],
  ['one that ended later', [{ from: 90, to: 110 }], 90],
])('of 100 ms a machine is heard all but its silences: %s', (_, silences, heard) => {
  expect(timeHeard(silences, 0, 100)).toBe(heard);
});

describe('a silence', () => {
  it('is what is longer than three intervals that were promised', () => {
    const heard = new Heard();
    heard.look([row(1)], 0);
    heard.look([row(2)], 3 * MINUTE);
    expect(heard.timeHeard('tux01', 0, 10 * MINUTE)).toBe(10 * MINUTE);
    heard.look([row(2)], 6 * MINUTE);
    heard.look([row(3)], 7 * MINUTE);
    expect(heard.timeHeard('tux01', 0, 10 * MINUTE)).toBe(6 * MINUTE);
  });

  it('is none of a machine that promises nothing', () => {
    const heard = new Heard();
    heard.look([row(1, null)], 0);
    heard.look([row(2, null)], 60 * MINUTE);
    expect(heard.timeHeard('tux01', 0, 60 * MINUTE)).toBe(60 * MINUTE);
  });
});

describe('what a machine calls its plugins, services and subjects', () => {
  it('does not fill the memory', () => {
    const heard = new Heard();
    const clock = new VirtualClock(0);
    const finding = { subject: '(receiver)', level: 'note', text: '', value: null, limit: null } as const;
    const effects: Effect[] = [{ kind: 'finding', finding }];
    const receivers: PluginReceivers = { receive: () => ({ kind: 'unknown', effects }), again() {} };
    const part = { hash: null, time: 0, body: null, trouble: null };
    for (let i = 0; i < 1000; i++)
      listening(receivers, heard, clock).receive(
        'tux01',
        { ...part, plugin: `p${i}`, service: `s${i}` },
        true,
      );
    expect(heard.size).toBe(2000);
    heard.keep([{ host: 'tux01', plugin: 'p7', subject: '(receiver)', service: 's7' }]);
    expect(heard.size).toBe(2);
    expect(heard.service('tux01', 'p7', 's7')).toBe(clock.monotonic());
    expect(heard.service('tux01', 'p8', 's8')).toBeNull();
  });

  it('is forgotten with the machine', () => {
    const heard = new Heard();
    heard.look([row(1)], 0);
    heard.look([], MINUTE);
    expect(heard.size).toBe(0);
  });
});
