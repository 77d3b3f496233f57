// The Scheme prompt: reads forms over several lines, evaluates them, prints values and errors, and stays alive.

import type { Environment } from '../scheme/index.ts';
import {
  describe,
  evaluate,
  expansion,
  isUnfinished,
  MultipleValues,
  namesIn,
  openEnvironment,
  printed,
  SchemeError,
  services,
  UNSPECIFIED,
  type Value,
} from '../scheme/index.ts';
import { type LineOptions, LineReader } from './line-reader.ts';

/** What a prompt knows besides Scheme. */
export interface Language {
  /** Lines of ,help for its commands. */
  readonly help: string;
  /** What there is to be warned of after an evaluation; emptied by the prompt. */
  readonly warnings: string[];
  evaluate(text: string, firstLine: number, signal: AbortSignal): Promise<Value>;
  /** How a value is shown; null where Scheme's way will do. */
  show(value: Value): string | null;
  /** What a name means that is more than Scheme's; null for others. */
  describe(name: string): string | null;
  /** Its commands: what each writes. */
  commands(): Record<string, (rest: string) => string | Promise<string>>;
}

export interface PromptOptions extends Omit<LineOptions, 'names'> {
  readonly language?: Language;
  readonly environment: Environment;
  /** Shown in front of each line. */
  readonly name: string;
}

const HELP = `,help              this text
,describe NAME     what a name means
,apropos TEXT      the names that hold a text
,time EXPRESSION   how long an evaluation takes
,expand FORM       what a form expands to
,backtrace         all of the last error's backtrace
,quit              leave (or Ctrl-D)`;

class Prompt {
  readonly #environment: Environment;
  readonly #language: Language | undefined;
  readonly #name: string;
  readonly #lines: LineReader;
  readonly #write: (text: string) => void;
  #typed = '';
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
    this.#lines = new LineReader({ ...options, names: () => namesIn(options.environment) });
    this.#write = text => void options.output.write(text);
    this.#lines.onInterrupt(() => this.#interrupt());
  }

  /** Runs until the input ends or ,quit; the exit status. */
  async run(): Promise<number> {
    for await (const line of this.#lines.lines(() => (this.#done ? '' : this.#promptText()))) {
      await this.#take(line);
      if (this.#done) break;
    }
    if (this.#typed.trim() !== '') await this.#evaluate(this.#typed);
    this.#lines.close();
    return this.#status;
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
      return this.#command(line.slice(1).trim());
    this.#typed += `${line}\n`;
    if (isUnfinished(this.#typed)) return;
    const text = this.#typed;
    this.#typed = '';
    if (text.trim() !== '') await this.#evaluate(text);
  }

  /** Evaluates and prints. */
  async #evaluate(text: string): Promise<void> {
    const firstLine = this.#line - text.split('\n').length + 2;
    await this.#guarded(async signal => {
      const { file } = this.#environment;
      const value = this.#language
        ? await this.#language.evaluate(text, firstLine, signal)
        : await evaluate(text, this.#environment, { file, firstLine, signal });
      for (const warning of this.#language?.warnings.splice(0) ?? []) services.writeError(`${warning}\n`);
      this.#show(value);
    });
  }

  #show(value: Value): void {
    const values = value instanceof MultipleValues ? value.items : [value];
    for (const item of values)
      if (item !== UNSPECIFIED) this.#write(this.#language?.show(item) ?? `${printed(item)}\n`);
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
    services.writeError(`${error.report()}\n`);
  }

  async #command(line: string): Promise<void> {
    const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(line)!;
    const commands: Record<string, () => void | Promise<void>> = {
      help: () => this.#write(`${this.#help}\n`),
      describe: () => this.#describe(rest),
      apropos: () =>
        this.#write(
          `${namesIn(this.#environment)
            .filter(name => name.includes(rest))
            .join('\n')}\n`,
        ),
      time: () => this.#time(rest),
      expand: () =>
        this.#guarded(async () =>
          this.#write(
            `${expansion(rest, this.#environment)
              .map(x => printed(x))
              .join('\n')}\n`,
          ),
        ),
      backtrace: () => this.#write(`${this.#lastError?.report(true) ?? 'there was no error'}\n`),
      quit: () => {
        this.#done = true;
      },
    };
    for (const [name, command] of Object.entries(this.#language?.commands() ?? {}))
      commands[name] = () => this.#guarded(async () => this.#write(await command(rest)));
    const found = Object.keys(commands).filter(name => name.startsWith(word));
    const meant = found.includes(word) ? word : found[0];
    if (word === '' || meant === undefined || (found.length > 1 && meant !== word))
      this.#write(`there is no command ,${word}\n${this.#help}\n`);
    else await commands[meant]!();
  }

  get #help(): string {
    return this.#language ? `${this.#language.help}\n${HELP}` : HELP;
  }

  #describe(name: string): void {
    const own = this.#language?.describe(name);
    if (own) this.#write(own);
    else this.#write(`${describe(name, this.#environment) ?? `nothing is called ${name}`}\n`);
  }

  async #time(text: string): Promise<void> {
    const began = performance.now();
    await this.#evaluate(text);
    this.#write(`${(performance.now() - began).toFixed(3)} ms\n`);
  }
}

/** Runs a prompt until its input ends; the exit status. */
export const runPrompt = (options: PromptOptions): Promise<number> => new Prompt(options).run();
