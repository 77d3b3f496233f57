import { historyPath } from '../platform/paths.ts';
import { runScheme } from '../prompt/scheme.ts';

/**
 * `sheepdog scheme [-e EXPRESSION | FILE [ARGUMENT …]]`, by itself: a bundle of its own, because a ready Scheme should
 * cost little over bare Node. Its help is with the other verbs (commands/scheme.ts).
 * @returns the exit status
 */
export async function main(argv: readonly string[]): Promise<number> {
  const [first, ...rest] = argv;
  const historyFile = historyPath(process.env, 'scheme-history');
  const run = { file: undefined, expression: undefined, args: [], historyFile };
  if (first === '-e' || first === '--evaluate') {
    if (rest.length === 1) return runScheme({ ...run, expression: rest[0] });
  } else if (first === undefined) return runScheme(run);
  else if (!first.startsWith('-')) return runScheme({ ...run, file: first, args: rest });
  process.stderr.write(
    `sheepdog scheme: error: ${complaint(first, rest)}\nhint: see sheepdog scheme --help\n`,
  );
  return 64; // EX_USAGE of sysexits.h
}

function complaint(first: string, rest: readonly string[]): string {
  if (first !== '-e' && first !== '--evaluate') return `unknown option '${first}'`;
  return rest.length === 0 ? `${first} needs an expression` : `${first} takes one expression: quote it`;
}
