import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { reportLostRuns } from '../../src/queue/spool/runs.ts';
import { until } from '../support/waiting.ts';
import { ended, have, SHEEPDOG, says, WrapperBench } from '../support/wrapper.ts';

/** A job that says which signals it gets, and ends at TERM. */
const LISTENING = [
  'for s in HUP INT QUIT USR1 USR2 CONT WINCH; do trap "echo $s" $s; done',
  'trap "echo TERM; exit 4" TERM; echo ready; while :; do sleep 0.05; done',
].join('; ');

describe('signals without a terminal', () => {
  it('go to the job, and the wrapper stays to tell of its end', async () => {
    const bench = new WrapperBench();
    const child = bench.start(['-e', LISTENING]);
    const result = ended(child);
    await says(child, 'ready');
    for (const signal of ['HUP', 'INT', 'QUIT', 'USR1', 'USR2', 'CONT', 'WINCH']) {
      child.kill(`SIG${signal}` as NodeJS.Signals);
      await says(child, `${signal}\n`);
    }
    child.kill('SIGTERM');
    expect((await result).status).toBe(4);
    expect(bench.only()).toMatchObject({ state: 'exited', exit: 4 });
  });

  it('reach all that the job has started', async () => {
    const bench = new WrapperBench();
    const child = bench.start(['-e', '(sleep 30; echo no) & (sleep 30; echo no) & echo on; wait']);
    await says(child, 'on');
    child.kill('SIGTERM');
    expect((await ended(child)).status).toBe(143); // and nobody is left who holds our output open
    expect(bench.only()).toMatchObject({ state: 'killed', signal: 'SIGTERM' });
  });

  it('end the waiting for another try', async () => {
    const bench = new WrapperBench();
    const child = bench.start(['--retries', '5', '--retry-wait', '1h', '-e', 'echo once; exit 3']);
    const result = ended(child);
    await says(child, 'once');
    // The job may not have ended yet; then it is the job that ends at this signal.
    child.kill('SIGTERM');
    expect([3, 143]).toContain((await result).status);
    expect(bench.only().attempt).toBe(1);
  });
});

describe('kill -9 of the wrapper', () => {
  it('leaves a record, by which the run is told as lost', async () => {
    const bench = new WrapperBench();
    const child = bench.start(['--tag', 'killed', '-e', 'PASSWORD=hunter2; echo on; exec sleep 30']);
    await says(child, 'on');
    expect(reportLostRuns(bench.spool)).toBe(0);
    const [record] = readdirSync(bench.spool.runs);
    expect(readFileSync(`${bench.spool.runs}/${record}`, 'utf8')).not.toContain('hunter2');
    child.kill('SIGKILL');
    await new Promise(resolve => child.on('exit', resolve));
    expect(reportLostRuns(bench.spool)).toBe(1);
    expect(bench.only()).toMatchObject({
      state: 'lost',
      tag: 'killed',
      exit: null,
      note: 'the wrapper died',
    });
    expect(readdirSync(bench.spool.runs)).toEqual([]);
  });

  it('makes the next write of the job fail, unless it has our own outputs', async () => {
    const bench = new WrapperBench();
    const job = (mark: string) =>
      `trap 'echo piped > ${mark}; exit' PIPE; echo $$; while sleep 0.05; do echo x; done`;
    const child = bench.start(['-e', job(bench.file('mark'))]);
    await says(child, 'x');
    child.kill('SIGKILL');
    await until(() => readdirSync(bench.directory).includes('mark'), 'the job to get SIGPIPE');

    // It goes on though its wrapper is gone, and its output still comes out.
    const job2 = `echo on; while [ ! -e ${bench.file('go')} ]; do sleep 0.05; done; echo still here`;
    const inherited = bench.start(['--no-record', '-e', job2], { stdio: ['ignore', 'pipe', 'ignore'] });
    await says(inherited, 'on');
    inherited.kill('SIGKILL');
    await new Promise(resolve => inherited.on('exit', resolve));
    writeFileSync(bench.file('go'), '');
    await says(inherited, 'still here');
  });
});

