import { differential } from './differential.ts';

// npm run fuzz -- [QUESTIONS [SEED [MOST DIFFERENCES]]]: exits 1 where the ways to answer disagree.
const [count = '20000', seed = '1', most = '5'] = process.argv.slice(2);
const tally = differential(Number(seed), Number(count), Number(most));
const { differences, ...figures } = tally;
for (const difference of differences) console.log(difference);
console.log(figures);
process.exitCode = differences.length > 0 ? 1 : 0;
