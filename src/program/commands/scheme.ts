import type { Command } from 'commander';
import type { CommandContext } from './context.ts';

/** Registers `scheme`: what its help says. src/program/sheepdog.ts runs it without loading the other verbs. */
export function registerScheme(program: Command, context: CommandContext): void {
  program
    .enablePositionalOptions()
    .command('scheme')
    .description('the bare Scheme: run a file, evaluate an expression, or open a prompt')
    .argument('[file]', 'file to run')
    .argument('[args...]', 'what (command-line) gives after the file')
    .option('-e, --evaluate <expression>', 'evaluate this text and print its value')
    .passThroughOptions()
    .addHelpText(
      'after',
      "\nExamples:\n  sheepdog scheme -e '(map square (iota 5))'\n  sheepdog scheme               # a prompt; ,help tells what it can do",
    )
    .action(async (file: string | undefined, args: string[], { evaluate }: { evaluate?: string }) => {
      const { main } = await import('../scheme.ts');
      context.exit(
        await main(evaluate !== undefined ? ['-e', evaluate] : file !== undefined ? [file, ...args] : []),
      );
    });
}
