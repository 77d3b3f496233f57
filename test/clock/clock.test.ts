import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock/clock.ts';

describe("the machine's clock", () => {
  it('tells whole milliseconds: a difference of two clocks is stored as a time', async () => {
    for (let i = 0; i < 5; i++) {
      expect(systemClock.monotonic()).toSatisfy(Number.isInteger);
      expect(systemClock.now()).toSatisfy(Number.isInteger);
      await systemClock.sleep(3);
    }
  });
});
