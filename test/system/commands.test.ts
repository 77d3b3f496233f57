import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { HerdStore } from '../support/herd.ts';
import { count } from '../support/store.ts';
import { until } from '../support/waiting.ts';

const DIST = join(import.meta.dirname, '../../dist');

interface Said {
  status: number | null;
  out: string;
  err: string;
}

/** Runs a program and waits for its end. */
function run(program: string, argv: string[], env: NodeJS.ProcessEnv, options: SpawnSyncOptions = {}): Said {
  const { SHEEPDOG_QUEUE: _, ...rest } = process.env;
  const done = spawnSync(program, argv, { timeout: 30_000, ...options, env: { ...rest, ...env } });
  return { status: done.status, out: String(done.stdout), err: String(done.stderr) };
}

const sheepdog = (argv: string[], env: NodeJS.ProcessEnv, options?: SpawnSyncOptions) =>
  run(process.execPath, [join(DIST, 'sheepdog.cjs'), ...argv], env, options);

/** A store and a spool of the test's own. */
function place() {
  const directory = testDirectory();
  // Only jobs are watched: the machine that tests may be loaded, and status says so.
  const configuration = join(directory, 'server-config.scm');
  writeFileSync(configuration, '(herd (services (list (service job-service-type))))\n');
  return {
    SHEEPDOG_CONFIG: configuration,
    SHEEPDOG_STORE: join(directory, 'store', 'sheepdog.db'),
    SHEEPDOG_SPOOL: join(directory, 'spool'),
  };
}

describe('commands as they were built', () => {
  it('see a job from its start to its end, and the daemon come and go', async () => {
    const env = place();
    expect(sheepdog(['status'], env)).toMatchObject({
      status: 3,
      out: expect.stringMatching(/has sheepdog-daemon ever run\?/),
    });
    expect(sheepdog(['jobs'], env)).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^sheepdog: error: there is no store at .*\nhint: /),
    });
    const daemon = startDaemon('sheepdog-daemon', env);
    await daemon.says('ready');
    expect(sheepdog(['--tag', 'bad', '-e', 'echo "no \u001b[1mluck"; exit 7'], env).status).toBe(7);
    expect(sheepdog(['run', '--tag', 'good', '--', 'true'], env).status).toBe(0);
    await until(
      () => count(env.SHEEPDOG_STORE, 'SELECT count(*) FROM job_run') === 2,
      'two runs to be stored',
    );
    const failed = JSON.parse(sheepdog(['jobs', '--failed', '--json'], env).out);
    expect(failed).toMatchObject({ tag: 'bad', exit: 7, state: 'exited' });
    expect(sheepdog(['show', failed.run], env).out).toMatch(/\nstdout:\n {2}no \\x1b\[1mluck\n$/);
    expect(sheepdog(['status'], env)).toMatchObject({ status: 2, out: expect.stringMatching(/bad +bark/) });
    sheepdog(['--tag', 'bad', '-e', 'true'], env);
    await until(() => sheepdog(['status'], env).status === 0, 'all to be well');
    await daemon.stop('SIGKILL');
    expect(sheepdog(['status'], env)).toMatchObject({
      status: 3,
      out: expect.stringMatching(/receiver +unknown/),
    });
  });

  it('let a reader go who has read enough', () => {
    const store = new HerdStore();
    for (let i = 0; i < 40; i++) store.run('tux01', { run: `r${i}`, command: 'x'.repeat(60_000) }, 1000 + i);
    const line = `"${process.execPath}" "${join(DIST, 'sheepdog.cjs')}" jobs --json | head -c 100 > /dev/null`;
    expect(run('/bin/sh', ['-c', line], { SHEEPDOG_STORE: store.path })).toMatchObject({
      status: 0,
      err: '',
    });
  });

  it('paint for a terminal alone, and not for who wants no colour', () => {
    const store = new HerdStore().run('tux01', { run: 'r', exit: 1 }, 1000);
    const env = { SHEEPDOG_STORE: store.path, TERM: 'xterm' };
    const onTerminal = (extra: NodeJS.ProcessEnv) =>
      run('script', ['-qec', `"${process.execPath}" "${join(DIST, 'sheepdog.cjs')}" jobs`, '/dev/null'], {
        ...env,
        ...extra,
      });
    expect(onTerminal({}).out).toContain('\u001b[31mexit 1');
    expect(onTerminal({ NO_COLOR: '1' }).out).not.toContain('\u001b[');
    expect(sheepdog(['jobs'], env).out).not.toContain('\u001b[');
  });

  it('say what is missing where SQLite is not installed; jobs are wrapped there all the same', () => {
    const elsewhere = testDirectory();
    cpSync(DIST, join(elsewhere, 'dist'), { recursive: true });
    const bare = (argv: string[], env: NodeJS.ProcessEnv) =>
      run(process.execPath, [join(elsewhere, 'dist/sheepdog.cjs'), ...argv], env);
    const env = place();
    expect(bare(['-e', 'exit 3'], env).status).toBe(3);
    expect(bare(['send', 'room', '-e', '1'], env).status).toBe(0);
    expect(bare(['status'], { ...env, SHEEPDOG_QUEUE: 'localhost:1' })).toMatchObject({ status: 0, err: '' });
    expect(bare(['jobs'], env)).toMatchObject({
      status: 2,
      err: expect.stringMatching(
        /^sheepdog: error: SQLite is not installed here, .*\nhint: ask on the machine/,
      ),
    });
  });
});

describe('an order given beside a daemon, or without one', () => {
  const isRoot = process.getuid?.() === 0; // only root can be somebody else
  const nobody = { uid: 65534, gid: 0 };
  const readableByNobody = () => {
    const store = new HerdStore();
    chmodSync(join(store.path, '../..'), 0o755);
    return store.receive(1000, store.next('tux01', 'no JSON', 1000));
  };

  it('is carried out while the daemon runs, which goes on', async () => {
    const env = place();
    const daemon = startDaemon('sheepdog-daemon', env);
    await daemon.says('ready');
    const store = (sql: string) => count(env.SHEEPDOG_STORE, sql);
    run('/bin/sh', ['-c', 'echo rubbish > "$SHEEPDOG_SPOOL/new/x"'], env);
    await until(() => store('SELECT count(*) FROM dead_letter') === 1, 'the rubbish to be refused');
    expect(sheepdog(['dead-letters', 'drop', '1'], env).out).toBe('1 dropped\n');
    sheepdog(['--tag', 'after', '-e', 'true'], env);
    await until(() => store('SELECT count(*) FROM job_run') === 1, 'a run to be stored after the order');
    expect(await daemon.stop()).toBe(0);
    expect(daemon.log.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it.skipIf(!isRoot)('leaves the store to those who may only read it', () => {
    const store = readableByNobody();
    const env = { SHEEPDOG_STORE: store.path };
    expect(sheepdog(['dead-letters', 'retry'], env).out).toBe('0 kept, 1 refused again\n');
    expect(sheepdog(['dead-letters', '--json'], env, nobody)).toMatchObject({ status: 0, err: '' });
  });

  it.skipIf(!isRoot)('is refused to those', () => {
    const store = readableByNobody();
    const env = { SHEEPDOG_STORE: store.path, HOME: '/nonexistent' };
    expect(sheepdog(['dead-letters', '--json'], env, nobody)).toMatchObject({ status: 0, err: '' });
    expect(sheepdog(['dead-letters', 'drop', '--all'], env, nobody)).toMatchObject({
      status: 2,
      err: expect.stringMatching(/^sheepdog: error: the store may not be changed by you: .*\nhint: /),
    });
  });
});
