import { describe, expect, it } from 'vitest';
import {
  decide,
  handedOver,
  observeStored,
  openWindow,
  startOver,
  WINDOW_ENTRIES,
} from '../../src/queue/forward/window.ts';

// Numbers 1..5 were handed over at time 0 and nothing is stored.
const outstanding = () => handedOver(decide(openWindow(0, 0), 5, 0).window, { from: 1, to: 5 }, 5);

describe('what a sender hands over', () => {
  it.each([
    { when: 'all that is new', window: openWindow(0, 0), top: 5, now: 0, span: { from: 1, to: 5 } },
    {
      when: 'no more than the window at once',
      window: openWindow(10, 0),
      top: 5_000,
      now: 0,
      span: { from: 11, to: 10 + WINDOW_ENTRIES },
    },
    { when: 'nothing while it waits', window: outstanding(), top: 5, now: 1_499, span: { from: 6, to: 5 } },
    {
      when: 'what came since, while it waits',
      window: outstanding(),
      top: 7,
      now: 1_499,
      span: { from: 6, to: 7 },
    },
    {
      when: 'only the first again when nothing moves',
      window: outstanding(),
      top: 5,
      now: 1_500,
      span: { from: 1, to: 1 },
    },
    {
      when: 'all again after a new connection',
      window: startOver(outstanding(), 10),
      top: 5,
      now: 10,
      span: { from: 1, to: 5 },
    },
    {
      when: 'only what is not stored',
      window: startOver(observeStored(outstanding(), 3, 5), 10),
      top: 5,
      now: 10,
      span: { from: 4, to: 5 },
    },
  ])('is $when', ({ window, top, now, span }) => {
    expect(decide(window, top, now).span).toEqual(span);
  });

  it('waits longer each time before it tries the first again: a receiver away for a night finds no flood', () => {
    let window = outstanding();
    const tries: number[] = [];
    for (let now = 0; now < 12 * 3_600_000; now += 500) {
      const decision = decide(window, 5, now);
      if (decision.span.to >= decision.span.from) tries.push(now);
      window = handedOver(decision.window, decision.span, decision.span.to - decision.span.from + 1);
    }
    expect(tries.slice(0, 4)).toEqual([1_500, 4_500, 10_500, 22_500]);
    expect(tries.length).toBeLessThan(160);
  });

  it('sends all again when the first, sent again, was stored and the rest did not follow', () => {
    const probed = decide(outstanding(), 5, 1_500).window;
    const moved = observeStored(probed, 1, 1_600);
    expect(decide(moved, 5, 1_800).span).toEqual({ from: 6, to: 5 });
    expect(decide(moved, 5, 1_900).span).toEqual({ from: 2, to: 5 });
  });

  it('is not put back by a mark that Redis rolled back', () => {
    const window = observeStored(outstanding(), 4, 10);
    expect(observeStored(window, 2, 20)).toEqual(window);
  });
});
