// sheepdog scheme: a file, an expression, or a prompt.
import { homedir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';

interface Options {
  readonly evaluate?: string;
}

const historyFile = (): string =>
  path.join(process.env.XDG_STATE_HOME ?? path.join(homedir(), '.local/state'), 'sheepdog/scheme-history');

/** Registers `scheme` on the program. The Scheme itself is loaded only when it is run. */
export function registerScheme(program: Command): void {
  program
    .enablePositionalOptions()
    .command('scheme')
    .description('the bare Scheme: run a file, evaluate an expression, or open a prompt')
    .argument('[file]', 'file to run')
    .argument('[args...]', 'what (command-line) gives after the file')
    .option('-e, --evaluate <expression>', 'evaluate this text and print its value')
    .passThroughOptions()
    .action(async (file: string | undefined, args: string[], options: Options) => {
      const { runScheme } = await import('../../prompt/scheme.ts');
      process.exitCode = await runScheme({
        file,
        expression: options.evaluate,
        args,
        historyFile: historyFile(),
      });
    });
}
