import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isAlive } from '../../src/platform/process.ts';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { senderIsAlive } from '../../src/queue/spool/presence.ts';
import { freePort, haveRedis, startRedis } from '../support/redis.ts';
import { until } from '../support/waiting.ts';
import { have, mayMount, SHEEPDOG, WrapperBench } from '../support/wrapper.ts';

const JOB = 'echo out; echo err >&2; exit 3';

/** The job is as it is without Sheepdog; what Sheepdog has to say stands behind its output. */
async function unharmed(bench: WrapperBench, args: string[] = [], env = bench.env): Promise<string> {
  const result = await bench.run([...args, '-e', JOB], { env });
  expect(result.status).toBe(3);
  expect(result.stdout.toString()).toBe('out\n');
  expect(result.stderr.startsWith('err\n')).toBe(true);
  return result.stderr.slice('err\n'.length);
}

describe.skipIf(!mayMount())('a disk in trouble leaves the job unharmed', () => {
  it('full after the job began: its outcome is kept without its outputs', async () => {
    const bench = mounted('size=256k');
    const fill = `dd if=/dev/zero of=${bench.spool.root}/ballast bs=4k 2>/dev/null`;
    const result = await bench.run(['--tag', 'full', '-e', `${fill}; seq 1 30000; exit 3`]);
    expect([result.status, result.stdout.length, result.stderr]).toEqual([3, 168_894, '']);
    expect(bench.only()).toMatchObject({ tag: 'full', exit: 3, stdout: null });
    expect(bench.only().note).toMatch(/^outputs dropped: ENOSPC/);
    expect(readdirSync(bench.spool.runs)).toEqual([]);
  });

  it('full from the start: syslog is told, or else one line on stderr', async () => {
    const bench = mounted('size=64k');
    mkdirSync(bench.spool.root, { recursive: true });
    try {
      writeFileSync(join(bench.spool.root, 'ballast'), Buffer.alloc(1_000_000));
    } catch {
      // That is the point.
    }
    const said = await unharmed(bench);
    if (said !== '') expect(said).toMatch(/^sheepdog: .*could be recorded nowhere: ENOSPC.*\n$/);
    else expect(existsSync('/dev/log')).toBe(true);
  });

  it.each(['made before', 'never made'])('read-only, the spool %s', async made => {
    const bench = mounted('size=1m');
    if (made === 'made before') createSpool(bench.spool.root, false);
    execFileSync('mount', ['-o', 'remount,ro', bench.spool.root]);
    const said = await unharmed(bench);
    if (said !== '') expect(said).toMatch(/^sheepdog: .*could be recorded nowhere: EROFS.*\n$/);
    else expect(existsSync('/dev/log')).toBe(true);
  });

  it('syslog is told the whole message but the outputs, where there is one', async () => {
    const bench = mounted('size=1m,ro');
    const heard = bench.file('heard');
    const logger = bench.file('logger');
    writeFileSync(logger, `#!/bin/sh\nprintf '%s\\n' "$@" > ${heard}\n`, { mode: 0o755 });
    const said = await unharmed(bench, [], { ...bench.env, PATH: `${bench.directory}:${bench.env.PATH}` });
    expect(said).toBe('');
    const message = JSON.parse(readFileSync(heard, 'utf8').trim().split('\n').at(-1)!);
    expect(message.body).toMatchObject({ exit: 3, stdout: null });
    expect(message.body.note).toMatch(/EROFS/);
  });

  it('something else stands where the spool should be', async () => {
    const bench = new WrapperBench();
    writeFileSync(bench.spool.root, 'a file');
    const said = await unharmed(bench);
    if (said !== '') expect(said).toMatch(/^sheepdog: .*could be recorded nowhere: ENOTDIR.*\n$/);
  });

  /** A bench whose spool is on a small disk of its own. */
  function mounted(options: string): WrapperBench {
    const bench = new WrapperBench();
    mkdirSync(bench.spool.root);
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'sheepdog-test', bench.spool.root]);
    onTestFinished(() => void execFileSync('umount', ['-l', bench.spool.root]));
    return bench;
  }
});

describe('a queue in trouble leaves the job unharmed', () => {
  it('nobody listens: the message waits, a sender is left behind, and one is enough', async () => {
    const bench = new WrapperBench();
    const queue = `127.0.0.1:${await freePort()}`;
    expect(await unharmed(bench, ['-H', queue])).toBe('');
    await until(() => senderIsAlive(bench.spool), 'the detached sender');
    const mark = readFileSync(bench.spool.senderMark, 'utf8');
    onTestFinished(() => void process.kill(JSON.parse(mark).pid, 'SIGKILL'));
    expect(await unharmed(bench, ['-H', queue])).toBe('');
    expect(readFileSync(bench.spool.senderMark, 'utf8')).toBe(mark);
    expect(isAlive(JSON.parse(mark))).toBe(true);
  });

  it.skipIf(!haveRedis())(
    'it comes back: what waited is brought away by the sender left behind',
    async () => {
      const bench = new WrapperBench();
      const port = await freePort();
      expect(await unharmed(bench, ['-H', `127.0.0.1:${port}`])).toBe('');
      await until(() => senderIsAlive(bench.spool), 'the detached sender');
      const { pid } = JSON.parse(readFileSync(bench.spool.senderMark, 'utf8'));
      onTestFinished(() => void process.kill(pid, 'SIGKILL'));
      const server = await startRedis(bench.file('redis'), [], { port });
      onTestFinished(() => server.kill());
      const redis = server.client();
      onTestFinished(() => redis.disconnect());
      let text = '';
      await until(async () => {
        const [stream] = await redis.keys('sheepdog:in:*');
        if (stream) text = JSON.stringify(await redis.xrange(stream, '-', '+'));
        return text.includes('echo out');
      }, 'the message in Redis');
    },
  );

  it('its address is no address: nothing is run, and it says what one looks like', async () => {
    const bench = new WrapperBench();
    const result = await bench.run(['-H', 'redis://u:pw@host', '-e', JOB]);
    expect([result.status, result.stdout.toString()]).toEqual([64, '']);
    expect(result.stderr).toMatch(/^sheepdog: error: a password does not belong into an address\nhint: /);
  });

  it('the configured one makes no sense: that is for the sender to say', async () => {
    const bench = new WrapperBench({ SHEEPDOG_QUEUE: 'ftp://nonsense/x' });
    expect(await unharmed(bench)).toBe('');
    expect(bench.only().exit).toBe(3);
  });
});

