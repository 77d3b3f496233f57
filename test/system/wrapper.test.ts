import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { markSender } from '../../src/queue/spool/presence.ts';
import { reportLostRuns } from '../../src/queue/spool/runs.ts';
import { until } from '../support/waiting.ts';
import { ended, SHEEPDOG, says, WrapperBench } from '../support/wrapper.ts';

describe('a wrapped job has its own input, output and exit status', () => {
  it('passes every byte of all three streams', async () => {
    const bench = new WrapperBench();
    const input = randomBytes(3_000_000);
    const result = await bench.run(['-e', 'tee /dev/stderr | cat; exit 3'], { input });
    expect(result.status).toBe(3);
    expect(result.stdout.equals(input)).toBe(true);
    // stderr is decoded as text by the bench; what was captured tells the rest.
    const { stdout, stderr, exit } = bench.only();
    expect({ stdout, exit }).toEqual({ stdout: stderr, exit: 3 });
    expect(stdout!.omitted).toBeGreaterThan(2_900_000);
  });

  it.each([
    ['-e', 'exit 0', 0],
    ['-e', 'exit 255', 255],
    ['-e', 'nosuchprogram', 127],
    ['--', 'nosuchprogram', 127],
    ['--', '/etc/passwd', 126],
    ['--', '/etc', 126],
    ['--', '/etc/passwd/x', 126],
    ['-e', 'kill -TERM $$', 143],
    ['-e', 'kill -KILL $$', 137],
    ['-e', 'kill -SEGV $$', 139],
  ])('%s %s exits with %i', async (option, command, status) => {
    const bench = new WrapperBench();
    const result = await bench.run([option, command]);
    expect(result.status).toBe(status);
    expect(bench.only().exit).toBe(status);
  });

  it('says why a program could not be started, as a shell would', async () => {
    const bench = new WrapperBench();
    const result = await bench.run(['--', 'nosuchprogram', 'x']);
    expect(result.stderr).toBe('sheepdog: nosuchprogram: not found\n');
    expect(bench.only()).toMatchObject({ state: 'unstartable', tag: 'nosuchprogram-x' });
    expect(bench.only().stderr!.head).toBe(result.stderr);
  });

  it('prints nothing of its own without a terminal', async () => {
    const bench = new WrapperBench();
    const result = await bench.run(['-e', 'echo out; echo err >&2; false']);
    expect(result).toMatchObject({ status: 1, stderr: 'err\n' });
    expect(result.stdout.toString()).toBe('out\n');
  });

  it('can open its outputs by their names in /dev', async () => {
    const bench = new WrapperBench();
    const result = await bench.run([
      '-e',
      'echo a > /dev/stdout; echo b > /dev/stderr; echo c | tee /dev/stderr',
    ]);
    expect(result).toMatchObject({ status: 0, stderr: 'b\nc\n' });
    expect(result.stdout.toString()).toBe('a\nc\n');
    expect((await bench.run(['-e', 'test -p /dev/stdout && test -p /dev/stderr'])).status).toBe(0);
  });

  it('has its surroundings: directory, variables, arguments as they are', async () => {
    const bench = new WrapperBench();
    const odd = ['a b', '', "it's", '$HOME', '*', '--', 'ä🐑\n'];
    const options = { cwd: bench.directory, env: { ...bench.env, 'ODD.NAME%%': 'kept' } };
    const result = await bench.run(['--', 'printf', '%s|', ...odd], options);
    expect(result.stdout.toString()).toBe(odd.map(arg => `${arg}|`).join(''));
    expect((await bench.run(['--', 'env'], options)).stdout.toString()).toContain('ODD.NAME%%=kept');
    expect((await bench.run(['--', 'pwd'], options)).stdout.toString()).toBe(`${bench.directory}\n`);
  });

  it('gets its SIGPIPE when nobody reads its output any more', async () => {
    const bench = new WrapperBench();
    const child = bench.start(['--', 'yes']);
    await says(child, 'y\n');
    child.stdout!.destroy();
    expect(await ended(child)).toMatchObject({ status: 141 });
    expect(bench.only()).toMatchObject({ state: 'killed', signal: 'SIGPIPE' });
  });

  it('goes on when its output can be written nowhere, and says so', async () => {
    const bench = new WrapperBench();
    const result = await bench.run(['-e', 'sheepdog() { echo lost; }; sheepdog; exit 4'], {
      stdio: ['ignore', fullDevice(), 'pipe'],
    });
    expect(result.status).toBe(4);
    expect(bench.only()).toMatchObject({ exit: 4, note: 'stdout could not be passed on: ENOSPC' });
    expect(bench.only().stdout!.head).toBe('lost\n');
  });

  it('runs where pipes cannot be made', async () => {
    const bench = new WrapperBench({ TMPDIR: '/nosuch' });
    const input = randomBytes(500_000);
    const result = await bench.run(['-e', 'cat; echo e >&2; exit 5'], { input });
    expect(result).toMatchObject({ status: 5, stderr: 'e\n' });
    expect(result.stdout.equals(input)).toBe(true);
    expect(bench.only().stdout!.omitted).toBeGreaterThan(0);
  });

  it('is called by run, and an option of the program is none of ours', async () => {
    const bench = new WrapperBench();
    expect((await bench.run(['run', '--', 'sh', '-c', 'exit 9', '--help'])).status).toBe(9);
    const usage = await bench.run(['run', 'borg', 'create']);
    expect(usage.status).toBe(64);
    expect(usage.stderr).toMatch(/^sheepdog: error: unexpected 'borg'\nhint: /);
    const help = await bench.run(['run', '--help']);
    expect(help.status).toBe(0);
    for (const option of [
      '--on-error',
      '--inform',
      '--timeout',
      '--lock-wait',
      '--no-record',
      '--expect',
      '-H',
    ])
      expect(help.stdout.toString()).toContain(option);
  });
});

