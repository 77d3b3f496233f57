import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const FILES = ['plugins', 'examples', 'scheme/herd'].flatMap(folder =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.scm'))
    .map(name => join(folder, name)),
);

function haveGuile(): boolean {
  try {
    execFileSync('guile', ['--version']);
    return true;
  } catch {
    console.warn('NOT TESTED: guile is not installed (apt-get install guile-3.0)');
    return false;
  }
}

/** How many forms Guile's own `read` finds in each file. */
const READ_ALL = `(for-each
  (lambda (file)
    (call-with-input-file file
      (lambda (port)
        (let loop ((n 0))
          (if (eof-object? (read port)) (format #t "~a ~a~%" n file) (loop (+ n 1)))))
      #:encoding "UTF-8"))
  (cdr (command-line)))`;

describe('the Scheme of plugins and herds', () => {
  it.runIf(haveGuile())("is read by Guile's own read", () => {
    const out = execFileSync('guile', ['--no-auto-compile', '-c', READ_ALL, ...FILES], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const counts = out
      .trimEnd()
      .split('\n')
      .map(line => line.split(' '));
    expect(counts.map(([, file]) => file)).toEqual(FILES);
    for (const [count, file] of counts) expect([file, Number(count)]).toEqual([file, expect.any(Number)]);
    expect(counts.every(([count]) => Number(count) > 0)).toBe(true);
  });
});