describe.skipIf(!have('borg', 'apt-get install borgbackup'))('a real borg create', () => {
  const borg = () => {
    const bench = new WrapperBench({
      BORG_BASE_DIR: '',
      BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: 'yes',
      BORG_PASSPHRASE: 'hunter2',
    });
    bench.env.BORG_BASE_DIR = bench.directory;
    return bench;
  };

  it('that works', async () => {
    const bench = borg();
    const repository = bench.file('repository');
    execFileSync('borg', ['init', '-e', 'none', repository], { env: bench.env, stdio: 'pipe' });
    mkdirSync(bench.file('data'));
    writeFileSync(bench.file('data/wool'), 'x'.repeat(10_000));
    const line = `borg create --stats ${repository}::ipfs-{now} ${bench.file('data')}`;
    const result = await bench.run([
      '-H',
      `localhost:${await freePort()}`,
      '--on-error',
      '--tag',
      'x',
      '-e',
      line,
    ]);
    expect([result.status, result.stdout.length]).toEqual([0, 0]);
    expect(result.stderr).toContain('Number of files: 1');
    const again = await bench.run(['-e', line.replace('{now}', 'again')]);
    expect(again.status).toBe(0);
    expect(bench.only()).toMatchObject({ tag: 'borg-create', state: 'exited', exit: 0 });
    expect(bench.only().stderr!.head).toContain('Number of files: 1');
    const archives = execFileSync('borg', ['list', '--short', repository], { env: bench.env }).toString();
    expect(archives.trim().split('\n')).toHaveLength(2);
  });

  it('that finds no repository', async () => {
    const bench = borg();
    const result = await bench.run(['--', 'borg', 'create', '/missing/repository::x', bench.directory]);
    expect(result.status).toBe(2);
    expect(result.stderr).toContain('Repository /missing/repository does not exist.');
    expect(bench.only()).toMatchObject({
      tag: 'borg-create',
      exit: 2,
      command: expect.stringContaining('borg create'),
    });
    expect(bench.only().stderr!.head).toContain('Repository /missing/repository does not exist.');
  });
});

describe.skipIf(!have('cron', 'apt-get install cron') || !mayMount())('a real cron daemon', () => {
  it('runs a wrapped job, and has nothing but its output to mail', { timeout: 100_000 }, async () => {
    const bench = new WrapperBench();
    const crontabs = bench.file('crontabs');
    const empty = bench.file('empty');
    mkdirSync(crontabs);
    mkdirSync(empty);
    writeFileSync(bench.file('crontab'), '');
    const output = bench.file('output');
    const job = `${SHEEPDOG} --tag nightly -e "echo ran \\%; echo bad >&2; exit 5"`;
    const settings = ['SHEEPDOG_SPOOL', 'XDG_CONFIG_HOME', 'TMPDIR'].map(
      name => `${name}=${bench.env[name]}\n`,
    );
    const line = `* * * * * ${job} >> ${output} 2>&1; echo "status $?" >> ${output}\n`;
    writeFileSync(join(crontabs, 'root'), settings.join('') + line, { mode: 0o600 });
    // In a namespace of its own: no other crontab of this machine is run, and no other cron is in the way.
    const isolate = [
      `mount --bind ${crontabs} /var/spool/cron/crontabs`,
      `mount --bind ${empty} /etc/cron.d`,
      `mount --bind ${bench.file('crontab')} /etc/crontab`,
      'mount -t tmpfs none /run',
      'exec cron -f',
    ];
    const cron = spawn(
      'unshare',
      ['-m', '-p', '-f', '--mount-proc', '--kill-child', 'sh', '-ec', isolate.join('; ')],
      {
        stdio: 'inherit',
      },
    );
    onTestFinished(() => void cron.kill('SIGKILL'));
    const told = () => (existsSync(output) ? readFileSync(output, 'utf8') : '');
    await until(() => told().includes('status'), 'cron to run the job', 70_000);
    expect(told().split('\n').sort()).toEqual(['', 'bad', 'ran %', 'status 5']);
    const outputs = { stdout: { head: 'ran %\n' }, stderr: { head: 'bad\n' } };
    expect(bench.entries()[0] ?? {}).toMatchObject({ tag: 'nightly', exit: 5, ...outputs });
  });
});
