import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { addEntry } from '../../src/queue/spool/add.ts';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { count } from '../support/store.ts';
import { sleep, until } from '../support/waiting.ts';

const ROOT = process.getuid?.() === 0;
if (!ROOT) console.warn('NOT TESTED: full disks and other users need root');
const ROOT_DIRECTORY = join(import.meta.dirname, '../..');
const OTHERS =
  ROOT &&
  spawnSync('setpriv', ['--reuid=65534', '--clear-groups', 'test', '-r', ROOT_DIRECTORY]).status === 0;
if (ROOT && !OTHERS) console.warn('NOT TESTED: other users, who cannot read this checkout');
const message = (body: unknown) => JSON.stringify({ version: 1, plugin: 'nfs', body });
const STORED = "SELECT count(*) FROM message WHERE plugin = 'nfs'";

describe.runIf(ROOT)('the store', () => {
  it('on a full disk makes no dead letters and loses nothing: it goes on when there is room', async () => {
    const directory = testDirectory();
    const disk = tmpfs(join(directory, 'store'), '4m');
    const env = { SHEEPDOG_SPOOL: join(directory, 'spool'), SHEEPDOG_STORE: join(disk, 'sheepdog.db') };
    const spool = createSpool(env.SHEEPDOG_SPOOL, false);
    const daemon = startDaemon('sheepdog-daemon', env);
    await daemon.says('ready');
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize - 50_000));
    for (let n = 0; n < 200; n++) addEntry(spool, message('x'.repeat(1000)));
    expect(await daemon.says('nothing can be received now')).toMatchObject({
      code: 'SQLITE_FULL',
      hint: /full/,
    });
    rmSync(join(disk, 'ballast'));
    execFileSync('mount', ['-o', 'remount,size=12m', disk]);
    await until(() => count(env.SHEEPDOG_STORE, STORED) === 200, 'the messages');
    expect(count(env.SHEEPDOG_STORE, 'SELECT count(*) FROM dead_letter')).toBe(0);
    expect(count(env.SHEEPDOG_STORE, 'SELECT count(*) FROM gap')).toBe(0);
    await daemon.says('messages are received again');
    await daemon.stop();
  });

  it.runIf(OTHERS)(
    'can be read by its group, and by nobody else: while the daemon runs, when it is stopped, after kill -9',
    async () => {
      const directory = testDirectory();
      chmodSync(directory, 0o755);
      const env = {
        SHEEPDOG_SPOOL: join(directory, 'spool'),
        SHEEPDOG_STORE: join(directory, 'store/sheepdog.db'),
      };
      mkdirSync(join(directory, 'store'));
      chownSync(join(directory, 'store'), 0, GROUP);
      chmodSync(join(directory, 'store'), 0o2750);
      const spool = createSpool(env.SHEEPDOG_SPOOL, false);
      const start = async () => {
        const daemon = startDaemon('sheepdog-daemon', env);
        await daemon.says('ready');
        addEntry(spool, message(1));
        return daemon;
      };
      const first = await start();
      await until(() => count(env.SHEEPDOG_STORE, STORED) === 1, 'a message');
      expect(readAs(GROUP, env.SHEEPDOG_STORE)).toBe('1');
      await first.stop('SIGTERM');
      expect(readAs(GROUP, env.SHEEPDOG_STORE)).toBe('1');
      const second = await start();
      await until(() => count(env.SHEEPDOG_STORE, STORED) === 2, 'two messages');
      await second.stop('SIGKILL');
      expect(readAs(GROUP, env.SHEEPDOG_STORE)).toBe('2');
      expect(readAs(65_534, env.SHEEPDOG_STORE)).toMatch(/cannot read the store|there is no store/);
    },
  );
});

describe.runIf(ROOT)('the spool of a machine', () => {
  it.runIf(OTHERS)(
    'takes from any user, shows nobody the messages of others, and its sender reads them all',
    async () => {
      const directory = testDirectory();
      chmodSync(directory, 0o755);
      const env = {
        SHEEPDOG_SPOOL: join(directory, 'spool'),
        SHEEPDOG_STORE: join(directory, 'store/sheepdog.db'),
      };
      createSpool(env.SHEEPDOG_SPOOL, true);
      const added = asUser(
        65_534,
        `
      const { addEntry } = await import('${ROOT_DIRECTORY}/src/queue/spool/add.ts');
      const { spoolLayout } = await import('${ROOT_DIRECTORY}/src/queue/spool/layout.ts');
      const { readdirSync } = await import('node:fs');
      addEntry(spoolLayout(process.env.SPOOL), ${JSON.stringify(message('from nobody'))});
      try { readdirSync(process.env.SPOOL + '/new'); console.log('can look'); } catch (error) { console.log(error.code); }
    `,
        { SPOOL: env.SHEEPDOG_SPOOL },
      );
      expect(added).toBe('EACCES');
      startDaemon('sheepdog-daemon', env);
      await until(() => count(env.SHEEPDOG_STORE, STORED) === 1, 'the message');
    },
  );

  it('is not frozen or fooled by what strangers put into it', async () => {
    const directory = testDirectory();
    const env = {
      SHEEPDOG_SPOOL: join(directory, 'spool'),
      SHEEPDOG_STORE: join(directory, 'store/sheepdog.db'),
    };
    const spool = createSpool(env.SHEEPDOG_SPOOL, false);
    writeFileSync(join(directory, 'secret'), message('a secret'));
    execFileSync('mkfifo', ['one', 'two', 'three', 'four', 'five'], { cwd: spool.new });
    execFileSync('mkfifo', ['one', 'two', 'three', 'four', 'five'], { cwd: spool.runs });
    execFileSync('ln', ['-s', join(directory, 'secret'), join(spool.new, 'link')]);
    execFileSync('ln', [join(directory, 'secret'), join(spool.new, 'second-name')]);
    mkdirSync(join(spool.new, 'directory'));
    addEntry(spool, message('good'));
    const daemon = startDaemon('sheepdog-daemon', env);
    await until(() => count(env.SHEEPDOG_STORE, STORED) === 1, 'the good message');
    const aside = daemon.log.filter(line => /put aside/.test(line.msg));
    expect(aside.map(line => line.entry).sort()).toEqual([
      'directory',
      'five',
      'four',
      'link',
      'one',
      'second-name',
      'three',
      'two',
    ]);
    await sleep(200);
    expect(count(env.SHEEPDOG_STORE, STORED)).toBe(1);
    expect(await daemon.stop()).toBe(0);
  });
});

const GROUP = 12_345;

function readAs(group: number, store: string): string {
  return asUser(
    group,
    `const { openForReading } = await import('${ROOT_DIRECTORY}/src/store/database.ts');
     try { console.log(openForReading(process.env.STORE).prepare("${STORED}").pluck().get()); } catch (error) { console.log(error.message); }`,
    { STORE: store },
  );
}

/** Runs a script as user 65534 with this group only. */
function asUser(group: number, script: string, env: NodeJS.ProcessEnv): string {
  const as = ['--reuid=65534', `--regid=${group}`, '--clear-groups'];
  const run = spawnSync(
    'setpriv',
    [...as, process.execPath, '--import', 'tsx', '--input-type=module', '-e', script],
    {
      env: { ...process.env, ...env, HOME: '/nonexistent' },
      cwd: ROOT_DIRECTORY,
    },
  );
  return String(run.stdout).trim() || String(run.stderr).trim();
}

function tmpfs(path: string, size: string): string {
  mkdirSync(path);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path]);
  onTestFinished(() => void spawnSync('umount', ['-l', path]));
  return path;
}
