import { chownSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { announceLooks, LONGEST_TRUST, looksOfRoot, RootTrust } from '../../src/program/root-looks.ts';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { testDirectory } from '../support/directory.ts';

const NOW = 1_767_225_600_000;
const isRoot = process.getuid!() === 0;

function spoolWith(looks: object | string) {
  const spool = createSpool(join(testDirectory(), 'spool'));
  if (typeof looks === 'string') writeFileSync(join(spool.root, 'root-looks'), looks);
  else announceLooks(spool, looks as Parameters<typeof announceLooks>[1]);
  return spool;
}

describe("what root's part looks at", () => {
  it('is left to it for as long as it says', () => {
    const spool = spoolWith({ plugins: ['smart', 'oom'], until: NOW + 1000 });
    expect([...looksOfRoot(spool, NOW)]).toEqual(['smart', 'oom']);
    expect([...looksOfRoot(spool, NOW + 1000)]).toEqual([]);
  });

  it('is not left to one that promises for years, or says nothing that can be understood', () => {
    expect([...looksOfRoot(spoolWith({ plugins: ['smart'], until: NOW + LONGEST_TRUST + 1 }), NOW)]).toEqual(
      [],
    );
    for (const text of ['', '{', '[]', 'null', '{"until": 1e15}'])
      expect([...looksOfRoot(spoolWith(text), NOW)]).toEqual([]);
    expect([...looksOfRoot(createSpool(join(testDirectory(), 'spool')), NOW)]).toEqual([]);
  });

  it('is believed of no link', () => {
    const spool = spoolWith({ plugins: ['smart'], until: NOW + 1000 });
    const other = createSpool(join(testDirectory(), 'spool'));
    symlinkSync(join(spool.root, 'root-looks'), join(other.root, 'root-looks'));
    expect([...looksOfRoot(other, NOW)]).toEqual([]);
  });

  it('does not write through a link that somebody put in its way', () => {
    const spool = createSpool(join(testDirectory(), 'spool'));
    const victim = join(testDirectory(), 'passwd');
    writeFileSync(victim, 'root');
    symlinkSync(victim, join(spool.root, `root-looks.${process.pid}.next`));
    symlinkSync(victim, join(spool.root, 'root-looks'));
    announceLooks(spool, { plugins: ['smart'], until: NOW + 1000 });
    expect([...looksOfRoot(spool, NOW)]).toEqual(['smart']);
    expect(readFileSync(victim, 'utf8')).toBe('root');
  });

  it.runIf(isRoot)('is believed of nobody else', () => {
    const spool = spoolWith({ plugins: ['smart'], until: NOW + 1000 });
    chownSync(join(spool.root, 'root-looks'), 65_534, 65_534);
    expect([...looksOfRoot(spool, NOW)]).toEqual([]);
  });
});

describe("root's part", () => {
  const marked = new Set(['smart']);
  const none = new Set<string>();

  it('is trusted until it has had the time to announce itself after a sleep', () => {
    const trust = new RootTrust();
    expect([...trust.look(marked, 1_000_000)]).toEqual(['smart']);
    expect([...trust.look(none, 1_060_000)], 'its mark ended in the night').toEqual(['smart']);
    expect([...trust.look(marked, 1_100_000)]).toEqual(['smart']);
    expect([...trust.look(none, 1_221_000)], 'it did not wake').toEqual([]);
  });

  it('is not trusted where there was none', () => {
    expect([...new RootTrust().look(none, 5)]).toEqual([]);
  });
});
