// `sheepdog scheme` on a terminal: a pseudo-terminal of util-linux's `script`, with the built program behind it.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PROGRAM = path.join(import.meta.dirname, '../../dist/sheepdog.cjs');
const [CTRL_C, CTRL_D, ENTER, TAB, UP] = ['\x03', '\x04', '\r', '\t', '\x1b[A'];
/** Milliseconds after which something expected counts as not there. */
const PATIENCE = 20_000;

let home: string;

class Terminal {
  readonly #process: ChildProcessWithoutNullStreams;
  /** What was written since the last `type`, without what moves the cursor. */
  #seen = '';
  #changed: () => void = () => {};
  readonly ended: Promise<number>;

  constructor() {
    this.#process = spawn('script', ['-qec', `'${process.execPath}' '${PROGRAM}' scheme`, '/dev/null'], {
      env: { ...process.env, HOME: home, TERM: 'xterm' },
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

let terminal: Terminal;
beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'terminal-'));
  terminal = new Terminal();
  await terminal.sees('scheme> ');
});
afterEach(() => {
  terminal.stop();
  rmSync(home, { recursive: true });
});

describe('sheepdog scheme on a terminal', { timeout: 60_000 }, () => {
  it('takes forms of several lines, and describes what they define', async () => {
    terminal.type(`(define (twice x)${ENTER}`);
    await terminal.sees('... ');
    terminal.type(`"Two of it." (* 2 x))${ENTER}`);
    await terminal.sees('scheme> ');
    terminal.type(`(twice 21)${ENTER}`);
    await terminal.sees('42');
    terminal.type(`,describe twice${ENTER}`);
    await terminal.sees('(twice x)\r\nTwo of it.\r\ndefined at prompt:1:1');
  });

  it('completes names, and comma commands', async () => {
    terminal.type(`(string-pref`);
    await terminal.sees('(string-pref');
    terminal.type(TAB);
    await terminal.sees('ix');
    terminal.type(`?${TAB} "a" "ab")${ENTER}`);
    await terminal.sees('#t');
    terminal.type(',desc');
    await terminal.sees(',desc');
    terminal.type(TAB);
    await terminal.sees('ribe');
  });

  it('stops a runaway evaluation at Ctrl-C, throws away a form begun, and ends at Ctrl-D', async () => {
    terminal.type(`(begin (display "running") (let loop () (loop)))${ENTER}`);
    await terminal.sees('\nrunning');
    terminal.type(CTRL_C);
    await terminal.sees('error: interrupted');
    await terminal.sees('scheme> ');
    terminal.type(`(list 1${ENTER}`);
    await terminal.sees('... ');
    terminal.type(CTRL_C);
    await terminal.sees('scheme> ');
    terminal.type(`(list 2)${ENTER}`);
    await terminal.sees('(2)');
    terminal.type(CTRL_D);
    expect(await terminal.ended).toBe(0);
  });

  it('remembers lines from one session to the next', async () => {
    terminal.type(`(* 37 3)${ENTER}`);
    await terminal.sees('111');
    terminal.type(`,quit${ENTER}`);
    expect(await terminal.ended).toBe(0);
    terminal = new Terminal();
    await terminal.sees('scheme> ');
    terminal.type(`${UP}${UP}`);
    await terminal.sees('(* 37 3)');
    terminal.type(ENTER);
    await terminal.sees('111');
    terminal.type(`(exit 3)${ENTER}`);
    expect(await terminal.ended).toBe(3);
  });
});
