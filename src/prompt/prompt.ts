// The Scheme prompt: reads forms over several lines, evaluates them, prints values and errors, and stays alive.

import type { Environment } from '../scheme/index.ts';
import {
  evaluate,
  isUnfinished,
  MultipleValues,
  namesIn,
  openEnvironment,
  printed,
  provide,
  SchemeError,
  services,
  UNSPECIFIED,
  type Value,
} from '../scheme/index.ts';
import { escapeLines } from '../terminal/escape.ts';
import { type Command, type CommandHost, commandNames, runCommand } from './commands.ts';
import { type LineOptions, LineReader } from './line-reader.ts';

/** What a prompt knows besides Scheme. */
export interface Language {
  /** What completion knows besides the names of the environment. */
  readonly names: readonly string[];
  readonly commands: readonly Command[];
  evaluate(text: string, firstLine: number, signal: AbortSignal): Promise<Value>;
  /** What there is to be warned of since the last call. */
  warnings(): string[];
  /** How a value is shown; null where Scheme's way will do. */
  show(value: Value): string | null;
}

export interface PromptOptions extends Omit<LineOptions, 'names'> {
  readonly language?: Language;
  readonly environment: Environment;
  /** Shown in front of each line. */
  readonly name: string;
}

class Prompt {
  readonly #environment: Environment;
  readonly #language: Language | undefined;
  readonly #name: string;
  readonly #lines: LineReader;
  readonly #output: NodeJS.WritableStream;
  #typed = '';
  /** Does the next text written begin a line? */
  #atLineStart = true;
  #line = 0;
  #lastError: SchemeError | undefined;
  #running: AbortController | undefined;
  #done = false;
  /** Exit status: of (exit n). */
  #status = 0;

  constructor(options: PromptOptions) {
    this.#environment = options.environment;
    this.#language = options.language;
    openEnvironment(options.environment);
    this.#name = options.terminal ? options.name : '';
    this.#lines = new LineReader({ ...options, names: line => this.#namesFor(line) });
    this.#output = options.output;
    this.#lines.onInterrupt(() => this.#interrupt());
  }

  /** Runs until the input ends or ,quit; the exit status. */
  async run(): Promise<number> {
    const { write } = services;
    provide({ write: text => this.#write(text) });
    try {
      for await (const line of this.#lines.lines(() => (this.#done ? '' : this.#promptText()))) {
        this.#atLineStart = true;
        await this.#take(line);
        if (this.#done) break;
      }
      if (!this.#done && this.#name !== '') this.#write('\n'); // Ctrl-D
      if (this.#typed.trim() !== '') await this.#evaluate(this.#typed);
      this.#lines.close();
    } finally {
      provide({ write });
    }
    return this.#status;
  }

  #namesFor(line: string): string[] {
    return /^,\S*$/.test(line)
      ? commandNames(this.#language?.commands)
      : [...namesIn(this.#environment), ...(this.#language?.names ?? [])];
  }

  #write(text: string): void {
    this.#output.write(text);
    if (text !== '') this.#atLineStart = text.endsWith('\n');
  }

  /** Ends a line that a program left open: the prompt would overwrite it. */
  #endLine(): void {
    if (!this.#atLineStart && this.#name !== '') this.#write('\n');
  }

  #promptText(): string {
    if (this.#name === '') return '';
    return this.#typed === '' ? `${this.#name}> ` : `${' '.repeat(this.#name.length - 1)}... `;
  }

  #interrupt(): void {
    if (this.#running !== undefined) {
      this.#running.abort();
      return;
    }
    this.#typed = '';
    this.#lines.clearLine();
    this.#write('\n');
    this.#lines.show(this.#promptText());
  }

  async #take(line: string): Promise<void> {
    this.#line++;
    if (this.#typed === '' && line.startsWith(',') && (this.#name !== '' || this.#language))
      return runCommand(line.slice(1).trim(), this.#commandHost());
    this.#typed += `${line}\n`;
    if (isUnfinished(this.#typed)) return;
    const text = this.#typed;
    this.#typed = '';
    if (text.trim() !== '') await this.#evaluate(text);
    this.#endLine();
  }

  #commandHost(): CommandHost {
    return {
      environment: this.#environment,
      commands: this.#language?.commands ?? [],
      write: text => this.#write(text),
      evaluate: text => this.#evaluate(text),
      guarded: act => this.#guarded(act),
      lastError: () => {
        const error = this.#lastError;
        return error === undefined ? undefined : escapeLines(error.report(true));
      },
      quit: () => {
        this.#done = true;
      },
    };
  }

  /** Evaluates and prints. */
  async #evaluate(text: string): Promise<void> {
    const firstLine = this.#line - text.split('\n').length + 2;
    await this.#guarded(async signal => {
      const { file } = this.#environment;
      const value = this.#language
        ? await this.#language.evaluate(text, firstLine, signal)
        : await evaluate(text, this.#environment, { file, firstLine, signal });
      for (const warning of this.#language?.warnings() ?? []) services.writeError(`${warning}\n`);
      this.#show(value);
    });
  }

  #show(value: Value): void {
    const values = value instanceof MultipleValues ? value.items : [value];
    for (const item of values) {
      if (item === UNSPECIFIED) continue;
      this.#endLine();
      this.#write(this.#language?.show(item) ?? `${printed(item)}\n`);
    }
  }

  async #guarded(act: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#running = new AbortController();
    try {
      await act(this.#running.signal);
    } catch (error) {
      if (!(error instanceof SchemeError)) throw error;
      this.#failed(error);
    } finally {
      this.#running = undefined;
    }
  }

  #failed(error: SchemeError): void {
    if (error.kind === 'quit') {
      this.#done = true;
      this.#status = error.exitStatus;
      return;
    }
    this.#lastError = error;
    this.#endLine();
    services.writeError(`${escapeLines(error.report())}\n`);
  }
}

/** Runs a prompt until its input ends; the exit status. */
export const runPrompt = (options: PromptOptions): Promise<number> => new Prompt(options).run();
