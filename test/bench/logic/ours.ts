// Runs a Scheme file with miniKanren: the child process of the benchmark.
import { readFileSync } from 'node:fs';
import { evaluateNow, makeEnvironment } from '../../../src/scheme/index.ts';
import { logicEnvironment } from '../../../src/scheme/logic/layer.ts';

const file = process.argv[2]!;
evaluateNow(readFileSync(file, 'utf8'), makeEnvironment(file, logicEnvironment()));