describe('the message of a run', () => {
  it('tells what ran, where, who, when and how it went', async () => {
    const bench = new WrapperBench();
    const before = Date.now();
    await bench.run([
      ...['--inform', 'mailto:a@b.eu', '--expect', '0 1 * * *', '-e'],
      'borg() { echo "$1 $PASSWORD"; echo bad >&2; return 2; }; PASSWORD=hunter2 borg create',
    ]);
    const entry = bench.only();
    expect(entry).toMatchObject({ state: 'exited', exit: 2, signal: null, attempt: 1, note: null });
    expect(entry).toMatchObject({
      inform: ['mailto:a@b.eu'],
      expect: '0 1 * * *',
      user: userInfo().username,
    });
    expect(entry.command).toContain('PASSWORD=*** borg create');
    expect(entry.command).not.toContain('hunter2');
    expect(entry.stdout).toEqual({ head: 'create hunter2\n', tail: '', omitted: 0 });
    expect(entry.stderr).toEqual({ head: 'bad\n', tail: '', omitted: 0 });
    expect(entry.start).toBeGreaterThanOrEqual(before);
    expect(entry.start + entry.elapsed!).toBeLessThanOrEqual(Date.now() + 1);
    expect(entry.message).toMatchObject({ version: 1, plugin: 'job', hash: null });
    expect(entry.message).not.toHaveProperty('host');
    expect(JSON.stringify(entry.message)).not.toContain(`"${hostname()}"`);
  });

  it('holds the first and last 32 KiB of a long output', async () => {
    const bench = new WrapperBench();
    await bench.run(['-e', 'seq 1 100000']);
    const { head, tail, omitted } = bench.only().stdout!;
    expect(head).toMatch(/^1\n2\n3\n/);
    expect(tail).toMatch(/\n99999\n100000\n$/);
    expect([head.length, tail.length, head.length + tail.length + omitted]).toEqual([32768, 32768, 588_895]);
  });

  it('leaves no record behind, and one pair of pipes for the next run', async () => {
    const bench = new WrapperBench();
    await Promise.all([bench.run(['-e', 'sleep 0.3']), bench.run(['-e', 'sleep 0.3; echo x'])]);
    await bench.run(['-e', 'echo y']);
    expect(readdirSync(bench.spool.runs)).toEqual([]);
    expect(readdirSync(bench.spool.tmp)).toEqual([]);
    expect(readdirSync(join(bench.env.TMPDIR!, `sheepdog-${process.getuid!()}`))).toEqual(['spare']);
    expect(bench.entries().map(entry => entry.stdout!.head)).toContain('y\n');
  });

  it('goes where -H says, and not where it does not', async () => {
    const bench = new WrapperBench({ SHEEPDOG_QUEUE: 'redis://127.0.0.1:1' });
    createSpool(bench.spool.root, false);
    markSender(bench.spool); // so that none is started, which would take them out of our sight
    await bench.run(['-H', '127.0.0.1:1', '--on-error', '-e', 'false']);
    expect(bench.only().name.destination).toBeNull();
    await bench.run(['-H', 'localhost:645', '-e', 'true']);
    expect(bench.entries()[1]!.name.destination).toBe('redis://localhost:645');
  });
});

