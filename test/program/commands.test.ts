import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock/clock.ts';
import { thisProcess } from '../../src/platform/process.ts';
import { runCommand } from '../../src/program/commands.ts';
import { painter } from '../../src/terminal/paint.ts';
import { testDirectory } from '../support/directory.ts';
import { HerdStore } from '../support/herd.ts';

const now = new Date(2026, 10, 21, 12).getTime();

interface Said {
  status: number;
  out: string;
  err: string;
}

/** One person at one machine, whose clock stands still. */
function person(store: HerdStore, extra: Record<string, string> = {}) {
  const spool = join(testDirectory(), 'spool');
  const env = {
    SHEEPDOG_STORE: store.path,
    SHEEPDOG_SPOOL: spool,
    HOME: '/nowhere',
    XDG_CONFIG_HOME: '/nowhere',
    ...extra,
  };
  const say = async (argv: string[], stdin = ''): Promise<Said> => {
    let out = '';
    let err = '';
    const status = await runCommand(argv, {
      env,
      clock: { ...systemClock, now: () => now },
      paint: painter(false),
      out: text => (out += text),
      err: text => (err += text),
      stdin: async () => Buffer.from(stdin),
    });
    return { status, out, err };
  };
  return { say, spool, env };
}

const asJson = (out: string) =>
  out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));

