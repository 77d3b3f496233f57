// What `sheepdog scheme` does: runs a file, evaluates an expression, or opens the prompt on the bare Scheme.
import { readFileSync } from 'node:fs';
import {
  evaluate,
  MultipleValues,
  makeEnvironment,
  printed,
  provide,
  SchemeError,
  services,
  UNSPECIFIED,
  type Value,
} from '../scheme/index.ts';

export interface SchemeRun {
  readonly file: string | undefined;
  readonly expression: string | undefined;
  /** The words after the file. */
  readonly args: readonly string[];
  readonly historyFile: string | undefined;
}

/** Evaluates a text; the exit status: 0, that of (exit n), or 1 after an error, which is reported. */
async function runText(text: string, name: string, show: (value: Value) => void): Promise<number> {
  try {
    show(await evaluate(text, makeEnvironment(name)));
    return 0;
  } catch (error) {
    if (!(error instanceof SchemeError)) throw error;
    if (error.kind === 'quit') return error.exitStatus;
    services.writeError(`${error.report()}\n`);
    return 1;
  }
}

function showValue(value: Value): void {
  const values = value instanceof MultipleValues ? value.items : [value];
  for (const item of values) if (item !== UNSPECIFIED) services.write(`${printed(item)}\n`);
}

/** Runs what the command line asks for; the exit status. */
export async function runScheme({ file, expression, args, historyFile }: SchemeRun): Promise<number> {
  provide({ commandLine: file === undefined ? ['sheepdog scheme'] : [file, ...args] });
  if (expression !== undefined) return runText(expression, 'command line', showValue);
  if (file !== undefined) {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      services.writeError(`${file}: error: cannot be read: ${(error as Error).message}\n`);
      return 1;
    }
    return runText(text, file, () => {});
  }
  const { runPrompt } = await import('./prompt.ts');
  const terminal = process.stdin.isTTY === true;
  return runPrompt({
    environment: makeEnvironment('prompt'),
    name: 'scheme',
    input: process.stdin,
    output: process.stdout,
    terminal,
    historyFile: terminal ? historyFile : undefined,
  });
}
