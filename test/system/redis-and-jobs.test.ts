import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { freePort, haveRedis, startRedis } from '../support/redis.ts';
import { rows } from '../support/store.ts';
import { sleep, until } from '../support/waiting.ts';

const WRAPPER = join(import.meta.dirname, '../../dist/sheepdog.cjs');

function place() {
  const directory = testDirectory();
  const env = {
    SHEEPDOG_SPOOL: join(directory, 'spool'),
    SHEEPDOG_STORE: join(directory, 'store/sheepdog.db'),
  };
  return { directory, env, store: env.SHEEPDOG_STORE };
}

/** Runs a wrapped job to its end: its exit status and output. */
function wrap(env: NodeJS.ProcessEnv, args: string[]): Promise<{ status: number | null; out: string }> {
  const child = spawn(process.execPath, [WRAPPER, ...args], {
    env: { ...process.env, SHEEPDOG_QUEUE: '', ...env },
  });
  let out = '';
  child.stdout.on('data', chunk => {
    out += chunk;
  });
  return new Promise(resolve => child.once('close', status => resolve({ status, out })));
}

const reported = (store: string) =>
  rows<{ tag: string; exit: number }>(store, 'SELECT tag, exit FROM job_run ORDER BY message').map(
    ({ tag, exit }) => `${tag} ${exit}`,
  );

describe.runIf(haveRedis())('a job whose queue is away', () => {
  it('before it, while it runs and after it: status and output are its own, and it is told of later, in order', async () => {
    const { directory, env, store } = place();
    const port = await freePort();
    const address = `127.0.0.1:${port}`;
    const job = (tag: string, line: string) => wrap(env, ['-H', address, '--tag', tag, '-e', line]);

    expect(await job('before', 'echo one; exit 3')).toEqual({ status: 3, out: 'one\n' });

    const first = await startRedis(join(directory, 'redis'), [], { port });
    const daemon = startDaemon('sheepdog-queue-daemon', env, ['-H', address]);
    await until(() => reported(store).length === 1, 'the run that came before Redis');
    const during = job('during', 'echo two; sleep 1; echo three; exit 4');
    await sleep(500);
    await first.kill();
    expect(await during).toEqual({ status: 4, out: 'two\nthree\n' });
    expect(await job('after', 'echo four')).toEqual({ status: 0, out: 'four\n' });

    const second = await startRedis(join(directory, 'redis'), [], { port });
    await until(() => reported(store).length === 3, 'the other runs');
    expect(reported(store)).toEqual(['before 3', 'during 4', 'after 0']);
    await daemon.stop();
    await second.kill();
  });
});
