import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pidExists } from '../../src/platform/process.ts';
import { run, shell } from '../../src/system/command.ts';
import { thisMachine } from '../../src/system/machine.ts';
import { testDirectory } from '../support/directory.ts';
import { until } from '../support/waiting.ts';

const machine = thisMachine();

describe('a command', () => {
  it('gives what it printed and how it ended', async () => {
    const result = await shell(machine, 'echo out; echo err >&2; exit 3');
    expect(result).toMatchObject({
      exit: 3,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
      cut: false,
      failure: null,
    });
  });

  it('says which signal ended it', async () => {
    expect(await shell(machine, 'kill -SEGV $$')).toMatchObject({
      exit: null,
      signal: 'SIGSEGV',
      failure: null,
    });
  });

  it('is not read by a shell', async () => {
    expect((await run(machine, 'echo', ['$HOME; id'])).stdout).toBe('$HOME; id\n');
  });

  it('is told from one that is not there, or not to be run', async () => {
    const file = join(testDirectory(), 'no-program');
    writeFileSync(file, 'text', { mode: 0o644 });
    expect((await run(machine, 'no-such-program')).failure).toBe('not-found');
    expect((await run(machine, file)).failure).toBe('not-permitted');
    expect((await run(machine, 'echo', ['x'.repeat(8e6)])).failure).toBe('not-started');
  });

  it('hears what it is to read, and need not listen', async () => {
    expect((await run(machine, 'cat', [], { stdin: 'heard' })).stdout).toBe('heard');
    expect((await run(machine, 'true', [], { stdin: 'x'.repeat(1e6) })).exit).toBe(0);
  });

  it('finds programs that a daemon’s short PATH does not name', async () => {
    const short = { ...machine, environment: { PATH: '/bin' } };
    expect((await shell(short, 'echo $PATH')).stdout).toMatch(/^\/bin:.*\/usr\/sbin.*nagios/);
  });
});

describe('a command that prints much', () => {
  it('is cut at the limit, between characters, and may end by itself', async () => {
    const result = await shell(machine, 'yes ä | head -c 3000000', { maxBytes: 1000 });
    expect(result).toMatchObject({ exit: 0, cut: true, failure: null });
    expect(result.stdout).toBe('ä\n'.repeat(333));
  });

  it('is ended when it has no end', async () => {
    const result = await run(machine, 'yes', [], { maxBytes: 1000 });
    expect(result).toMatchObject({ failure: 'flooded', cut: true, signal: 'SIGTERM' });
  });
});

describe('a command that takes too long', () => {
  it('is ended, with what it has printed', async () => {
    const result = await shell(machine, 'echo begun; sleep 1000', { timeout: 200 });
    expect(result).toMatchObject({ failure: 'timed-out', stdout: 'begun\n', exit: null });
  });

  it('is killed when it does not listen', async () => {
    const result = await shell(machine, 'trap "" TERM; while :; do sleep 0.1; done', { timeout: 100 });
    expect(result).toMatchObject({ failure: 'timed-out', signal: 'SIGKILL' });
  });

  it('may put its things in order, although the shell around it is dead', async () => {
    const file = join(testDirectory(), 'lock');
    const script = `sh -c 'trap "sleep 0.3; rm ${file}; exit" TERM; while :; do sleep 0.1; done' & sleep 1000`;
    writeFileSync(file, '');
    await shell(machine, script, { timeout: 300 });
    expect(existsSync(file)).toBe(false);
  });

  it('ends with the monitor', async () => {
    const monitor = new AbortController();
    const running = shell(thisMachine(machine.counters, monitor.signal), 'sleep 1000');
    monitor.abort();
    expect((await running).failure).toBe('stopped');
    expect((await shell(thisMachine(machine.counters, monitor.signal), 'echo never')).stdout).toBe('');
  });
});

describe('what a command leaves behind', () => {
  it('is ended, although it has a session of its own', async () => {
    const file = join(testDirectory(), 'pid');
    await shell(machine, `setsid sh -c 'echo $$ > ${file}; exec sleep 1000' & sleep 1000`, { timeout: 500 });
    const pid = Number(readFileSync(file, 'utf8'));
    expect(pid).toBeGreaterThan(0);
    await until(() => !pidExists(pid), 'the process with its own session to be gone');
  });

  it('is not waited for when it holds the output', async () => {
    const file = join(testDirectory(), 'pid');
    const result = await shell(machine, `sleep 1000 & echo $! > ${file}; echo done`);
    expect(result).toMatchObject({ exit: 0, stdout: 'done\n', failure: null });
    const pid = Number(readFileSync(file, 'utf8'));
    await until(() => !pidExists(pid), 'the process in the background to be gone');
  });

  it('is nothing, even when it forks without end', async () => {
    const directory = testDirectory();
    const forker = join(directory, 'forker');
    // Each has one child and goes: always a new process, in a session of its own. It ends by itself after a while.
    writeFileSync(
      forker,
      `#!/bin/sh\n[ -e ${directory}/stop ] && exit\necho $$ >> ${directory}/pids\n[ $1 -gt 3000 ] || setsid ${forker} $(($1 + 1)) &\n`,
      { mode: 0o755 },
    );
    await shell(machine, `${forker} 0; sleep 1000`, { timeout: 300 });
    const before = readFileSync(`${directory}/pids`, 'utf8').length;
    expect(before).toBeGreaterThan(0);
    await new Promise(resolve => setTimeout(resolve, 200));
    const after = readFileSync(`${directory}/pids`, 'utf8').length;
    writeFileSync(`${directory}/stop`, '');
    expect(after).toBe(before);
  });
});
