import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '../../dist/sheepdog.cjs');
/** Milliseconds after which something expected counts as not there. */
const PATIENCE = 20_000;

/** A pseudo-terminal of util-linux's `script`, with the built program behind it. */
export class Terminal {
  readonly #process: ChildProcessWithoutNullStreams;
  /** What was written since the last `type`, without what moves the cursor. */
  #seen = '';
  #changed: () => void = () => {};
  readonly ended: Promise<number>;

  constructor(args: string[], env: Record<string, string>) {
    const command = [process.execPath, PROGRAM, ...args].map(word => `'${word}'`).join(' ');
    this.#process = spawn('script', ['-qec', command, '/dev/null'], {
      env: { ...process.env, TERM: 'xterm', ...env },
    });
    this.#process.stdout.on('data', chunk => {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the cursor is moved by control characters
      this.#seen += String(chunk).replace(/\x1b\[[0-9;]*[A-Za-z]/g, '');
      this.#changed();
    });
    this.ended = once(this.#process, 'exit').then(([status]) => status);
  }

  type(text: string): void {
    this.#seen = '';
    this.#process.stdin.write(text);
  }

  /** Waits until the text is there. */
  async sees(text: string): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!this.#seen.includes(text)) {
      const left = end - Date.now();
      if (left <= 0) throw new Error(`no ${JSON.stringify(text)} in ${JSON.stringify(this.#seen)}`);
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, left);
        this.#changed = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  stop(): void {
    this.#process.kill();
  }
}