describe('a job that leaves something behind', () => {
  it('does not wait for a process that keeps the output open', async () => {
    const bench = new WrapperBench();
    const child = bench.start(['-e', 'sleep 30 & echo done'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const status = await new Promise(resolve => child.on('exit', resolve));
    expect(status).toBe(0);
    expect(bench.only().stdout!.head).toBe('done\n');
    await bench.run(['-e', 'echo next']); // and its pipes are not used again
    expect(bench.entries()[1]!.stdout!.head).toBe('next\n');
  });

  it('has all of its own output passed on, however slowly it is read', async () => {
    const bench = new WrapperBench();
    const child = bench.start(['-e', 'head -c 300000 /dev/zero; sleep 30 &'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let bytes = 0;
    child.stdout!.on('data', chunk => {
      bytes += chunk.length;
      child.stdout!.pause();
      setTimeout(() => child.stdout!.resume(), 20);
    });
    await new Promise(resolve => child.on('exit', resolve));
    await until(() => bytes === 300_000, 'all bytes');
  });

  it('is announced when it takes long', async () => {
    const bench = new WrapperBench();
    await bench.run(['--tag', 'long', '-e', 'sleep 6']);
    const [announced, over, ...more] = bench.entries();
    expect(more).toEqual([]);
    expect(announced).toMatchObject({ state: 'running', exit: null, elapsed: null, tag: 'long' });
    expect(over).toMatchObject({ state: 'exited', exit: 0, run: announced!.run });
    expect(over!.message.id).not.toBe(announced!.message.id);
  });
});

/** A device that is always full. */
function fullDevice(): number {
  return openSync('/dev/full', 'w');
}

describe('options', () => {
  it('--quiet shows the output of what fails only, in order', async () => {
    const bench = new WrapperBench();
    const good = await bench.run(['--quiet', '-e', 'echo a; echo b >&2']);
    expect([good.status, good.stdout.toString(), good.stderr]).toEqual([0, '', '']);
    const both = bench.file('both');
    const script = `exec >${both} 2>&1; '${process.argv0}' "$0" "$@"`;
    writeFileSync(bench.file('job'), 'seq 1 300000; sleep 0.2; echo bad >&2; sleep 0.2; echo end; exit 6');
    const bad = spawnSync('sh', ['-c', script, ...[SHEEPDOG], '-q', '--', 'sh', bench.file('job')], {
      env: bench.env,
    });
    expect(bad.status).toBe(6);
    const text = readFileSync(both, 'utf8');
    expect(text.startsWith('1\n2\n')).toBe(true);
    expect(text.endsWith('299999\n300000\nbad\nend\n')).toBe(true);
    expect(text.length).toBe(1_988_895 + 'bad\nend\n'.length);
    expect(bench.entries()[0]!.stdout!.head).toBe('a\n');
  });

  it('--on-error sends failures and the first success after one', async () => {
    const bench = new WrapperBench();
    const run = (command: string) => bench.run(['--on-error', '--tag', 'x y/z', '-e', command]);
    for (const command of ['true', 'false', 'exit 2', 'true', 'true']) await run(command);
    expect(bench.entries().map(entry => entry.exit)).toEqual([1, 2, 0]);
    expect(readdirSync(bench.spool.runs)).toEqual([]);
  });

  it('--on-error sends the first success after a run whose wrapper was killed', async () => {
    const bench = new WrapperBench();
    const job = bench.start(['--on-error', '--tag', 'k', '-e', 'echo up; exec sleep 30']);
    await says(job, 'up');
    const gone = ended(job);
    process.kill(job.pid!, 'SIGKILL');
    await gone;
    expect(reportLostRuns(bench.spool)).toBe(1);
    for (const command of ['true', 'true']) await bench.run(['--on-error', '--tag', 'k', '-e', command]);
    expect(bench.entries().map(({ state }) => state)).toEqual(['lost', 'exited']);
  });

  it('runs where nothing of its own can be found: no home, no temporary directory', async () => {
    const bench = new WrapperBench();
    const file = bench.file('no-directory');
    writeFileSync(file, '');
    const env = {
      PATH: process.env.PATH,
      TMPDIR: file,
      XDG_STATE_HOME: file,
      SHEEPDOG_SPOOL: join(file, 's'),
    };
    const result = await bench.run(['-e', 'echo out; exit 3'], { env });
    expect([result.status, result.stdout.toString()]).toEqual([3, 'out\n']);
  });

  it.skipIf(process.getuid!() !== 0)('runs for a user that has neither a name nor a home', async () => {
    const bench = new WrapperBench();
    chmodSync(bench.directory, 0o711);
    chmodSync(bench.env.TMPDIR!, 0o700);
    const env = { PATH: process.env.PATH, TMPDIR: bench.env.TMPDIR };
    const result = await bench.run(['-e', 'echo out; exit 3'], { env, uid: 12_345, gid: 12_345 });
    expect([result.status, result.stdout.toString()]).toEqual([3, 'out\n']);
  });

  it('--retries starts it again until it succeeds', async () => {
    const bench = new WrapperBench();
    const job = `echo x >> ${bench.file('starts')}; echo "$(wc -l < ${bench.file('starts')})"; test $(wc -l < ${bench.file('starts')}) -eq 3`;
    const result = await bench.run(['--retries', '5', '--retry-wait', '10ms', '-e', job]);
    expect([result.status, result.stdout.toString()]).toEqual([0, '1\n2\n3\n']);
    expect(bench.only()).toMatchObject({ attempt: 3, exit: 0, stdout: { head: '3\n' } });
    expect((await bench.run(['--retries', '1', '--retry-wait', '0', '-e', 'exit 7'])).status).toBe(7);
    expect(bench.entries()[1]).toMatchObject({ attempt: 2, exit: 7 });
    expect((await bench.run(['--retries', '9', '--', 'nosuch'])).status).toBe(127);
    expect(bench.entries()[2]!.attempt).toBe(1);
  });

  it('--no-record gives the job our own outputs', async () => {
    const bench = new WrapperBench();
    const to = bench.file('out');
    writeFileSync(to, '');
    const result = await bench.run(['--no-record', '-e', 'test -f /dev/stdout && echo x; exit 2'], {
      stdio: ['ignore', openSync(to, 'w'), 'pipe'],
    });
    expect(result.status).toBe(2);
    expect(readFileSync(to, 'utf8')).toBe('x\n');
    expect(bench.only()).toMatchObject({ exit: 2, stdout: null, stderr: null });
  });

  it('--lock lets one run at a time, and kill -9 of the wrapper frees it', async () => {
    const bench = new WrapperBench();
    // As root the locks are in /run: a name of this test's own.
    const lock = ['--lock', `test-${process.pid}-${Date.now()}`];
    const first = bench.start([...lock, '-e', 'echo on; exec sleep 30']);
    await says(first, 'on');
    const second = await bench.run([...lock, '-e', 'echo never']);
    expect([second.status, second.stdout.toString(), second.stderr]).toEqual([75, '', '']);
    expect(bench.entries()).toEqual([]);
    const third = bench.run([...lock, '--lock-wait', '50s', '-e', 'echo now']);
    first.kill('SIGKILL');
    expect((await third).stdout.toString()).toBe('now\n');
  });

  it('--timeout ends a job with TERM, and KILLs what will not go', async () => {
    const bench = new WrapperBench();
    const soft = await bench.run([
      '--timeout',
      '300ms',
      '-e',
      'trap "echo bye; exit 9" TERM; while :; do sleep 0.05; done',
    ]);
    expect([soft.status, soft.stdout.toString()]).toEqual([9, 'bye\n']);
    const hard = await bench.run([
      '--timeout',
      '300ms',
      '-e',
      'sh -c \'trap "" TERM; while :; do sleep 1; done\' & wait',
    ]);
    expect(hard.status).toBe(143); // the shell went at once, its child ten seconds later
    expect(bench.entries().filter(entry => entry.state !== 'running')).toMatchObject([
      { state: 'timeout', exit: 9, signal: null },
      { state: 'timeout', exit: 143, signal: 'SIGTERM' },
    ]);
    expect(bench.entries().at(-1)!.elapsed).toBeGreaterThan(9_000);
  });

  it('--timeout holds though nobody reads the output', async () => {
    const bench = new WrapperBench();
    const status = bench.file('status');
    const line = `{ '${SHEEPDOG}' --timeout 500ms -- yes; echo $? > ${status}; } | sleep 30`;
    const shell = spawn('sh', ['-c', line], { env: bench.env, detached: true, stdio: 'ignore' });
    onTestFinished(() => void process.kill(-shell.pid!, 'SIGKILL'));
    await until(() => existsSync(status) && readFileSync(status, 'utf8') === '143\n', 'the wrapper to end');
    expect(bench.only()).toMatchObject({ state: 'timeout', signal: 'SIGTERM' });
  });
});

describe('another user', () => {
  it.skipIf(process.getuid!() !== 0)(
    'uses the drop box of the machine, which it can only add to',
    async () => {
      const bench = new WrapperBench();
      createSpool(bench.spool.root, true);
      for (const directory of [bench.directory, bench.env.TMPDIR!]) chmodSync(directory, 0o777);
      const umask = process.umask(0o077);
      const result = await bench.run(['--on-error', '--tag', 'u', '-e', 'id -u; false'], {
        uid: 65534,
        gid: 65534,
      });
      process.umask(umask);
      expect([result.status, result.stdout.toString(), result.stderr]).toEqual([1, '65534\n', '']);
      expect(bench.only()).toMatchObject({ exit: 1, user: 'nobody', stdout: { head: '65534\n' } });
      const [name] = readdirSync(bench.spool.new);
      const stat = statSync(join(bench.spool.new, name!));
      expect([stat.gid, stat.mode & 0o777]).toEqual([process.getgid!(), 0o640]);
      expect(
        (await bench.run(['--on-error', '--tag', 'u', '-e', 'true'], { uid: 65534, gid: 65534 })).status,
      ).toBe(0);
      expect(bench.entries()).toHaveLength(2);
    },
  );

  it('cannot plant the folder of the pipes', async () => {
    const bench = new WrapperBench();
    mkdirSync(join(bench.env.TMPDIR!, `sheepdog-${process.getuid!()}`), { mode: 0o777 });
    chmodSync(join(bench.env.TMPDIR!, `sheepdog-${process.getuid!()}`), 0o777);
    expect((await bench.run(['-e', 'echo x; test -S /dev/stdout'])).status).toBe(0);
    expect(existsSync(join(bench.env.TMPDIR!, `sheepdog-${process.getuid!()}`, 'spare'))).toBe(false);
  });
});
