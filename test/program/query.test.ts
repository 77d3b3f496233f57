import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testDirectory } from '../support/directory.ts';
import { HerdStore } from '../support/herd.ts';
import { asJson, NOW, person } from '../support/person.ts';

const HOUR = 3_600_000;

/** Two machines, with a run that failed on one of them an hour ago. */
const herd = () =>
  new HerdStore()
    .run('tux01', { run: 'r1', tag: 'evil\x1b[2J', elapsed: 90_000 }, NOW - 3 * 24 * HOUR)
    .run('tux02', { run: 'r2', exit: 2 }, NOW - HOUR);

const ask = (...argv: string[]) => person(herd()).say(['query', ...argv]);

describe('query', () => {
  it('answers with a table, times in local form, and nothing in it moves the cursor', async () => {
    const { out, status } = await ask(
      '(run* (host tag time status elapsed) #:order-by (host) (job-run host tag time status #:elapsed elapsed))',
    );
    expect(status).toBe(0);
    expect(out).toBe(
      [
        'HOST   TAG          TIME              STATUS  ELAPSED',
        'tux01  evil\\x1b[2J  2026-11-18 12:00  0       90 s',
        'tux02  borg-ipfs    2026-11-21 11:00  2       0.4 s',
        '',
      ].join('\n'),
    );
  });

  it('can tell what is still looked at from what is not found again', async () => {
    const finding = (subject: string, level: 'ok' | 'unknown') => ({ subject, level, text: '' });
    const herd = new HerdStore().found(
      'tux01',
      'disk',
      [finding('/', 'ok'), finding('/usb', 'unknown')],
      NOW,
    );
    const question = '(run* (host plugin subject) (not-renewed host plugin subject))';
    expect((await person(herd).say(['query', '--csv', question])).out).toBe(
      'host,plugin,subject\r\ntux01,disk,/usb\r\n',
    );
  });

  it('has JSON and CSV for programs', async () => {
    const question = '(run* (host time status) (failed-run host #:time time #:status status))';
    const time = new Date(NOW - HOUR).toISOString();
    expect(asJson((await ask('--json', question)).out)).toEqual([{ host: 'tux02', time, status: 2 }]);
    expect((await ask('--csv', question)).out).toBe(`host,time,status\r\ntux02,${time},2\r\n`);
    expect((await ask('--csv', `(run* (a) (== a "x,\\"y"))`)).out).toBe('a\r\n"x,""y"\r\n');
  });

  it('exits with 0 where there are answers, 1 where there are none, 2 after an error', async () => {
    expect(await ask('(run* (host) (heartbeat host))')).toMatchObject({ status: 0 });
    expect(await ask('(run* (host) (barking host))')).toEqual({ status: 1, out: '', err: '' });
    expect(await ask('(run* (host) (hardwar host))')).toMatchObject({
      status: 2,
      err: expect.stringMatching(
        /^question:1:15: error: unbound variable: hardwar\nhint: did you mean 'hardware'/,
      ),
    });
    expect(await ask('(run* (host)')).toMatchObject({ status: 2 });
    expect(await ask()).toMatchObject({ status: 64 });
    expect(await ask('--json', '--csv', '1')).toMatchObject({ status: 64 });
    expect(await ask('--nonsense', '1')).toMatchObject({ status: 64 });
    const nowhere = await person({ path: '/nowhere/sheepdog.db' }).say(['query', '1']);
    expect(nowhere).toMatchObject({ status: 2, err: expect.stringContaining('there is no store') });
  });

  it('reads a question from a file, and tells errors with the place in it', async () => {
    const file = join(testDirectory(), 'question.scm');
    writeFileSync(file, ';; who\n(run* (host) (noto (heartbeat host)))\n');
    expect(await ask('-f', file)).toMatchObject({
      status: 2,
      err: `${file}:2:14: error: a negation can never be decided: nothing binds 'host'\nhint: bind the variable by a goal beside it, or use it nowhere else\n`,
    });
  });

  it('gives the first answers of infinitely many, and gives up in time', async () => {
    const endless =
      '(begin (defrel (nat n) (conde ((== n 0)) ((fresh (m) (nat m) (+o m 1 n))))) (run* (n) (nat n)))';
    expect((await ask('--limit', '3', endless)).out).toBe('N\n0\n1\n2\n');
    expect(await ask('--timeout', '200ms', endless)).toMatchObject({
      status: 2,
      err: expect.stringContaining('200 ms'),
    });
    const names = 'abcdefghijklmnopqrstuvwxyz'.split('');
    const slow = `(run* (n) (counto n (fresh (${names.join(' ')}) ${names.map(name => `(job-run ${name})`).join(' ')})))`;
    expect(await ask('--timeout', '200ms', slow)).toMatchObject({
      status: 2,
      err: expect.stringContaining('the question took longer than 200 ms'),
    });
  });

  it('prints what is no answer to a question as it is, and explains', async () => {
    expect(await ask('(* 6 7)')).toEqual({ status: 0, out: '42\n', err: '' });
    expect((await ask('(run* (q) (== q (list 1 2)))')).out).toBe('(1 2)\n');
    expect((await ask('(run 1 (q) (=/= q 1))')).out).toBe('(_.0 (=/= ((_.0 1))))\n');
  });

  it('warns of a variable that hides a relation', async () => {
    expect(await ask('(run* (heartbeat) (job-run heartbeat))')).toMatchObject({
      status: 0,
      err: `question:1:8: warning: the variable 'heartbeat' hides the relation 'heartbeat'\nhint: give the variable another name\n`,
    });
  });

  it('knows the relations of its user, those of the configuration, and the language of plugins', async () => {
    const config = testDirectory();
    const file = join(config, 'server-config.scm');
    writeFileSync(join(config, 'relations.scm'), '(defrel (bad host) (failed-run host))\n');
    writeFileSync(file, '(defrel (good host) (job-run host #:status 0))\n(herd)\n');
    const { say } = person(herd(), { SHEEPDOG_CONFIG: file });
    expect((await say(['query', '(run* (host) (bad host))'])).out).toBe('HOST\ntux02\n');
    expect((await say(['query', '(run* (host) (good host))'])).out).toBe('HOST\ntux01\n');
  });

  it('knows the language of plugins', async () => {
    expect((await ask('(bytes->string 5000)')).out).toBe('"4.9 KiB"\n');
  });
});
