// `sheepdog scheme` on a terminal.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Terminal } from '../support/terminal.ts';

const [CTRL_C, CTRL_D, ENTER, TAB, UP] = ['\x03', '\x04', '\r', '\t', '\x1b[A'];
let home: string;

let terminal: Terminal;
beforeEach(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'terminal-'));
  terminal = new Terminal(['scheme'], { HOME: home });
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
    terminal = new Terminal(['scheme'], { HOME: home });
    await terminal.sees('scheme> ');
    terminal.type(`${UP}${UP}`);
    await terminal.sees('(* 37 3)');
    terminal.type(ENTER);
    await terminal.sees('111');
    terminal.type(`(exit 3)${ENTER}`);
    expect(await terminal.ended).toBe(3);
  });
});