describe('jobs', () => {
  const store = () =>
    new HerdStore()
      .run('tux01', { run: 'r1', tag: 'evil\x1b[2J', elapsed: 90_000 }, now - 3 * 86_400_000)
      .run('tux02', { run: 'r2', exit: 2 }, now - 3_600_000)
      .run('tux02', { run: 'r3', state: 'running', exit: null, elapsed: null }, now - 60_000);

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
      start: new Date(now - 3 * 86_400_000).toISOString(),
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
    const { out } = await person(new HerdStore().run('tux01', report, now - 60_000)).say(['show', 'run-']);
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
      .run('tux01', { run: 'run-1', state: 'running', exit: null, elapsed: null }, now - 60_000)
      .run('tux01', report, now - 1_000);
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
    const store = new HerdStore().message('tux01', 'm1', 'room', { celsius: 41.5, by: '\u202eme' }, now);
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
    for (const host of ['tux01', 'tux02']) store.run(host, { run: 'same' }, now);
    const { say } = person(store.run('tux01', { run: 'sam' }, now));
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
      .run('tux01', { run: 'r1', exit: 2 }, now - 60_000)
      .run('tux01', { run: 'r2', tag: 'ok-job' }, now);
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
      since: new Date(now - 60_000).toISOString(),
    });
  });

  it('is 0 when all is well, and 3 when the dog is not running', async () => {
    const store = new HerdStore().run('tux01', { run: 'r1' }, now);
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

describe('send', () => {
  const sent = (spool: string) =>
    readdirSync(join(spool, 'new')).map(name => JSON.parse(readFileSync(join(spool, 'new', name), 'utf8')));

  it('puts a message into the spool and prints its id', async () => {
    const { say, spool } = person(new HerdStore());
    const { out, status } = await say(['send', 'room', '--time', '10m'], '{"celsius": 41.5}');
    expect(status).toBe(0);
    const [message] = sent(spool);
    expect(message).toMatchObject({
      version: 1,
      plugin: 'room',
      hash: null,
      time: now - 600_000,
      body: { celsius: 41.5 },
    });
    expect(out).toBe(`${message.id}\n`);
  });

  it('takes JSON from an argument or a file, and names the queue it is for', async () => {
    const { say, spool } = person(new HerdStore());
    writeFileSync(join(spool, '..', 'body.json'), '[1]');
    await say(['send', 'room', '-e', 'null']);
    await say(['send', 'room', '-f', join(spool, '..', 'body.json'), '--json']);
    expect(sent(spool).map(({ body }) => body)).toEqual(expect.arrayContaining([null, [1]]));
  });

  it.each([
    ['no JSON', ['room'], '{', /no JSON/],
    ['no plugin name', ['../x'], '1', /plugin: a letter/],
    ['a job that is none', ['job'], '{"run": "r"}', /would be refused: body: state/],
    ['too deep', ['room'], `${'['.repeat(100)}${']'.repeat(100)}`, /nested deeper/],
    ['too long', ['room'], JSON.stringify('x'.repeat(1024 * 1024)), /longer than 1048576 bytes/],
    ['no file', ['room', '-f', '/nowhere/x'], '', /cannot read \/nowhere\/x/],
  ])('refuses what the receiver would refuse: %s', async (_, argv, stdin, complaint) => {
    const { say, spool } = person(new HerdStore());
    const { status, out, err } = await say(['send', ...argv], stdin);
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(complaint);
    expect(existsSync(spool)).toBe(false);
  });
});

describe('dead letters', () => {
  const filled = () => {
    const store = new HerdStore();
    const fit = JSON.stringify({ version: 1, id: 'late', plugin: 'room', body: 1 });
    store.receive(
      now,
      store.next('tux01', 'no \x1bJSON', now),
      store.next('tux01', '{"version":2,"x":1}', now),
    );
    // What an earlier program refused, and this one would keep.
    return store.receive(now, { ...store.next('tux02', fit, now), unfit: 'too new for the program of then' });
  };

  it('are listed', async () => {
    const { say } = person(filled());
    const { out } = await say(['dead-letters']);
    expect(out).toMatch(/^ID {2}HOST {3}RECEIVED {10}REASON/);
    expect(out).toContain('no \\x1bJSON');
    const letters = asJson((await say(['dead-letters', 'list', '2', '3', '--json'])).out);
    expect(letters).toMatchObject([
      { id: 2, host: 'tux01', received: new Date(now).toISOString(), parked: 2, text: '{"version":2,"x":1}' },
      { id: 3, host: 'tux02', parked: null },
    ]);
  });

  it('are retried', async () => {
    const store = filled();
    const { say } = person(store);
    expect((await say(['dead-letters', 'retry'])).out).toBe('1 kept, 2 refused again\n');
    expect((await say(['show', 'late'])).status).toBe(0);
    expect((await say(['dead-letters', 'retry', '1', '--json'])).out).toBe('{"kept":0,"refused":1}\n');
    expect(asJson((await say(['dead-letters', '--json'])).out).map(({ id }) => id)).toEqual([1, 2]);
  });

  it('are dropped when they are named, and only then', async () => {
    const { say } = person(filled());
    expect((await say(['dead-letters', 'drop'])).err).toMatch(/which ones\?/);
    expect((await say(['dead-letters', 'drop', '2', '77'])).err).toMatch(/there is no dead letter '77'/);
    expect((await say(['dead-letters', 'drop', 'x'])).status).toBe(2);
    expect((await say(['dead-letters', 'drop', '2'])).out).toBe('1 dropped\n');
    expect(asJson((await say(['dead-letters', '--json'])).out)).toHaveLength(2);
    expect((await say(['dead-letters', 'drop', '--all', '--json'])).out).toBe('{"dropped":2}\n');
    expect((await say(['dead-letters'])).out).toBe('no dead letters\n');
  });

  it('make no store where there is none', async () => {
    const { say, env } = person(new HerdStore(), { SHEEPDOG_STORE: '/nowhere/db' });
    expect((await say(['dead-letters', 'retry'])).err).toMatch(/there is no store at/);
    expect(existsSync(env.SHEEPDOG_STORE)).toBe(false);
  });
});

describe('every command', () => {
  const VERBS = [
    'jobs',
    'show',
    'status',
    'send',
    'dead-letters',
    'dead-letters list',
    'dead-letters retry',
    'dead-letters drop',
  ];

  it.each(VERBS)('has complete help with an example: %s', async verb => {
    const { status, out, err } = await person(new HerdStore()).say([...verb.split(' '), '--help']);
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`Examples?:\\n(?:  .*\\n)*?  .*sheepdog ${verb.split(' ')[0]}`));
    expect(out).toContain(verb === 'dead-letters' ? 'list' : '--json');
  });

  it('is in the help of the program, which needs no verb', async () => {
    const { say } = person(new HerdStore());
    const { status, out } = await say([]);
    expect(status).toBe(0);
    for (const verb of VERBS) expect(out).toContain(verb.split(' ')[0]);
    expect(out).toBe((await say(['--help'])).out);
    expect(out).toContain('sheepdog run --help');
    expect((await say(['--version'])).out).toBe('0.0.0-test\n');
  });

  it('says what is wrong with its arguments, and 64', async () => {
    const { say } = person(new HerdStore());
    expect(await say(['jobz'])).toEqual({
      status: 64,
      out: '',
      err: "sheepdog: error: unknown command 'jobz'\nhint: did you mean 'jobs'?\n",
    });
    for (const argv of [
      ['jobs', '--fail'],
      ['jobs', '--limit', '0'],
      ['show'],
      ['jobs', 'x'],
      ['status', '--json=x'],
      ['jobs', '--since', 'yesterday'],
      ['send', 'room', '-H', 'a b'],
    ]) {
      const { status, out, err } = await say(argv);
      expect([status, out, err.startsWith('sheepdog: error: ')]).toEqual([64, '', true]);
    }
    expect((await say(['jobs', '--since', 'yesterday'])).err).toMatch(/is no moment\nhint: write it as 2d/);
  });
});
