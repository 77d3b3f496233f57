import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep, until } from '../support/waiting.ts';
import { Herd } from './herd.ts';
import type { PowerMode } from './power.ts';
import { seededRandom } from './random.ts';
import { type Tally, tally } from './tally.ts';

/** How a run of chaos went. */
export interface ChaosResult extends Tally {
  mode: PowerMode;
  rounds: number;
  strikes: Record<string, number>;
  /** Did everything arrive within the time allowed after the last round? */
  settled: boolean;
}

const LONGEST_ROUND = 600;
/** Messages each writer has added before the first strike. */
const LOAD = 50;
const DRAIN_LIMIT = 90_000;

/** Puts a herd under load, strikes something in each round, lets it settle and counts. */
export async function runChaos(mode: PowerMode, rounds: number, seed: number): Promise<ChaosResult> {
  const directory = mkdtempSync(join(tmpdir(), 'sheepdog-chaos-'));
  const random = seededRandom(seed);
  const herd = await Herd.start(directory, mode);
  const strikes: Record<string, number> = {};
  const others = Object.keys(herd.victims).filter(name => mode === 'wipe' || name !== 'memory of Redis');
  const victims = [...others, 'Redis', 'Redis', 'Redis']; // what it loses is what this is about
  const count = () => tally(herd.store, herd.writers, herd.runs);
  try {
    await until(() => herd.writers.every(({ told }) => told.length >= LOAD), 'load', 120_000);
    for (let round = 0; round < rounds; round++) {
      const victim = victims[Math.floor(random() * victims.length)]!;
      await herd.wrap(false);
      await sleep(random() * LONGEST_ROUND);
      await herd.victims[victim]!();
      strikes[victim] = (strikes[victim] ?? 0) + 1;
    }
    const settled = await herd.drain(async () => count().lost === 0, DRAIN_LIMIT);
    await sleep(2_000); // copies that are still on their way would be stored now
    return { mode, rounds, strikes, settled, ...count() };
  } finally {
    await herd.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}
