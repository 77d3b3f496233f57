// `sheepdog repl --attach`: the prompt, on the socket of a running daemon.
import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { errorText, Fault } from '../../model/fault.ts';
import { historyPath, socketPaths } from '../../platform/paths.ts';
import { type Command, WORDS } from '../../prompt/commands.ts';
import { type Language, runPrompt } from '../../prompt/prompt.ts';
import {
  type Environment,
  evaluate,
  isUnfinished,
  makeEnvironment,
  services,
  UNSPECIFIED,
  type Value,
} from '../../scheme/index.ts';
import { escapeLines } from '../../terminal/escape.ts';
import type { CommandContext } from '../commands/context.ts';
import { COMMAND, ERROR, EXIT, INTERRUPT, OK } from './protocol.ts';

/** Runs the prompt until its input ends. The exit status: without a terminal, 1 where anything was an error. */
export async function runAttached({ env }: CommandContext, named: string | null): Promise<number> {
  const socket = await connected(named ?? usualSocket(env));
  const terminal = process.stdin.isTTY === true;
  const environment = makeEnvironment('prompt');
  const language = new RemoteLanguage(socket, environment, terminal);
  try {
    if (terminal) language.learnNames();
    const status = await runPrompt({
      language,
      environment,
      name: 'sheepdog (attached)',
      input: process.stdin,
      output: process.stdout,
      terminal,
      historyFile: terminal ? historyPath(env, 'attached-history') : undefined,
    });
    return !terminal && language.hasFailed ? 1 : status;
  } finally {
    socket.destroy();
  }
}

function usualSocket(env: CommandContext['env']): string {
  const { daemon, queueDaemon } = socketPaths(env);
  return existsSync(daemon) || !existsSync(queueDaemon) ? daemon : queueDaemon;
}

function connected(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.setEncoding('utf8');
    socket.once('error', error =>
      reject(
        new Fault(
          `cannot attach to ${path}: ${errorText(error)}`,
          'is the daemon running, and are you its user? else name its socket',
        ),
      ),
    );
  });
}

/** What the daemon wrote, and the line that ended it. */
interface Answer {
  said: string;
  end: string;
}

/** The forms that are typed, evaluated elsewhere. */
class RemoteLanguage implements Language {
  /** All that the daemon had names for after the last form. */
  names: readonly string[] = [];
  readonly commands: readonly Command[] = [
    ...[WORDS.relations, WORDS.describe, WORDS.apropos, WORDS.expand].map(words => this.#command(words)),
    {
      ...WORDS.sql,
      run: (host, question) => host.evaluate(`(explain ${question}\n)`),
    },
  ];
  hasFailed = false;
  readonly #socket: Socket;
  readonly #environment: Environment;
  readonly #isTerminal: boolean;
  readonly #shown: (text: string) => string;
  #before: Promise<unknown> = Promise.resolve();
  /** Lines of the input that the daemon has counted. */
  #sent = 0;

  constructor(socket: Socket, environment: Environment, isTerminal: boolean) {
    this.#socket = socket;
    this.#environment = environment;
    this.#isTerminal = isTerminal;
    this.#shown = isTerminal ? escapeLines : text => text;
  }

  /** Asks what completion may offer; nobody waits for the answer. */
  learnNames(): void {
    this.#ask(`${COMMAND}names\n`, new AbortController().signal).then(
      ({ said }) => {
        this.names = said.split('\n').filter(name => name !== '');
      },
      () => {}, // the connection has ended: the next form tells
    );
  }

  #command(words: Omit<Command, 'run'>): Command {
    return {
      ...words,
      run: async (host, rest) => {
        const { said } = await this.#ask(`${COMMAND}${words.name} ${rest}\n`, new AbortController().signal);
        host.write(this.#shown(said));
      },
    };
  }

  async evaluate(text: string, firstLine: number, signal: AbortSignal): Promise<Value> {
    // The input has ended within a form: said as Scheme says it, and not waited for what would end it.
    if (isUnfinished(text)) {
      this.hasFailed = true;
      return evaluate(text, this.#environment, { firstLine });
    }
    const whole = text.endsWith('\n') ? text : `${text}\n`;
    const blank = '\n'.repeat(Math.max(firstLine - 1 - this.#sent, 0));
    this.#sent += (blank + whole).split('\n').length - 1;
    const { said, end } = await this.#ask(blank + whole, signal);
    if (end.startsWith(EXIT)) return evaluate(`(exit ${end.slice(EXIT.length)})`, this.#environment);
    if (end === ERROR) {
      this.hasFailed = true;
      services.writeError(this.#shown(said));
    } else services.write(this.#shown(said));
    if (this.#isTerminal) this.learnNames();
    return UNSPECIFIED;
  }

  warnings(): string[] {
    return [];
  }

  show(): null {
    return null;
  }

  /** Sends a text and waits for all of the answer, when those before are there. */
  #ask(text: string, signal: AbortSignal): Promise<Answer> {
    const answer = this.#before.then(() => this.#exchange(text, signal));
    this.#before = answer.catch(() => {});
    return answer;
  }

  async #exchange(text: string, signal: AbortSignal): Promise<Answer> {
    const interrupt = () => this.#socket.write(INTERRUPT);
    signal.addEventListener('abort', interrupt);
    try {
      return await new Promise((resolve, reject) => {
        let heard = '';
        const gone = () => reject(new Fault('the daemon has ended the connection'));
        const hear = (some: string) => {
          heard += some;
          if (!heard.endsWith('\n')) return;
          const end = heard.slice(heard.lastIndexOf('\n', heard.length - 2) + 1, -1);
          if (end !== OK && end !== ERROR && !end.startsWith(EXIT)) return;
          this.#socket.off('data', hear).off('close', gone);
          resolve({ said: heard.slice(0, -end.length - 1), end });
        };
        this.#socket.on('data', hear).once('close', gone);
        if (this.#socket.destroyed) gone();
        else this.#socket.write(text);
      });
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }
}
