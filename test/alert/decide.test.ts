import { describe, expect, it } from 'vitest';
import { decide, nextTick, type Policy } from '../../src/alert/decide.ts';
import { told } from '../../src/alert/told.ts';
import type { Standing } from '../../src/model/alert.ts';
import type { Finding } from '../../src/model/finding.ts';
import type { Level } from '../../src/model/level.ts';

/**
 * A case is a story: what happened minute by minute, and what was decided. A word is a finding, with what its hook
 * gave along; `tick` lets time pass; `send` delivers what is to be told. `→` stands before what was decided, and what
 * is to be told now in brackets.
 */
const STORIES: [name: string, story: string][] = [
  ['what is well is nothing to remember', '0 ok → - | 5 note → - | 10 ok → -'],
  ['a bark is told', '0 bark → bad [bad]'],
  ['and told once', '0 bark → bad [bad] | 0 send | 5 bark → - | 10 bark → - | 1000 bark → -'],
  [
    'its end is told once',
    '0 bark → bad [bad] | 0 send | 5 ok → well [well] | 5 send | 10 ok → - | 15 ok → -',
  ],
  ['a warning waits for the digest', '0 warn → warn | 5 warn → - | 10 ok → well'],
  [
    'getting worse is new',
    '0 warn → warn | 5 bark → bad [bad] | 5 send | 9 warn → eased | 12 ok → well [well]',
  ],
  [
    'getting a little better and worse again is not',
    '0 bark → bad [bad] | 0 send | 5 warn → eased | 9 bark → again',
  ],
  [
    'silence is told, and a bark after it is worse',
    '0 unknown → bad [bad] | 0 send | 5 bark → worse [bad] | 5 send | 9 unknown → eased | 12 bark → again',
  ],
  ['well before it was told: nobody hears of it', '0 bark → bad [bad] | 1 ok → cancelled'],
  [
    'bad again before its end was told: nobody hears of it',
    '0 bark → bad [bad] | 0 send | 5 ok → well [well] | 6 bark → again',
  ],
  [
    'bad again after its end was told is new',
    '0 bark → bad [bad] | 0 send | 5 ok → well [well] | 5 send | 30 bark → bad [bad]',
  ],
  [
    'two failures in a row are tolerated',
    '0 bark:t2 → tolerated | 5 bark:t2 → tolerated | 9 bark:t2 → bad [bad]',
  ],
  [
    'but not three days of them',
    '0 bark:t1 → tolerated | 5 ok → cancelled | 9 bark:t1 → tolerated | 12 bark:t1 → bad [bad]',
  ],
  ['what is missed is not tolerated', '0 bark:t2 → tolerated | 5 bark → bad [bad]'],
  ['for some time: by the next finding', '0 bark:f10 → held | 5 bark:f10 → - | 10 bark:f10 → bad [bad]'],
  [
    'for some time: by the clock alone',
    '0 bark:f10 → held | 9 tick → - | 10 tick → bad [bad] | 15 bark:f10 → -',
  ],
  ['not for all that time', '0 bark:f10 → held | 5 ok → cancelled | 12 tick → -'],
  [
    'for some time, from when it is that bad',
    '0 warn:f10 → warn | 8 bark:f10 → held | 12 bark:f10 → - | 18 bark:f10 → bad [bad]',
  ],
  [
    'in between it is as bad as it was',
    '0 bark → bad [bad] | 0 send | 5 warn:l → - | 8 ok:l → - | 9 ok → well [well]',
  ],
  ['in between, and before that well', '0 ok:l → - | 5 warn:l → warn | 9 ok:l → - | 12 ok → well'],
  [
    'four changes in an hour are flapping: told once',
    '0 bark → bad [bad] | 0 send | 10 ok → well [well] | 10 send | 20 bark → bad [bad] | 20 send | 30 ok → flapping [flapping] | 30 send | 40 bark → bad | 50 ok → well | 60 bark → bad',
  ],
  [
    'half an hour as it is ends it: what is well is told',
    '0 bark → bad [bad] | 1 ok → cancelled | 2 bark → bad [bad] | 3 ok → flapping [flapping] | 3 send | 30 tick → - | 33 tick → steady [well] | 33 send | 95 tick → -',
  ],
  [
    'half an hour as it is ends it: what is bad is told',
    '0 bark → bad [bad] | 1 ok → cancelled | 2 bark → bad [bad] | 3 ok → flapping [flapping] | 3 send | 4 bark → bad | 34 tick → steady [bad]',
  ],
  [
    'a replay knows of half an hour by the findings',
    '0 bark → bad | 1 ok → cancelled | 2 bark → bad | 3 ok → flapping [flapping] | 3 send | 40 bark → steady [bad]',
  ],
  [
    'four changes in more than an hour are not',
    '0 bark → bad | 0 send | 25 ok → well | 25 send | 50 bark → bad | 50 send | 75 ok → well [well]',
  ],
  ['reminders are off by default', '0 bark → bad [bad] | 0 send | 9999 tick → -'],
  [
    'a reminder, where it is asked for',
    '0 bark → bad [bad] | 0 send | 59 tick:r → - | 60 tick:r → reminder [reminder] | 60 send | 119 tick:r → - | 120 tick:r → reminder [reminder]',
  ],
  ['nothing that was not told is reminded of', '0 bark:f600 → held | 61 tick:r → -'],
  ['time does not mend anything', '0 bark → bad [bad] | 0 send | 99 tick → - | 99999 tick → -'],
  ['of what nobody knows anything time tells nothing', '0 tick → -'],
];

