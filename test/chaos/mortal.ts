import { type ChildProcess, spawn } from 'node:child_process';

/** A program that is killed again and again and started anew at once. */
export class Mortal {
  deaths = 0;
  readonly #command: (life: number) => string[];
  readonly #env: NodeJS.ProcessEnv;
  readonly #onOutput: (text: string) => void;
  #child: ChildProcess;

  /** @param command the arguments of node in this life, 0 for the first */
  constructor(
    command: (life: number) => string[],
    env: NodeJS.ProcessEnv,
    onOutput: (text: string) => void = () => {},
  ) {
    this.#command = command;
    this.#env = { ...process.env, ...env };
    this.#onOutput = onOutput;
    this.#child = this.#start();
  }

  /** kill -9, and a new one in its place. */
  async strike(): Promise<void> {
    await this.end('SIGKILL');
    this.deaths++;
    this.#child = this.#start();
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise(resolve => this.#child.once('close', resolve));
    this.#child.kill(signal);
    await gone;
  }

  #start(): ChildProcess {
    const child = spawn(process.execPath, this.#command(this.deaths), {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    child.stdout.on('data', chunk => this.#onOutput(String(chunk)));
    return child;
  }
}
