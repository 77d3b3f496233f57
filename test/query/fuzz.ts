import { differential } from './differential.ts';

// npm run fuzz -- [typed] [QUESTIONS [SEED [MOST DIFFERENCES]]]: exits 1 where the ways to answer disagree. `typed`: the
// questions as they are typed at a prompt.
const isTyped = process.argv[2] === 'typed';
const [count = '20000', seed = '1', most = '5'] = process.argv.slice(isTyped ? 3 : 2);
const ask = isTyped ? (await import('../ask/differential.ts')).typedDifferential : differential;
const { differences, ...figures } = ask(Number(seed), Number(count), Number(most));
for (const difference of differences) console.log(difference);
console.log(figures);
process.exitCode = differences.length > 0 ? 1 : 0;
