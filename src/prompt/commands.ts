// The comma commands of the prompt. A command may be shortened as long as it is the only one that begins so.

import { describe, type Environment, expansion, namesIn, printed } from '../scheme/index.ts';

/** What commands may ask of the prompt. */
export interface CommandHost {
  readonly environment: Environment;
  /** Commands of the prompt's own. */
  readonly commands: readonly Command[];
  write(text: string): void;
  /** Evaluates a text and prints its value, or its error. */
  evaluate(text: string): Promise<void>;
  /** Does what may raise a SchemeError, which is printed. */
  guarded(act: () => Promise<void>): Promise<void>;
  /** The last error with all of its backtrace. */
  lastError(): string | undefined;
  quit(): void;
}

export interface Command {
  readonly name: string;
  /** What must follow the name; undefined: nothing. */
  readonly operand: string | undefined;
  readonly help: string;
  run(host: CommandHost, rest: string): void | Promise<void>;
}

/** What commands are called that more than one prompt has, each in its own way: here, and attached to a daemon. */
export const WORDS = {
  relations: { name: 'relations', operand: undefined, help: 'what can be asked' },
  describe: {
    name: 'describe',
    operand: 'NAME',
    help: 'the columns of a relation, or what another name means',
  },
  sql: {
    name: 'sql',
    operand: 'QUESTION',
    help: "how it is answered: the SQL, SQLite's plan, what is searched",
  },
  apropos: { name: 'apropos', operand: 'TEXT', help: 'the names that hold a text' },
  expand: { name: 'expand', operand: 'FORM', help: 'what a form expands to' },
} satisfies Record<string, Omit<Command, 'run'>>;

const COMMANDS: readonly Command[] = [
  {
    name: 'help',
    operand: undefined,
    help: 'this text',
    run: host => host.write(helpText(host.commands)),
  },
  {
    name: 'describe',
    operand: 'NAME',
    help: 'what a name means',
    run: (host, name) => host.write(`${describe(name, host.environment) ?? `nothing is called ${name}`}\n`),
  },
  {
    ...WORDS.apropos,
    run: (host, text) => {
      const names = namesIn(host.environment).filter(name => name.includes(text));
      host.write(`${names.length === 0 ? `no name holds ${text}` : names.join('\n')}\n`);
    },
  },
  {
    name: 'time',
    operand: 'EXPRESSION',
    help: 'how long an evaluation takes',
    run: async (host, text) => {
      const began = performance.now();
      await host.evaluate(text);
      host.write(`${(performance.now() - began).toFixed(3)} ms\n`);
    },
  },
  {
    ...WORDS.expand,
    run: (host, text) =>
      host.guarded(async () => {
        for (const form of expansion(text, host.environment)) host.write(`${printed(form)}\n`);
      }),
  },
  {
    name: 'backtrace',
    operand: undefined,
    help: "all of the last error's backtrace",
    run: host => host.write(`${host.lastError() ?? 'there was no error'}\n`),
  },
  {
    name: 'quit',
    operand: undefined,
    help: 'leave (or Ctrl-D)',
    run: host => host.quit(),
  },
];

/** The names of all commands. @param own those of the language of a prompt */
export const commandNames = (own: readonly Command[] = []): string[] =>
  [...own, ...COMMANDS].map(({ name }) => name);

const usage = ({ name, operand }: Command): string =>
  operand === undefined ? `,${name}` : `,${name} ${operand}`;

const helpText = (own: readonly Command[]): string =>
  [...own, ...COMMANDS].map(command => `${usage(command).padEnd(18)} ${command.help}\n`).join('');

/** Does what a line asks for; the line is without its comma. A prompt's own commands come before others of their name. */
export async function runCommand(line: string, host: CommandHost): Promise<void> {
  const { commands: own } = host;
  const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(line)!;
  const found = [...own, ...COMMANDS].filter(({ name }) => word !== '' && name.startsWith(word));
  const command = found.find(({ name }) => name === word) ?? (found.length === 1 ? found[0] : undefined);
  if (command === undefined) {
    host.write(`there is no command ,${word}\n${helpText(own)}`);
  } else if (command.operand !== undefined && rest === '') {
    host.write(`${usage(command)} tells ${command.help}\n`);
  } else await command.run(host, rest);
}
