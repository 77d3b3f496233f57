import { runTrial } from '../receiver/trial.ts';
import { loadDog } from './dog.ts';

// `trial.cjs HOST [CONFIGURATION]`. What it rejects with ends the process with exit 1: that is the answer.
const [, , host, file] = process.argv;
void runTrial(process.stdin, host!, loadDog(process.env, file ?? null).receivers);
