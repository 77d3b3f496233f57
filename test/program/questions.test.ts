import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { thisProcess } from '../../src/platform/process.ts';
import { HerdStore } from '../support/herd.ts';
import { asJson, NOW, person } from '../support/person.ts';

describe('jobs', () => {
  const store = () =>
    new HerdStore()
      .run('tux01', { run: 'r1', tag: 'evil\x1b[2J', elapsed: 90_000 }, NOW - 3 * 86_400_000)
      .run('tux02', { run: 'r2', exit: 2 }, NOW - 3_600_000)
      .run('tux02', { run: 'r3', state: 'running', exit: null, elapsed: null }, NOW - 60_000);

  it('shows runs as a table', async () => {
    const { out, status } = await person(store()).say(['jobs']);
    expect(status).toBe(0);
    expect(out).toBe(
      [
        'START             HOST   JOB          RESULT   TIME   RUN',
        '2026-11-21 11:59  tux02  borg-ipfs    running  60 s   r3',
        '2026-11-21 11:00  tux02  borg-ipfs    exit 2   0.4 s  r2',
        '2026-11-18 12:00  tux01  evil\\x1b[2J  ok       90 s   r1',
        '',
      ].join('\n'),
    );
  });

  it('shows fewer when asked to, and says when there are more', async () => {
    const { say } = person(store());
    expect(asJson((await say(['jobs', '--failed', '--json'])).out).map(({ run }) => run)).toEqual(['r2']);
    expect(asJson((await say(['jobs', '--since', '2d', '--json'])).out).map(({ run }) => run)).toEqual([
      'r3',
      'r2',
    ]);
    expect(asJson((await say(['jobs', '--host', 'tux01', '--tag', 'ev*', '--json'])).out)).toHaveLength(1);
    expect((await say(['jobs', '--limit', '2'])).out).toMatch(
      /r2\n… and older ones: --limit 20 shows more\n$/,
    );
    expect((await say(['jobs', '--tag', 'nothing'])).out).toBe('no runs\n');
    expect((await say(['jobs', '--tag', 'nothing', '--json'])).out).toBe('');
  });

  it('has JSON with times in ISO 8601 and durations in milliseconds', async () => {
    const [, , run] = asJson((await person(store()).say(['jobs', '--json'])).out);
    expect(run).toEqual({
      run: 'r1',
      host: 'tux01',
      tag: 'evil\x1b[2J',
      level: 'ok',
      state: 'exited',
      exit: 0,
      signal: null,
      start: new Date(NOW - 3 * 86_400_000).toISOString(),
      elapsed: 90_000,
      attempt: 1,
      user: '',
      command: '',
      note: null,
    });
  });
});

describe('show', () => {
  const report = {
    run: 'run-1',
    exit: 2,
    command: 'borg create /missing::x',
    user: 'backup',
    stdout: { head: 'one\n', tail: 'last\n', omitted: 12_345 },
    stderr: { head: 'Repository \x1b[1m/missing\x1b[0m\nresult  ok\n', tail: '', omitted: 0 },
  };

  it('shows a run with its outputs, of which nothing can pass for a field', async () => {
    const { out } = await person(new HerdStore().run('tux01', report, NOW - 60_000)).say(['show', 'run-']);
    expect(out).toBe(
      [
        'job       borg-ipfs',
        'host      tux01',
        'command   borg create /missing::x',
        'result    exit 2 after 0.4 s',
        'start     2026-11-21 11:59',
        'user      backup',
        'run       run-1',
        'message   m-run-1-exited',
        'number    1 of spool spool-of-tux01',
        'received  2026-11-21 11:59',
        '',
        'stdout:',
        '  one',
        '  [… 12345 bytes left out …]',
        '  last',
        '',
        'stderr:',
        '  Repository \\x1b[1m/missing\\x1b[0m',
        '  result  ok',
        '',
      ].join('\n'),
    );
  });

  it('finds a message by its id, and the run it tells of', async () => {
    const store = new HerdStore()
      .run('tux01', { run: 'run-1', state: 'running', exit: null, elapsed: null }, NOW - 60_000)
      .run('tux01', report, NOW - 1_000);
    const { say } = person(store);
    const [started] = asJson((await say(['show', 'm-run-1-running', '--json'])).out);
    expect(started).toMatchObject({
      id: 'm-run-1-running',
      run: { run: 'run-1', exit: 2 },
      body: { state: 'running' },
    });
    const [whole] = asJson((await say(['show', 'run-1', '--json'])).out);
    expect(whole).toMatchObject({ id: 'm-run-1-exited', number: 2, body: { stdout: report.stdout } });
  });

  it('shows what other plugins send', async () => {
    const store = new HerdStore().message('tux01', 'm1', 'room', { celsius: 41.5, by: '\u202eme' }, NOW);
    expect((await person(store).say(['show', 'm1'])).out).toBe(
      [
        'plugin    room',
        'host      tux01',
        'time      2026-11-21 12:00',
        'message   m1',
        'number    1 of spool spool-of-tux01',
        'received  2026-11-21 12:00',
        '',
        'body:',
        '  {',
        '    "celsius": 41.5,',
        '    "by": "\\u202eme"',
        '  }',
        '',
      ].join('\n'),
    );
  });

  it('asks back where an id may be several, and says where there is none', async () => {
    const store = new HerdStore();
    for (const host of ['tux01', 'tux02']) store.run(host, { run: 'same' }, NOW);
    const { say } = person(store.run('tux01', { run: 'sam' }, NOW));
    expect(await say(['show', 'same'])).toEqual({
      status: 2,
      out: '',
      err: "sheepdog: error: 'same' may be one of several\nhint: say which: same (--host tux01), same (--host tux02)\n",
    });
    expect((await say(['show', 'same', '--host', 'tux02'])).status).toBe(0);
    expect((await say(['show', 'sam', '--host', 'tux01', '--json'])).out).toContain('"id":"m-sam-exited"');
    expect((await say(['show', 'nothing'])).err).toMatch(/there is no run or message 'nothing'\nhint: /);
  });
});

