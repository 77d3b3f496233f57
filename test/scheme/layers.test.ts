import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { baseEnvironment } from '../../src/scheme/host/base-library.ts';
import {
  Environment,
  type Environment as EnvironmentType,
  evaluateNow,
  fill,
  type Layer,
  makeEnvironment,
  plain,
  printed,
  snapshotOf,
  type Value,
} from '../../src/scheme/index.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'layer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const TEXT = `
(define-record-type <thing> (%make-thing name parts) thing? (name thing-name) (parts thing-parts))
(define (%build name . parts) "Builds a thing." (%make-thing name (map %double parts)))
(define %limit 3)
(define (count-parts thing) (length (filter (lambda (x) (> x %limit)) (thing-parts thing))))
(define-syntax thing (syntax-rules () ((_ name part ...) (%build 'name part ...))))
(define-syntax define-thing (syntax-rules () ((_ name part ...) (define name (thing name part ...)))))
(define literals '(1 "two" #\\3 four #:five #(6 7.5) #u8(8) (9 . 10) () 123456789012345678901234567890))
(define (describe-thing x) (string-append (symbol->string (thing-name x)) "\\n\\u2028'\`\${}"))
`;
writeFileSync(path.join(folder, 'things.scm'), TEXT);

function layer(snapshot?: string): Layer {
  return {
    name: 'things',
    environment: new Environment('things', baseEnvironment(), name => name.startsWith('%')),
    forms: [],
    primitives: [plain('%double', 1, (x: Value) => 2 * (x as number))],
    constants: [['the-answer', 42]],
    folder,
    files: ['things.scm'],
    snapshot,
  };
}

function filled(kind: 'files' | 'snapshot'): EnvironmentType {
  const file = path.join(folder, 'things.js');
  if (kind === 'snapshot') writeFileSync(file, snapshotOf(layer()));
  const made = layer(kind === 'snapshot' ? file : undefined);
  fill(made);
  return made.environment;
}

describe.each(['files', 'snapshot'] as const)('a layer filled from its %s', kind => {
  const environment = filled(kind);
  const answer = (text: string): string =>
    printed(evaluateNow(text, makeEnvironment('user.scm', environment)));

  it('defines procedures, macros and constants', () => {
    expect(
      answer('(define-thing tree 1 2) (list (thing-name tree) (thing-parts tree) (count-parts tree))'),
    ).toBe('(tree (2 4) 1)');
    expect(answer('the-answer')).toBe('42');
  });

  it('keeps its data', () => {
    expect(answer('literals')).toBe(
      '(1 "two" #\\3 four #:five #(6 7.5) #u8(8) (9 . 10) () 123456789012345678901234567890)',
    );
    expect(answer('(string-length (describe-thing (thing a)))')).toBe('8');
  });

  it('hides its private names, and its macros reach them', () => {
    expect(() => answer('(%build 1)')).toThrow('unbound variable: %build');
    expect(() => answer('%limit')).toThrow('unbound variable: %limit');
    expect(answer('(define (%build . x) 5) (thing-parts (thing b 5))')).toBe('(10)');
  });

  it('does not change when a file above it redefines its names', () => {
    expect(answer("(define (map . x) 'mine) (define (filter . x) '()) (count-parts (thing c 5 6))")).toBe(
      '2',
    );
  });
});
