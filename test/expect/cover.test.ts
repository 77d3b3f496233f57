import { describe, expect, it } from 'vitest';
import { type Cover, settle } from '../../src/expect/cover.ts';
import type { Verdict } from '../../src/expect/verdict.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Level } from '../../src/model/level.ts';

const found = (level: Level, text: string, value: number | null = 98): Finding => ({
  subject: '/',
  level,
  text,
  value,
  limit: null,
});
const full = found('bark', '98 %');
const silent = { level: 'unknown', text: 'not heard from' } as const;
const covered: Cover = { said: silent, beneath: full };
const shown = found('unknown', 'not heard from', null);
const late = { level: 'note', text: 'late' } as const;

describe('what watching says of a subject', () => {
  it.each<[string, Finding | null, Cover | null, Verdict, Finding | null, Cover | null]>([
    ['is nothing where all is well', full, null, 'well', null, null],
    ['hides what its plugin said', full, null, silent, shown, covered],
    ['is written once', shown, covered, silent, null, covered],
    ['stays where nothing is decided', shown, covered, 'undecided', null, covered],
    ['shows again what is beneath', shown, covered, 'well', full, null],
    ['yields to what the plugin said meanwhile', found('ok', '5 %'), covered, 'well', null, null],
    ['and hides that as well', full, { said: silent, beneath: found('ok', '5 %') }, silent, shown, covered],
    ['yields while nothing is decided', found('ok', '5 %'), covered, 'undecided', null, null],
    ['does not hide what is graver', full, null, late, null, null],
    [
      'shows what is graver beneath',
      found('note', 'late', null),
      { said: late, beneath: full },
      late,
      full,
      null,
    ],
    ['is of what was never found, too', null, null, silent, shown, { said: silent, beneath: null }],
    [
      'ends well there',
      shown,
      { said: silent, beneath: null },
      'well',
      found('ok', 'as it should be', null),
      null,
    ],
    ['is dropped with the subject', null, covered, 'undecided', null, null],
  ])('%s', (_, current, cover, verdict, say, after) => {
    expect(settle('/', current, cover, verdict)).toEqual({ say, cover: after, end: false });
  });

  it.each([full, found('ok', '5 %'), shown])('ends what is watched no more, as %o', current => {
    expect(settle('/', current, covered, 'gone')).toEqual({ say: null, cover: null, end: true });
  });

  it('ends nothing where nothing was found', () => {
    expect(settle('/', null, null, 'gone')).toEqual({ say: null, cover: null, end: false });
  });
});
