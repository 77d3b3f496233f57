import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { timeOrderedId } from '../../src/model/id.ts';
import { addEntry } from '../../src/queue/spool/add.ts';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { median, type Row } from './table.ts';

const DAEMON = join(import.meta.dirname, '../../dist/sheepdog-daemon.cjs');
const FAILURES = 20;
const START = 60_000;

/** From a failure in the spool, through the daemon as it was built, to the mail server, which hears from whom a mail is. */
export async function notifyRows(): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'sheepdog-bench-'));
  const server = await mailServer();
  const config = join(directory, 'server-config.scm');
  writeFileSync(
    config,
    `(herd (services (list (service job-service-type))) (gather-for (seconds 0))
       (notifiers (list (mail-notifier (to '("a@lab.org")) (from "b@lab.org") (server "smtp://127.0.0.1:${server.port}")))))`,
  );
  const spool = createSpool(join(directory, 'spool'), false);
  const env = {
    ...process.env,
    SHEEPDOG_QUEUE: '',
    SHEEPDOG_SPOOL: spool.root,
    SHEEPDOG_STORE: join(directory, 'store/s.db'),
  };
  const daemon = spawn(process.execPath, [DAEMON, '-c', config], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  try {
    await new Promise<void>((resolve, reject) => {
      daemon.stderr.on('data', chunk => String(chunk).includes('"ready"') && resolve());
      setTimeout(() => reject(new Error('the daemon is not ready')), START).unref();
    });
    const times: number[] = [];
    for (let i = 0; i < FAILURES; i++)
      times.push(await untilHeard(server, () => addEntry(spool, failure(i))));
    return [
      row('from a failure in the spool to the mail server, median', median(times)),
      row('… the slowest of 20', Math.max(...times)),
    ];
  } finally {
    daemon.kill('SIGKILL');
    server.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

const row = (what: string, ours: number): Row => ({
  what,
  ours,
  peer: null,
  unit: 'ms',
  ratio: ours,
  limit: '≤ 1000',
});

interface Listening {
  port: number;
  /** Called at each MAIL FROM: a connection may be good for several. */
  heard: () => void;
  close(): void;
}

async function mailServer(): Promise<Listening> {
  const own = { port: 0, heard: () => {}, close: () => smtp.close() };
  const smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onMailFrom(_address, _session, done) {
      own.heard();
      done();
    },
    onData(stream, _, done) {
      stream.on('end', () => done()).resume();
    },
  });
  await new Promise<void>(resolve => smtp.listen(0, '127.0.0.1', () => resolve()));
  const address = smtp.server.address();
  own.port = typeof address === 'object' && address ? address.port : 0;
  return own;
}

async function untilHeard(server: Listening, act: () => void): Promise<number> {
  const heard = new Promise<number>(resolve => {
    server.heard = () => resolve(performance.now());
  });
  act();
  const start = performance.now(); // it is in the spool, and can be seen there
  return (await heard) - start;
}

/** A job that fails, another one each time. */
function failure(number: number): string {
  const now = Date.now();
  const id = timeOrderedId(now);
  const body = {
    ...{
      run: id,
      state: 'exited',
      tag: `bench-${number}`,
      command: 'false',
      user: 'bench',
      start: now,
      elapsed: 100,
    },
    ...{
      exit: 1,
      signal: null,
      attempt: 1,
      stdout: null,
      stderr: null,
      expect: null,
      note: null,
    },
  };
  return JSON.stringify({
    version: 1,
    id,
    machine: null,
    boot: null,
    plugin: 'job',
    hash: null,
    time: now,
    body,
  });
}
