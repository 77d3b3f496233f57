import { chmodSync, chownSync, lchownSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refuseUntrusted } from '../../src/platform/trust.ts';
import { testDirectory } from '../support/directory.ts';
import { mayMount } from '../support/wrapper.ts';

const NOBODY = 65534;

/** A folder of root's in a sticky one that others can write to, as Guix's store is. */
function store(): string {
  const root = testDirectory();
  chmodSync(root, 0o1775);
  const folder = join(root, 'hash-plugins');
  mkdirSync(folder, { mode: 0o555 });
  writeFileSync(join(folder, 'waiting.scm'), '');
  return folder;
}

describe.skipIf(!mayMount())('what root runs', () => {
  it('may be reached by a link, if the link and the file are root’s', () => {
    const folder = store();
    const links = testDirectory();
    chmodSync(links, 0o755);
    symlinkSync(folder, join(links, 'plugins'));
    expect(() => refuseUntrusted(join(links, 'plugins/waiting.scm'), 0)).not.toThrow();
    expect(() => refuseUntrusted(join(folder, 'waiting.scm'), 0)).not.toThrow();
  });

  it('is refused where the link is somebody else’s, or leads to what others can write', () => {
    const folder = store();
    const links = testDirectory();
    chmodSync(links, 0o755);
    symlinkSync(folder, join(links, 'plugins'));
    lchownSync(join(links, 'plugins'), NOBODY, NOBODY);
    expect(() => refuseUntrusted(join(links, 'plugins/waiting.scm'), 0)).toThrow(/belongs to user 65534/);
    lchownSync(join(links, 'plugins'), 0, 0);
    chmodSync(join(folder, 'waiting.scm'), 0o666);
    expect(() => refuseUntrusted(join(links, 'plugins/waiting.scm'), 0)).toThrow(/can be written by others/);
    chmodSync(join(folder, 'waiting.scm'), 0o444);
    chownSync(folder, NOBODY, NOBODY);
    expect(() => refuseUntrusted(join(links, 'plugins/waiting.scm'), 0)).toThrow(/belongs to user 65534/);
  });
});
