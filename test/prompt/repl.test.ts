// `sheepdog repl` on a terminal.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeAskingHerd } from '../docs/asking-herd.ts';
import { Terminal } from '../support/terminal.ts';

const [CTRL_C, CTRL_D, ENTER, TAB] = ['\x03', '\x04', '\r', '\t'];

let home: string;
let terminal: Terminal;
beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'terminal-'));
  const store = join(home, 'sheepdog.db');
  makeAskingHerd(store);
  terminal = new Terminal(['repl'], { HOME: home, XDG_CONFIG_HOME: home, SHEEPDOG_STORE: store });
  await terminal.sees('sheepdog> ');
});
afterEach(() => {
  terminal.stop();
  rmSync(home, { recursive: true });
});

it('answers, completes relations and their columns, and ends', { timeout: 60_000 }, async () => {
  terminal.type(`(run* (host) (hardware host #:os "Guix System"))${ENTER}`);
  await terminal.sees('1 answer');
  terminal.type(`(run* (host) (interr${TAB}`);
  await terminal.sees('interrupted');
  terminal.type(` host))${ENTER}`);
  await terminal.sees('penguin2');
  terminal.type(`(run* (h) (hardware h #:architec${TAB}`);
  await terminal.sees('#:architecture');
  terminal.type(` "arm64"))${ENTER}`);
  await terminal.sees('penguin2');
  terminal.type(CTRL_D);
  expect(await terminal.ended).toBe(0);
});

it('stops by Ctrl-C in the midst of a SELECT, and in the search', { timeout: 60_000 }, async () => {
  const names = 'abcdefghijklmnopqrst'.split('');
  const rows = names.map(name => `(service-state ${name})`).join(' ');
  terminal.type(`(run* (n) (counto n (fresh (${names.join(' ')}) ${rows})))${ENTER}`);
  await new Promise(resolve => setTimeout(resolve, 1_000));
  terminal.type(CTRL_C);
  await terminal.sees('the question was stopped');
  await terminal.sees('sheepdog> ');
  terminal.type(`(run* (x) (fresh (y) (hardware y) (let loop () (fresh () (== x 1) (loop)))))${ENTER}`);
  await new Promise(resolve => setTimeout(resolve, 1_000));
  terminal.type(CTRL_C);
  await terminal.sees('interrupted');
  terminal.type(`(run* (host) (hardware host #:os "Guix System"))${ENTER}`);
  await terminal.sees('tux02');
});
