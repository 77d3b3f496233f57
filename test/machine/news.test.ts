import { describe, expect, it } from 'vitest';
import { news } from '../../src/system/news.ts';
import { recorded } from './recorded.ts';

describe('news', () => {
  it('is all at the first look, and then what came and went', async () => {
    const machine = recorded({});
    const look = (...items: unknown[]) => news(machine, 'packages', items);
    expect(await look(['a', '1'], ['b', '1'], ['a', '1'])).toEqual({
      whole: true,
      came: [
        ['a', '1'],
        ['b', '1'],
      ],
      gone: [],
    });
    expect(await look(['a', '1'], ['b', '1'])).toEqual({ whole: false, came: [], gone: [] });
    expect(await look(['a', '2'])).toEqual({
      whole: false,
      came: [['a', '2']],
      gone: [
        ['a', '1'],
        ['b', '1'],
      ],
    });
    expect(await look()).toEqual({ whole: false, came: [], gone: [['a', '2']] });
  });

  it('is all again after a day, and keeps lists apart', async () => {
    let time = 0;
    const machine = recorded({});
    const clocked = { ...machine, clock: { ...machine.clock, monotonic: () => time } };
    const look = (name: string) => news(clocked, name, ['x']);
    expect((await look('one')).whole).toBe(true);
    time = 86_399_999;
    expect(await look('one')).toEqual({ whole: false, came: [], gone: [] });
    expect((await look('two')).whole).toBe(true);
    time = 86_400_000;
    expect(await look('one')).toEqual({ whole: true, came: ['x'], gone: [] });
    expect((await look('one')).whole).toBe(false);
  });
});
