// Where Guile 3.0 is installed: it agrees with what the suite expects of it.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const folder = import.meta.dirname;
const guile = spawnSync('guile', ['-c', '(display (effective-version))'], { encoding: 'utf8' });
const files = ['r7rs', 'guile', '.']
  .flatMap(sub => readdirSync(path.join(folder, sub)).map(name => path.join(sub, name)))
  .filter(name => name.endsWith('.scm') && name !== 'guile-shim.scm');

describe.runIf(guile.stdout === '3.0')('Guile', () => {
  test.each(files)('%s', name => {
    const { stdout, status } = spawnSync('guile', ['--no-auto-compile', '-s', 'guile-shim.scm', name], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(stdout.split('\n').filter(line => line.startsWith('BAD'))).toEqual([]);
    expect(stdout).toMatch(/^\d+ checked, 0 bad$/m);
    expect(status).toBe(0);
  });
});
