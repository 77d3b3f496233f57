import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MAX_MESSAGE_BYTES } from '../../src/model/message.ts';
import { addEntry } from '../../src/queue/spool/add.ts';
import { Lane } from '../../src/queue/spool/lane.ts';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { markSender } from '../../src/queue/spool/presence.ts';
import { testDirectory } from '../support/directory.ts';
import { mayMount } from '../support/wrapper.ts';

/** A lane with this many entries. */
function filled(directory: string, entries: number): Lane {
  const lane = Lane.open(join(directory, 'lane'), null, 0);
  for (let entry = 1; entry <= entries; entry++) {
    writeFileSync(join(directory, 'entry'), String(entry).padEnd(4096));
    lane.append(join(directory, 'entry'));
  }
  return lane;
}

describe('a lane', () => {
  it('begins again under another name of its host, whose numbers nobody has heard of', () => {
    const directory = testDirectory();
    const { spool } = filled(directory, 3);
    expect(Lane.open(join(directory, 'lane'), null, 1)).toMatchObject({ spool, base: 1, top: 3 });
    const path = join(directory, 'lane/state.json');
    const state = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...state, done: 1, host: 'as-it-was-called' }));
    const renamed = Lane.open(join(directory, 'lane'), null, 1);
    expect(renamed).toMatchObject({ base: 1, top: 2 });
    expect(renamed.spool).not.toBe(spool);
    expect(renamed.read(1).text).toMatch(/^2 /);
  });

  it('carries nothing that is longer as text than a message may be', () => {
    const directory = testDirectory();
    const lane = filled(directory, 0);
    writeFileSync(join(directory, 'entry'), Buffer.alloc(MAX_MESSAGE_BYTES, 0xff)); // each byte becomes three
    lane.append(join(directory, 'entry'));
    const { text, unfit } = lane.read(1);
    expect(unfit).toBe(`${3 * MAX_MESSAGE_BYTES} bytes long`);
    expect(Buffer.byteLength(text!)).toBeLessThan(MAX_MESSAGE_BYTES);
  });

  it('that was restored from an older copy notices numbers that it gave twice', () => {
    const directory = testDirectory();
    const lane = filled(directory, 5);
    lane.handOver(5);
    expect(lane.acknowledge(5)).toBe(true);
    const copy = testDirectory();
    cpSync(join(directory, 'lane'), join(copy, 'lane'), { recursive: true });
    const restored = filled(copy, 3); // 6, 7 and 8 were given to others before the copy was put back, and stored
    expect(restored).toMatchObject({ spool: lane.spool, base: 6, top: 8 });
    expect(restored.acknowledge(8)).toBe(false);
    restored.beginAgain(null, 1);
    expect(restored).toMatchObject({ base: 1, top: 3 });
    expect(restored.read(1).text).toMatch(/^1 /);
    restored.handOver(3);
    expect(restored.acknowledge(3)).toBe(true);
  });

  it('believes what is stored of numbers that a process before this one had handed over', () => {
    const directory = testDirectory();
    filled(directory, 3).handOver(3);
    expect(Lane.open(join(directory, 'lane'), null, 1).acknowledge(3)).toBe(true);
  });

  it.skipIf(!mayMount())('whose own entries fill the disk gets rid of those that are stored', () => {
    const disk = join(testDirectory(), 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'sheepdog-test', disk]);
    onTestFinished(() => void execFileSync('umount', ['-l', disk]));
    const spool = createSpool(disk, false);
    const lane = filled(disk, 10);
    expect(() => {
      for (;;) addEntry(spool, ' '.repeat(4096));
    }).toThrow(/ENOSPC/);
    markSender(spool);
    lane.handOver(4);
    expect(lane.acknowledge(4)).toBe(true);
    expect(readdirSync(join(disk, 'lane')).filter(name => /^\d/.test(name))).toHaveLength(6);
    expect(Lane.open(join(disk, 'lane'), null, 1)).toMatchObject({ spool: lane.spool, base: 5, top: 10 });
    addEntry(spool, 'there is room again');
  });
});