describe('status', () => {
  const running = (store: HerdStore) =>
    writeFileSync(`${store.path}.receiver`, JSON.stringify(thisProcess()));

  it('shows what is not ok, and everything with --all', async () => {
    const store = new HerdStore()
      .run('tux01', { run: 'r1', exit: 2 }, NOW - 60_000)
      .run('tux01', { run: 'r2', tag: 'ok-job' }, NOW);
    running(store);
    const { say } = person(store);
    const { out, status } = await say(['status']);
    expect(status).toBe(2);
    expect(out).toBe(
      [
        'HOST   PLUGIN  SUBJECT    STATE  SINCE',
        'tux01  job     borg-ipfs  bark   2026-11-21 11:59  exit 2 after 0.4 s',
        '',
        '1 host, 2 jobs: 4 ok, 1 bark',
        '',
      ].join('\n'),
    );
    expect((await say(['status', '--all'])).out).toContain('ok-job');
    const [row] = asJson((await say(['status', '--json'])).out);
    expect(row).toMatchObject({
      subject: 'borg-ipfs',
      level: 'bark',
      since: new Date(NOW - 60_000).toISOString(),
    });
  });

  it('is 0 when all is well, and 3 when the dog is not running', async () => {
    const store = new HerdStore().run('tux01', { run: 'r1' }, NOW);
    const { say } = person(store);
    expect(await say(['status'])).toMatchObject({
      status: 3,
      out: expect.stringMatching(/receiver +unknown/),
    });
    running(store);
    expect(await say(['status'])).toMatchObject({ status: 0, out: '1 host, 1 job: 4 ok\n' });
    writeFileSync(`${store.path}.receiver`, JSON.stringify({ ...thisProcess(), started: '1' }));
    expect((await say(['status'])).status).toBe(3);
  });

  it('counts what waits in the spool', async () => {
    const store = new HerdStore();
    running(store);
    const { say, spool } = person(store, { SHEEPDOG_QUEUE: 'localhost:1' });
    for (const box of ['new', 'lanes/default']) {
      mkdirSync(join(spool, box), { recursive: true });
      writeFileSync(join(spool, box, '000000000000001'), '{}');
    }
    writeFileSync(join(spool, 'lanes/default/state.json'), '{}');
    const { out } = await say(['status', '--all']);
    expect(out).toMatch(/spool +ok .* 2 messages wait on the way; no sheepdog-daemon is running/);
  });

  it('tells of this machine alone where there is no store, and 3 where it cannot be read', async () => {
    const store = new HerdStore();
    const { say } = person(store, { SHEEPDOG_STORE: '/nowhere/db', SHEEPDOG_QUEUE: 'localhost:1' });
    expect(await say(['status'])).toEqual({ status: 0, out: 'no store here: nothing to say\n', err: '' });
    expect((await person(store, { SHEEPDOG_STORE: '/nowhere/db' }).say(['status'])).status).toBe(3);
    writeFileSync(store.path, 'not a database, whatever its name says');
    const unreadable = await person(store).say(['status']);
    expect(unreadable).toMatchObject({
      status: 3,
      out: '',
      err: expect.stringMatching(/^sheepdog: error: cannot read the store/),
    });
  });
});
