// The terminal's side of the prompt: lines with history, editing and completion.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';

/** Lines of history kept. */
const HISTORY = 1000;

export interface LineOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  readonly terminal: boolean;
  /** Names to complete the end of a line with. */
  readonly names: (line: string) => string[];
  /** File in which lines are kept from one prompt to the next. */
  readonly historyFile: string | undefined;
}

export class LineReader {
  readonly #interface: Interface;
  readonly #historyFile: string | undefined;
  #history: string[];

  constructor({ input, output, terminal, names, historyFile }: LineOptions) {
    this.#historyFile = historyFile;
    this.#history = readHistory(historyFile);
    this.#interface = createInterface({
      input,
      output,
      terminal,
      history: this.#history,
      historySize: HISTORY,
      removeHistoryDuplicates: true,
      completer: (line: string) => complete(line, names(line)),
    });
    this.#interface.on('history', lines => {
      this.#history = lines;
    });
  }

  /** Calls `act` when Ctrl-C is pressed. */
  onInterrupt(act: () => void): void {
    this.#interface.on('SIGINT', act);
  }

  /** Lines as they come, after `prompt()` was written in front of each; ends with the input. */
  async *lines(prompt: () => string): AsyncIterable<string> {
    this.show(prompt());
    for await (const line of this.#interface) {
      yield line;
      this.show(prompt());
    }
  }

  show(prompt: string): void {
    this.#interface.setPrompt(prompt);
    this.#interface.prompt();
  }

  /** Throws away what is typed on the line. */
  clearLine(): void {
    this.#interface.write(null, { ctrl: true, name: 'e' });
    this.#interface.write(null, { ctrl: true, name: 'u' });
  }

  close(): void {
    this.#interface.close();
    if (this.#historyFile === undefined) return;
    try {
      mkdirSync(path.dirname(this.#historyFile), { recursive: true, mode: 0o700 });
      writeFileSync(this.#historyFile, `${this.#history.join('\n')}\n`, { mode: 0o600 });
    } catch {
      // A prompt without a place for its history is still a prompt.
    }
  }
}

function readHistory(file: string | undefined): string[] {
  if (file === undefined) return [];
  try {
    return readFileSync(file, 'utf8').split('\n').filter(Boolean).slice(0, HISTORY);
  } catch {
    return [];
  }
}

/** What the name at the end of the line may become, as readline wants it. */
export function complete(line: string, names: string[]): [string[], string] {
  const typed = /[^\s()[\]"';,`]*$/.exec(line)![0];
  return [typed === '' ? [] : names.filter(name => name.startsWith(typed)), typed];
}
