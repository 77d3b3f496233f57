import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Notice } from '../../src/model/notice.ts';
import { addEntry } from '../../src/queue/spool/add.ts';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { Store } from '../../src/store/store.ts';
import { startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { disk, notice } from '../support/notices.ts';
import { haveRedis, startRedis } from '../support/redis.ts';
import { mailServer } from '../support/smtp.ts';
import { count } from '../support/store.ts';
import { sleep, until } from '../support/waiting.ts';
import { WrapperBench } from '../support/wrapper.ts';

/** A machine of its own, with this configuration. */
function machine(configuration: string) {
  const folder = testDirectory();
  const file = join(folder, 'server-config.scm');
  writeFileSync(file, configuration);
  const env = {
    SHEEPDOG_CONFIG: file,
    SHEEPDOG_SPOOL: join(folder, 'spool'),
    SHEEPDOG_STORE: join(folder, 'store', 'sheepdog.db'),
  };
  return { env, file, start: () => startDaemon('sheepdog-daemon', env) };
}

/** Stores notices beside a daemon that is at work. */
function decide(path: string, ...notices: Notice[]): void {
  const store = Store.openForOrder(path, Date.now());
  store.transaction(writer => {
    for (const one of notices) writer.notices.add(one);
  });
  store.close();
}

const mailTo = (port: number, more = '') =>
  `(mail-notifier (to '("you@lab.org")) (from "sheepdog@lab.org") (server "smtp://127.0.0.1:${port}") ${more})`;

describe('the daemon that keeps the store', () => {
  it('sends what is decided, whenever it is killed, and says in the mail what it knows', async () => {
    const server = await mailServer();
    const { env, start } = machine(`(herd (notifiers (list ${mailTo(server.port)})))`);
    const first = start();
    await first.says('ready');
    decide(env.SHEEPDOG_STORE, notice({ time: Date.now() }));
    await until(() => server.mails.length === 1, 'the first mail');
    await server.stop();
    decide(env.SHEEPDOG_STORE, notice({ id: 'n2', kind: 'well', time: Date.now() }));
    await first.says('not told yet; tried again');
    await first.stop('SIGKILL');
    await server.start();
    const second = start();
    await second.says('told');
    await second.stop();
    expect(server.mails.map(({ headers }) => headers.subject)).toEqual([
      '[sheepdog] tux01: borg-ipfs failed (exit 2)',
      expect.stringMatching(/^\[sheepdog\] tux01: borg-ipfs is well again after/),
    ]);
    expect(server.mails[1]!.headers['in-reply-to']).toBe(server.mails[0]!.headers['message-id']);
  });

  it('barks once for twenty failures of a job, once when it is well again, and is silent then', async () => {
    const server = await mailServer();
    const { env, start } = machine(
      `(herd (notifiers (list ${mailTo(server.port)})) (inform-allowed '("lab.org"))
             (services (list (service job-service-type))) (gather-for (seconds 0)))`,
    );
    const job = new WrapperBench(env);
    const run = (command: string) =>
      job.run(['--tag', 'borg', '--inform', 'mailto:peter@lab.org', '-e', command]);
    const stored = (runs: number) =>
      until(
        () => count(env.SHEEPDOG_STORE, `SELECT count(*) FROM job_run WHERE state = 'exited'`) === runs,
        `run ${runs}`,
      );
    const failure = () => run('echo "no room on the device" >&2; exit 3');
    let daemon = start();
    for (let round = 1; round <= 4; round++) {
      await Promise.all(Array.from({ length: 5 }, failure));
      await stored(5 * round);
      await daemon.stop(round === 2 ? 'SIGTERM' : 'SIGKILL');
      daemon = start();
    }
    await until(() => server.mails.length === 2, 'the mails of the failure');
    await run('exit 0');
    await stored(21);
    await until(() => server.mails.length === 4, 'the mails of the end');
    await run('exit 0');
    await stored(22);
    await sleep(1_500);
    await daemon.stop();
    for (const address of ['you@lab.org', 'peter@lab.org']) {
      const [bad, end, ...more] = server.mails.filter(({ to }) => to[0] === address);
      expect(bad!.headers.subject).toMatch(/: borg failed \(exit 3\)$/);
      expect(bad!.body).toMatch(/exit 3 after .*, run by /);
      expect(bad!.body).toContain('\n  no room on the device\n');
      expect(bad!.body).toMatch(
        /\nMore: {3}sheepdog show \w+\nQuiet: {2}sheepdog silence \S+ job borg --until-ok/,
      );
      expect(end!.headers.subject).toMatch(/: borg is well again after /);
      expect(end!.headers['in-reply-to']).toBe(bad!.headers['message-id']);
      expect(more).toEqual([]);
    }
  }, 180_000);

  it('tells its log where nobody is named, and others after a reload', async () => {
    const server = await mailServer();
    const { env, file, start } = machine('(herd)');
    const daemon = start();
    await daemon.says('ready');
    decide(env.SHEEPDOG_STORE, notice({ troubles: [disk()] }));
    const said = await daemon.says(/^\[sheepdog\] tux01: disk \/export: 98.1 % of 7.3 TiB used/);
    expect(said.text).toContain('Measured 98.1, the limit is 97.');
    writeFileSync(file, `(herd (notifiers (list ${mailTo(server.port)})))`);
    daemon.process.kill('SIGHUP');
    await daemon.says('the configuration was read again');
    await sleep(200);
    decide(env.SHEEPDOG_STORE, notice({ id: 'n2', thread: 't2' }));
    await until(() => server.mails.length === 1, 'the mail');
    await daemon.stop();
  });
});

describe('the outside', () => {
  const outside = async () => {
    const own = { pings: 0, url: '' };
    const server = createServer((_, response) => {
      own.pings++;
      response.end('OK');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    own.url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`;
    return own;
  };
  const herd = (url: string) =>
    `(herd (services '()) (alive-url "${url}") (alive-interval (milliseconds 200)))`;

  it('is told that the dog is well, where the spool is the queue', async () => {
    const own = await outside();
    const daemon = machine(herd(own.url)).start();
    await until(() => own.pings >= 3, 'three pings');
    await daemon.stop();
  });

  it.runIf(haveRedis())('is told so only while messages pass the queue', async () => {
    const own = await outside();
    const redis = await startRedis(join(testDirectory(), 'redis'));
    onTestFinished(() => redis.kill());
    const { env } = machine(herd(own.url));
    const daemon = startDaemon('sheepdog-queue-daemon', env, ['-H', `localhost:${redis.port}`]);
    await until(() => own.pings >= 3, 'three pings');
    await redis.kill();
    await daemon.says('the outside is not told that all is well');
    const before = own.pings;
    await sleep(1_000);
    expect(own.pings).toBe(before);
    await daemon.stop();
  });
});

describe.runIf(haveRedis())('another Sheepdog', () => {
  const redis = async (name: string) => {
    const server = await startRedis(join(testDirectory(), name));
    onTestFinished(() => server.kill());
    return server;
  };

  it('hears this one as a machine that beats, and barks when that ceases', async () => {
    const [here, there] = [await redis('here'), await redis('there')];
    const other = machine("(herd (services '()) (gather-for (seconds 0)) (silent-for (seconds 1)))");
    const watcher = startDaemon('sheepdog-queue-daemon', other.env, ['-H', `localhost:${there.port}`]);
    await watcher.says('ready');
    const { env } = machine(
      `(herd (services '()) (alive-queue "localhost:${there.port}") (alive-interval (milliseconds 500)))`,
    );
    const dog = startDaemon('sheepdog-queue-daemon', env, ['-H', `localhost:${here.port}`]);
    const host = `dog.${hostname()}`;
    const beats = () => count(other.env.SHEEPDOG_STORE, 'SELECT heartbeat FROM host WHERE name = ?', host);
    await until(() => beats() === 1_000, 'its first beat');
    expect(count(other.env.SHEEPDOG_STORE, 'SELECT count(*) FROM host')).toBe(1);
    await here.kill(); // the dog still runs, and can hear nobody
    await dog.says('the outside is not told that all is well');
    const barks = (text: string) =>
      until(() => watcher.log.some(({ msg }) => msg.startsWith(`[sheepdog] ${host}: ${text}`)), text, 60_000);
    await barks('not heard from since');
    await startRedis(join(testDirectory(), 'anew'), [], { port: here.port });
    await barks('heartbeat is well again');
    await dog.stop();
    await watcher.stop();
  }, 120_000);
});

describe.runIf(process.getuid?.() === 0)('a full disk under the store', () => {
  it('is told out of memory, and that there is room again, and the ballast is made anew', async () => {
    const server = await mailServer();
    const { env, start } = machine(`(herd (services '()) (notifiers (list ${mailTo(server.port)})))`);
    const disk = join(env.SHEEPDOG_STORE, '..');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', disk]);
    onTestFinished(() => {
      execFileSync('umount', ['-l', disk]);
    });
    const daemon = start();
    await daemon.says('ready');
    const ballast = () => statSync(`${env.SHEEPDOG_STORE}.ballast`, { throwIfNoEntry: false })?.size;
    await until(
      () => ballast() === 1024 * 1024,
      'the ballast, all of it: what follows fills the rest of the disk',
    );
    const spool = createSpool(env.SHEEPDOG_SPOOL, false);
    const { bavail, bsize } = statfsSync(disk);
    try {
      writeFileSync(join(disk, 'other'), Buffer.alloc(bavail * bsize - 100_000));
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' }); // the daemon has written meanwhile: it is full all the same
    }
    const body = 'x'.repeat(5_000);
    for (let n = 0; n < 100; n++) addEntry(spool, JSON.stringify({ version: 1, plugin: 'nfs', body }));
    await until(() => server.mails.length === 1, 'the mail that the disk is full');
    expect(server.mails[0]!.headers.subject).toMatch(
      /: sheepdog store: the disk of .* is full: messages wait in the queue/,
    );
    await until(
      () => count(env.SHEEPDOG_STORE, "SELECT count(*) FROM message WHERE plugin = 'nfs'") === 100,
      'the messages, on the ballast',
    );
    expect(existsSync(`${env.SHEEPDOG_STORE}.ballast`)).toBe(false);
    rmSync(join(disk, 'other'));
    await until(() => server.mails.length === 2, 'the mail that there is room again');
    expect(server.mails[1]!.headers.subject).toMatch(/sheepdog store is well again/);
    expect(server.mails[1]!.headers['in-reply-to']).toBe(server.mails[0]!.headers['message-id']);
    expect(existsSync(`${env.SHEEPDOG_STORE}.ballast`)).toBe(true);
    await daemon.stop();
  });
});

describe('a machine that cannot reach its queue', () => {
  it('tells by itself, after the time that the herd allows, what barks there, once', async () => {
    const server = await mailServer();
    const { env, start } = machine(
      `(herd (notifiers (list ${mailTo(server.port)})) (services (list (service job-service-type)))
             (queue "redis://localhost:1") (direct-after (seconds 2)))`,
    );
    const job = new WrapperBench(env);
    const daemon = start();
    await daemon.says('ready');
    for (const command of ['exit 3', 'exit 0', 'exit 4']) await job.run(['--tag', 'borg', '-e', command]);
    await job.run(['--tag', 'fine', '-e', 'exit 0']);
    await until(() => server.mails.length === 1, 'the mail');
    await job.run(['--tag', 'borg', '-e', 'exit 5']);
    await job.run(['--tag', 'other', '-e', 'exit 6']);
    await until(() => server.mails.length === 2, 'the mail of the other job');
    await daemon.stop();
    expect(server.mails.map(({ headers }) => headers.subject)).toEqual([
      expect.stringMatching(/: borg failed \(exit \d\)$/),
      expect.stringMatching(/: other failed \(exit 6\)$/),
    ]);
    expect(server.mails[0]!.body).toMatch(
      /^Told by \S+ itself: nothing that it sends has reached the store for \d/,
    );
  });
});
