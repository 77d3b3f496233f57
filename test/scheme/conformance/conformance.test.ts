// The conformance suite, at several depth limits: the answers must not depend on where the stack goes to the heap.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { setLevels } from '../../../src/scheme/index.ts';
import { LEVELS } from '../../../src/scheme/run/machine.ts';
import { runFile } from './suite.ts';

const folder = import.meta.dirname;
const files = ['r7rs', 'guile', '.']
  .flatMap(sub => readdirSync(path.join(folder, sub)).map(name => path.join(sub, name)))
  .filter(name => name.endsWith('.scm') && name !== 'guile-shim.scm');

afterEach(() => setLevels(LEVELS));

describe.each([1, 2, 3, 7, LEVELS])('with %d levels of the stack', levels => {
  test.each(files)('%s', name => {
    setLevels(levels);
    const { checked, failures } = runFile(path.join(folder, name), 'whole');
    expect(failures).toEqual([]);
    expect(checked).toBeGreaterThan(0);
  });
});

describe.each(['form by form', 'redefining'] as const)('as at a prompt, %s', manner => {
  test.each(files)('%s', name => {
    const { checked, failures } = runFile(path.join(folder, name), manner);
    expect(failures).toEqual([]);
    expect(checked).toBeGreaterThan(0);
  });
});
