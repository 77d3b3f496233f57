import type { Command } from 'commander';
import type { CommandContext } from './context.ts';
import { explained } from './open-store.ts';

/** Registers `query`: what its help says. src/program/sheepdog.ts runs it without loading the other verbs. */
export function registerQuery(program: Command, context: CommandContext): void {
  program
    .command('query')
    .summary('a question to the herd: its answers as a table, JSON or CSV')
    .description(
      'Asks the herd a question in logic, and prints the answers. Exits with 0 where there are any, 1 where there are none, 2 after an error.',
    )
    .argument('[question]', "as '(run* (host) (hardware host))'")
    .option('-f, --file <file>', 'the question in this file')
    .option('--table', 'an aligned table, times in local time (the default)')
    .option('--json', 'one JSON object a line: times in ISO 8601, durations in milliseconds')
    .option('--csv', 'comma-separated values, with a line of names')
    .option('--timeout <duration>', 'give up after so long: 500ms, 10s, 2m')
    .option('--limit <n>', 'the first n answers')
    .addHelpText(
      'after',
      `
Examples:
  sheepdog query '(run* (host ram) (low-on-memory host ram))'
  sheepdog query --json '(run* (host tag time) (failed-run host tag time))' | jq .tag
  sheepdog query '(explain (run* (host) (silent host)))'

docs/asking.md goes from the first question to the whole language in twenty steps.`,
    )
    .action(async (question: string | undefined, options: Record<string, string | true>) => {
      const { main } = await import('../query.ts');
      const words = Object.entries(options).flatMap(([name, value]) =>
        value === true ? [`--${name}`] : [`--${name}`, value],
      );
      const argv = [...words, ...(question === undefined ? [] : ['--', question])];
      context.exit(await explained(() => main(argv, context)));
    });
}
