import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Environment } from '../../src/scheme/expand/environment.ts';
import { evaluateKept, evaluateNow, fileSnapshot, makeEnvironment } from '../../src/scheme/index.ts';
import { testDirectory } from '../support/directory.ts';

const LOWER = `
(define (%double x) (* x 2))
(define-syntax define-doubler
  (syntax-rules ()
    ((_ name) (define-syntax name (syntax-rules () ((_ x) (%double x)))))))`;

/** A language whose macro writes a macro that speaks of a helper. */
function language(isPrivate: (name: string) => boolean): Environment {
  const environment = new Environment('lower', makeEnvironment('base').inherited, isPrivate);
  evaluateNow(LOWER, environment);
  return environment;
}

describe('a file that is kept', () => {
  it('has the macros that macros of its language wrote', () => {
    const lower = language(() => false);
    const file = join(testDirectory(), 'kept.js');
    writeFileSync(
      file,
      fileSnapshot('(define-doubler twice) (define four (twice 2))', makeEnvironment('file', lower)),
    );
    const environment = makeEnvironment('file', lower);
    evaluateKept(file, environment);
    expect(evaluateNow('(list four (twice 4))', environment)).toEqual(evaluateNow("'(4 8)", environment));
  });

  it('cannot be one with a macro that speaks of what only its language sees', () => {
    const lower = language(name => name.startsWith('%'));
    const keep = () => fileSnapshot('(define-doubler twice)', makeEnvironment('file', lower));
    expect(keep).toThrow('a macro speaks of another %double than the file that is kept');
  });
});
