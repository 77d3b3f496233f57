import { runTrial } from '../receiver/trial.ts';

// What it rejects with ends the process with exit 1: that is the answer.
void runTrial(process.stdin);
