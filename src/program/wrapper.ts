import { systemClock } from '../clock/clock.ts';
import { wrap } from '../wrap/wrap.ts';

/** The job wrapper as `sheepdog` loads it; resolves with the exit status. */
export function main(argv: string[]): Promise<number> {
  return wrap(argv, { clock: systemClock, env: process.env });
}
