// What a question reads is of one moment, whoever writes meanwhile; and names are names, whatever they look like.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { declare } from '../query/support.ts';
import { Typed } from './support.ts';

/** Writes to both relations in each transaction, a hundred rows a hundred times a second: 10,000 a second. */
const WRITER = `
  const db = require('better-sqlite3')(process.argv[1]);
  db.pragma('synchronous = OFF');
  const put = name => db.prepare('INSERT INTO "relation:' + name + '" (host, told) VALUES (?, 1)');
  const [left, right] = [put('on-left'), put('on-right')];
  const batch = db.transaction(() => { for (let i = 0; i < 50; i++) { left.run('h'); right.run('h'); } });
  let rows = 0;
  const began = Date.now();
  process.on('SIGTERM', () => { console.log(Math.round(rows / (Date.now() - began) * 1000)); process.exit(); });
  setInterval(() => { batch(); rows += 100; }, 10);
  setTimeout(() => process.exit(), 30000);
  process.send('ready');
`;

async function writer(path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', WRITER, path], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'message');
  return child;
}

it('the answers are of one moment while another process writes', { timeout: 60_000 }, async () => {
  const typed = new Typed(declare('on-left', 'event', {}, {}), declare('on-right', 'event', {}, {}));
  const child = await writer(typed.store.path);
  const planned = '(run* (a b) (counto a (on-left "h")) (counto b (on-right "h")))';
  const searched =
    '(run* (a b) (project () (counto a (on-left "h"))) (project () (counto b (on-right "h"))))';
  const seen = new Set<string>();
  for (
    let i = 0;
    i < 8 || seen.size <= 5;
    i++ // it is writing all the time
  )
    for (const text of [planned, searched]) {
      const [, left, right] = /^\(\((\d+) (\d+)\)\)$/.exec(typed.ask(text)) ?? [];
      expect(left).toBeDefined();
      expect(left).toBe(right);
      seen.add(left!);
    }
  child.kill('SIGTERM');
  const [rate] = (await once(child.stdout!, 'data')) as [Buffer];
  expect(Number(rate)).toBeGreaterThan(0);
});

it('a name like SQL, or in another alphabet, is a name', () => {
  const typed = new Typed(
    declare('"; DROP TABLE host; --', 'state', { select: 'text' }, { 'τιμή"': 'integer' }),
    declare('μηχανή', 'state', {}, { 'from where': 'text' }),
  );
  typed.store.put('"; DROP TABLE host; --', ['"; DROP TABLE host; --', "' OR 1=1", 7]);
  typed.store.put('μηχανή', ['Ἀθῆναι', '"; DROP TABLE "relation:μηχανή"']);
  const hostile = '|"; DROP TABLE host; --|';
  expect(typed.ask(`(run* (host s v) (${hostile} host s v))`)).toBe(
    `(("\\"; DROP TABLE host; --" "' OR 1=1" 7))`,
  );
  expect(typed.ask(`(run* (v) (${hostile} "\\"; DROP TABLE host; --" "' OR 1=1" v))`)).toBe('(7)');
  expect(typed.ask('(run* (h w) (μηχανή h w))')).toBe('(("Ἀθῆναι" "\\"; DROP TABLE \\"relation:μηχανή\\""))');
  expect(typed.ask(`(run* (h) (μηχανή h "' OR 1=1 --"))`)).toBe('()');
  expect(typed.ask('(run* (h) (μηχανή h))')).toBe('("Ἀθῆναι")');
});
