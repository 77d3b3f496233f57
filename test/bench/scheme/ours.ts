// Runs a Scheme file in our Scheme: the child process of the benchmark.
import { readFileSync } from 'node:fs';
import { evaluateNow, makeEnvironment } from '../../../src/scheme/index.ts';

const file = process.argv[2]!;
evaluateNow(readFileSync(file, 'utf8'), makeEnvironment(file));
