import { parseArgs } from 'node:util';
import { POWER_MODES } from './power.ts';
import { runChaos } from './run.ts';

// npm run chaos [-- --rounds 200 --seed N]: the rounds are shared among the three things that happen to Redis.
const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
const rounds = Number(values.rounds ?? 200);
const seed = Number(values.seed ?? Date.now() % 100_000);

console.log(`${rounds} rounds of kill -9, seed ${seed}`);
let faults = 0;
for (const mode of POWER_MODES) {
  const result = await runChaos(mode, Math.ceil(rounds / POWER_MODES.length), seed);
  const { sent, stored, twice, lost, outOfOrder, settled, strikes } = result;
  console.log(
    `${mode.padEnd(10)} sent ${sent}  stored ${stored}  twice ${twice}  lost ${lost}  out of order ${outOfOrder}`,
  );
  console.log(
    `           ${Object.entries(strikes)
      .map(([name, n]) => `${name} ${n}`)
      .join(', ')}${settled ? '' : '  NOT SETTLED'}`,
  );
  faults += twice + lost + outOfOrder + (settled ? 0 : 1);
}
process.exit(faults === 0 ? 0 : 1);
