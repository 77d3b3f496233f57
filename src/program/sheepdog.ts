#!/usr/bin/env node
import { systemClock } from '../clock/clock.ts';
import { wrap } from '../wrap/wrap.ts';

/**
 * `sheepdog`: the wrapper where the first argument is an option or `run`, else what a person asks or orders. The two are
 * bundled apart: a job must not wait until the commands and their libraries are loaded.
 */
const argv = process.argv.slice(2);
const [first = ''] = argv;
if (first === 'run') void runWrapper(argv.slice(1));
else if (first.startsWith('-') && !['-h', '--help', '--version'].includes(first)) void runWrapper(argv);
else void (require('./commands.cjs') as { main(argv: string[]): Promise<void> }).main(argv);

async function runWrapper(args: string[]): Promise<void> {
  process.exit(await wrap(args, { clock: systemClock, env: process.env }));
}