describe.skipIf(!have('script', 'util-linux, bsdutils'))('on a terminal', () => {
  it('one line is added that says how it went', async () => {
    const { screen, bench } = await onTerminal(
      `'${SHEEPDOG}' --tag borg-ipfs -- sh -c 'echo no such repository >&2; exit 2'; echo "status $?"`,
    );
    const { run } = bench.only();
    expect(screen).toMatch(
      /^no such repository\r\nsheepdog: borg-ipfs failed \(exit 2\) after 0\.\d s, recorded as /,
    );
    expect(screen).toContain(`recorded as ${run}\r\nstatus 2\r\n`);
  });

  it('nothing is added where --quiet has nothing to tell, or stderr goes elsewhere', async () => {
    const { screen } = await onTerminal(
      `'${SHEEPDOG}' -q -e 'echo x'; '${SHEEPDOG}' -e 'echo y' 2>/dev/null`,
    );
    expect(screen).toBe('y\r\n');
  });

  it('Ctrl-C reaches the job once', async () => {
    const job =
      'trap "echo got INT" INT; echo ready; n=0; while [ $n -lt 20 ]; do sleep 0.1; n=$((n+1)); done; exit 5';
    const { screen, bench } = await onTerminal(
      `'${SHEEPDOG}' --tag t -e '${job}'; echo "status $?"`,
      'ready',
      '\u0003',
    );
    expect(screen.match(/got INT/g)).toHaveLength(1);
    expect(screen).toContain('status 5');
    expect(bench.only().exit).toBe(5);
  });

  it('Ctrl-C ends a job that does not catch it', async () => {
    const { screen, bench } = await onTerminal(
      `'${SHEEPDOG}' --tag t -e 'echo ready; exec sleep 30'; true`,
      'ready',
      '\u0003',
    );
    expect(screen).toContain('sheepdog: t was killed by SIGINT');
    expect(bench.only()).toMatchObject({ state: 'killed', signal: 'SIGINT', exit: 130 });
  });

  it('Ctrl-Z stops both, fg goes on', async () => {
    const line = `set -m; '${SHEEPDOG}' --tag t -e 'echo ready; sleep 0.5; echo on'; echo "stopped $?"; fg >/dev/null; echo "status $?"`;
    const { screen } = await onTerminal(line, 'ready', '\u001a');
    expect(screen).toMatch(/stopped 148/);
    expect(screen).toMatch(/on\r\n[\s\S]*status 0/);
  });

  it('--timeout reaches what the job has started', async () => {
    const { screen, bench } = await onTerminal(
      `'${SHEEPDOG}' --tag t --timeout 500ms -e '(sleep 30; echo no) & wait'; echo "status $?"`,
    );
    expect(screen).toContain('sheepdog: t ran too long and was ended');
    expect(screen).toContain('status 143');
    expect(bench.only().state).toBe('timeout');
  });
});

/** Runs a line of bash on a terminal of its own; types `keys` when `after` is on the screen. */
async function onTerminal(line: string, after = '', keys = '') {
  const bench = new WrapperBench({ SHELL: '/bin/bash' });
  const terminal = spawn('script', ['-qefc', line, '/dev/null'], { env: bench.env, detached: true });
  onTestFinished(() => {
    if (terminal.exitCode === null) process.kill(-terminal.pid!, 'SIGKILL');
  });
  let screen = '';
  terminal.stdout.on('data', chunk => {
    screen += chunk;
  });
  const over = new Promise(resolve => terminal.on('close', resolve));
  if (keys) {
    await until(() => screen.includes(after), `'${after}' on the screen`);
    terminal.stdin.write(keys);
  }
  await over;
  return { screen: screen.replaceAll(/\^[CZ]/g, ''), bench };
}
