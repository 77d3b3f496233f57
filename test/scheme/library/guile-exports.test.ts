// Where Guile 3.0 is installed: the libraries we have whole export all that Guile's do.
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { exports } from '../../../src/scheme/library/exports.ts';

const guile = spawnSync('guile', ['-c', '(display (effective-version))'], { encoding: 'utf8' });

/** The libraries, and what Guile exports beyond their definition or docs/scheme.md leaves out. */
const LIBRARIES: Readonly<Record<string, string>> = {
  '(scheme base)': 'port?',
  '(scheme case-lambda)': '',
  '(scheme char)': '',
  '(scheme cxr)': '',
  '(scheme eval)': '',
  '(scheme file)': '',
  '(scheme inexact)': 'exact inexact',
  '(scheme lazy)': '',
  '(scheme load)': '',
  '(scheme process-context)': '',
  '(scheme read)': '',
  '(scheme repl)': '',
  '(scheme time)': '',
  '(scheme write)': '',
  '(srfi srfi-1)': '',
  '(srfi srfi-2)': '',
  '(srfi srfi-6)': '',
  '(srfi srfi-8)': '',
  '(srfi srfi-9)': '',
  '(srfi srfi-11)': '',
  '(srfi srfi-16)': '',
  '(srfi srfi-26)': '',
  '(srfi srfi-34)': '',
  '(srfi srfi-39)': 'with-parameters*',
  '(srfi srfi-45)': '',
  '(ice-9 match)': '',
  '(ice-9 receive)': '',
  '(ice-9 regex)': '',
};

function guilesNames(library: string): string[] {
  const program = `(for-each (lambda (name) (display name) (newline)) (module-map (lambda (name variable) name) (resolve-interface '${library})))`;
  const { stdout } = spawnSync('guile', ['--no-auto-compile', '-c', program], { encoding: 'utf8' });
  return stdout.split('\n').filter(Boolean);
}

describe.runIf(guile.stdout === '3.0')('what Guile exports from', () => {
  test.each(Object.entries(LIBRARIES))('%s is exported here', (library, beyond) => {
    const names = guilesNames(library);
    const ours = (exports[library] as readonly (string | readonly string[])[]).map(name =>
      typeof name === 'string' ? name : name[0],
    );
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter(name => !ours.includes(name)).sort()).toEqual(beyond.split(' ').filter(Boolean));
  });
});
