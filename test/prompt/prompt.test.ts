import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { complete } from '../../src/prompt/line-reader.ts';
import { runPrompt } from '../../src/prompt/prompt.ts';
import { makeEnvironment, provide } from '../../src/scheme/index.ts';

const CTRL_C = '\x03';
const CTRL_D = '\x04';

/** A prompt on streams, as on a terminal. */
class Session {
  readonly input = new PassThrough();
  readonly output = new PassThrough();
  readonly status: Promise<number>;
  seen = '';
  readonly #waiting: (() => void)[] = [];

  constructor(historyFile?: string) {
    this.output.on('data', chunk => this.note(String(chunk)));
    provide({ write: text => this.note(text), writeError: text => this.note(text) });
    const environment = makeEnvironment('prompt');
    const { input, output } = this;
    this.status = runPrompt({ environment, name: 'scheme', input, output, terminal: true, historyFile });
  }

  note(text: string): void {
    this.seen += text;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  type(text: string): void {
    this.seen = '';
    this.input.write(text);
  }

  /** Waits until the text is there; vitest's time limit bounds the wait. */
  async sees(text: string): Promise<void> {
    while (!this.seen.includes(text)) await new Promise<void>(resolve => this.#waiting.push(resolve));
  }
}

let session: Session;
beforeEach(() => {
  session = new Session();
});
afterEach(() => {
  session.input.end();
});

describe('the prompt', () => {
  it('prints values, and reads forms of several lines', async () => {
    session.type('(* 37 3)\n');
    await session.sees('111');
    session.type('(define (twice x)\n');
    await session.sees('... ');
    session.type('"Two of it." (* 2 x))\n');
    await session.sees('scheme> ');
    session.type('(twice 21)\n');
    await session.sees('42');
    session.type(',describe twice\n');
    await session.sees('(twice x)');
    await session.sees('Two of it.');
    await session.sees('defined at prompt:2:1');
  });

  it('survives errors, and shows their place', async () => {
    session.type('(car\n5)\n');
    await session.sees('prompt:1:1: error: car: argument 1 must be a pair, but is 5');
    session.type('(vector-reff 1)\n');
    await session.sees("hint: did you mean 'vector-ref'?");
    session.type(')\n');
    await session.sees("error: unexpected ')'");
    session.type('(* 37 3)\n');
    await session.sees('111');
  });

  it('stops a runaway evaluation at Ctrl-C, and goes on', async () => {
    session.type('(let loop () (loop))\n');
    await session.sees('(loop))');
    await new Promise(resolve => setImmediate(resolve));
    session.input.write(CTRL_C);
    await session.sees('error: interrupted');
    session.type('(* 6 7)\n');
    await session.sees('42');
  });

  it('throws away a form begun at Ctrl-C', async () => {
    session.type('(list 1\n');
    await session.sees('... ');
    session.type(CTRL_C);
    await session.sees('scheme> ');
    session.type('(list 2)\n');
    await session.sees('(2)');
  });

  it('sees redefinitions', async () => {
    session.type('(define (f) 11) (define (g) (* 3 (f))) (g)\n');
    await session.sees('33');
    session.type('(define (f) 12) (g)\n');
    await session.sees('36');
  });

  it('keeps what a program writes without a newline', async () => {
    session.type('(display "no newline")\n');
    await session.sees('no newline\n');
    session.type('(begin (display "before") (* 6 7))\n');
    await session.sees('before\n42\n');
    session.type('(begin (display "before") (car 5))\n');
    await session.sees('before\nprompt:');
  });

  it('shows what could move the cursor in an error escaped', async () => {
    session.type('(error "disk \\x1b;[31m full")\n');
    await session.sees('error: disk \\x1b[31m full');
  });

  it('has comma commands', async () => {
    session.type(',expand (when a b)\n');
    await session.sees('(if a b ');
    session.type(',apropos string-pre\n');
    await session.sees('string-prefix?');
    session.type(',time (+ 1 2)\n');
    await session.sees(' ms');
    session.type(',expand\n');
    await session.sees(',expand FORM tells what a form expands to');
    session.type(',apropos no-such-thing\n');
    await session.sees('no name holds no-such-thing');
    session.type(',help\n');
    await session.sees(',describe NAME');
    session.type(',quit\n');
    expect(await session.status).toBe(0);
  });

  it('leaves with the status of exit, and at the end of the input', async () => {
    session.type('(exit 3)\n');
    expect(await session.status).toBe(3);
    session = new Session();
    session.type(CTRL_D);
    expect(await session.status).toBe(0);
  });

  it('keeps its history', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'history-'));
    const file = path.join(folder, 'deep', 'history');
    session = new Session(file);
    session.type('(* 37 3)\n');
    await session.sees('111');
    session.type(',quit\n');
    await session.status;
    expect(readFileSync(file, 'utf8').split('\n')).toContain('(* 37 3)');
    rmSync(folder, { recursive: true });
  });
});

describe('complete', () => {
  it('completes the name at the end of the line', () => {
    expect(complete('(map string-pre', ['string-prefix?', 'string-append', 'map'])).toEqual([
      ['string-prefix?'],
      'string-pre',
    ]);
    expect(complete('(map ', ['map'])).toEqual([[], '']);
  });
});
