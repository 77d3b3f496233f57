// Every procedure of the base library has words for `,describe`, and they say how many arguments it takes.
import { expect, test } from 'vitest';
import {
  Cell,
  describe,
  intern,
  isProcedure,
  makeEnvironment,
  namesIn,
  procedureInfo,
} from '../../../src/scheme/index.ts';
import { descriptionOf, documentation } from '../../../src/scheme/library/descriptions.ts';

const environment = makeEnvironment('test.scm');
const procedures = namesIn(environment).flatMap(name => {
  const binding = environment.get(intern(name));
  return binding instanceof Cell && binding.v !== undefined && isProcedure(binding.v)
    ? [{ name, info: procedureInfo(binding.v) }]
    : [];
});

test('every procedure is described', () => {
  expect(procedures.length).toBeGreaterThan(600);
  const silent = procedures.filter(
    ({ name, info }) => (documentation(info) ?? descriptionOf(name)) === undefined,
  );
  expect(silent.map(({ name }) => name)).toEqual([]);
});

test('a description shows as many parameters as the procedure takes', () => {
  const wrong = procedures.flatMap(({ name, info }) => {
    const usage = info.place === undefined ? descriptionOf(name)?.usage : undefined;
    if (usage === undefined) return [];
    const [required = '', optional = ''] = usage.slice(1, -1).replace(']', '').split('[');
    const count = (text: string): number =>
      text
        .trim()
        .split(/\s+/)
        .filter(word => word !== '' && word !== '...').length;
    if (usage.includes('...')) return info.max === Number.POSITIVE_INFINITY ? [] : [usage];
    const min = count(required) - 1;
    return min === info.min && min + count(optional) === info.max
      ? []
      : [`${usage}: ${info.min} to ${info.max}`];
  });
  expect(wrong).toEqual([]);
});

test('they are shown', () => {
  expect(describe('car', environment)).toBe('(car pair)\nThe first of a pair.');
  expect(describe('caddr', environment)).toBe('(caddr pair)\n(car (cdr (cdr pair)))');
  expect(describe('string-pad', environment)).toContain(
    '(string-pad string n [char start end])\nThe last n characters',
  );
});