const MINUTE = 60_000;
const START = 1_000 * MINUTE;

describe('the decision', () => {
  it.each(STORIES)('%s', (_, story) => {
    let standing: Standing | null = null;
    const heard = story.split(' | ').map(step => {
      const [at, word] = step.split(' ') as [string, string];
      const now = START + Number(at) * MINUTE;
      if (word === 'send') {
        standing = told(standing!, { now, thread: 't' });
        return step;
      }
      const decision = decide(standing, happening(word, now), policyOf(word));
      standing = decision.standing;
      const shown = step.includes('[') && standing?.want ? ` [${standing.want}]` : '';
      return `${at} ${word} → ${decision.made?.event ?? '-'}${shown}`;
    });
    expect(heard.join(' | ')).toBe(story);
  });

  function happening(word: string, now: number) {
    if (word.startsWith('tick')) return { kind: 'tick', now } as const;
    const [level, option = ''] = word.split(':') as [Level, string?];
    const finding: Finding = { subject: '/', level, text: word, value: null, limit: null };
    if (option.startsWith('t')) finding.tolerate = Number(option.slice(1));
    if (option.startsWith('f')) finding.hold = Number(option.slice(1)) * MINUTE;
    if (option === 'l') finding.lingers = true;
    return { kind: 'finding', finding, time: now, now, show: null, inform: [] } as const;
  }
});

const policyOf = (word: string): Policy => ({ remindEvery: word.endsWith(':r') ? 60 * MINUTE : null });

describe('times', () => {
  const bark: Finding = {
    subject: '/',
    level: 'bark',
    text: '98 %',
    value: 98,
    limit: 97,
    hold: 10 * MINUTE,
  };
  const at = (time: number, now: number, finding = bark) =>
    ({ kind: 'finding', finding, time, now, show: null, inform: [] }) as const;
  const policy = { remindEvery: null };

  it('are those of the events where a machine replays what it has kept', () => {
    const now = START + 600 * MINUTE; // all of it is received at once, hours later
    const { standing } = decide(null, at(START, now), policy);
    const { standing: bad, made } = decide(standing, at(START + 10 * MINUTE, now), policy);
    expect(made).toEqual({ event: 'bad', reason: 'has been bark for 10 min' });
    expect(bad).toMatchObject({ since: START, count: 2, bad: true });
  });

  it('are those of the receiver where a tick decides: a slow clock on the machine makes nobody hasty', () => {
    const { standing } = decide(null, at(START - 60 * MINUTE, START), policy);
    expect(standing).toMatchObject({ due: START + 10 * MINUTE });
    expect(nextTick(standing!, policy)).toBe(START + 10 * MINUTE);
    expect(decide(standing, { kind: 'tick', now: START + 9 * MINUTE }, policy).made).toBeNull();
    expect(decide(standing, { kind: 'tick', now: START + 10 * MINUTE }, policy).made?.event).toBe('bad');
  });

  it('that go back on the machine do not make a trouble flap or end', () => {
    const now = (minute: number) => START + minute * MINUTE;
    const level = (l: Level) => ({ ...bark, level: l, hold: 0 });
    let { standing } = decide(null, at(START, now(0), level('bark')), policy);
    standing = told(standing!, { now: now(0), thread: 't' });
    ({ standing } = decide(standing, at(START - 1440 * MINUTE, now(5), level('bark')), policy));
    expect(standing).toMatchObject({ level: 'bark', since: START, count: 2, want: null });
    const { made } = decide(standing, at(START - 1435 * MINUTE, now(10), level('ok')), policy);
    expect(made).toEqual({ event: 'well', reason: 'was bark, and bad for 0.0 s' });
  });
});
