import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { timeOrderedId } from '../../src/model/id.ts';
import { startRedis } from '../support/redis.ts';
import { fill, ourReceiver, ROUND, ROUNDS, sideBySide, timed } from './receiver.ts';
import { median, type Row } from './table.ts';

/** Redis → SQLite, durable, against the bare loop; and whether a large store is slower than a small one. */
export async function receiverRows(total: number): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'sheepdog-bench-'));
  const server = await startRedis(join(directory, 'redis'), ['--appendonly', 'yes']);
  const redis = server.client();
  try {
    const receiver = ourReceiver(server.port, join(directory, 'ours.db'));
    const { ours, bare, number } = await sideBySide(redis, receiver, join(directory, 'bare.db'), report);
    const times: number[] = [];
    for (let next = number; next <= total; ) {
      next = await fill(redis, next, report);
      times.push(await timed(() => receiver.drain(ROUND)));
    }
    await receiver.close();
    const [start, end] = [median(times.slice(0, ROUNDS)), median(times.slice(-ROUNDS))];
    const micro = (time: number) => (time * 1000) / ROUND;
    return [
      {
        what: 'Redis → SQLite, durable',
        ours,
        peer: bare,
        unit: 'messages/ms',
        ratio: ours / bare,
        limit: '≥ 0.7',
      },
      {
        what: `a message at ${total}, and at first`,
        ours: micro(end),
        peer: micro(start),
        unit: 'µs',
        ratio: end / start,
        limit: '≤ 1.2',
      },
    ];
  } finally {
    redis.disconnect();
    await server.kill();
    rmSync(directory, { recursive: true, force: true });
  }
}

function report(number: number): string {
  const now = Date.now();
  const output = { head: 'Archive name: tux01\nDuration: 2 min\n'.repeat(4), tail: '', omitted: 0 };
  const body = {
    run: timeOrderedId(now),
    state: 'exited',
    tag: `job-${number % 50}`,
    command: 'borg create --stats /export/backup/borg::ipfs /export/ipfs',
    user: 'backup',
    start: now,
    elapsed: 1200,
    exit: number % 20 === 0 ? 2 : 0,
    signal: null,
    attempt: 1,
    stdout: output,
    stderr: output,
    inform: [],
    expect: null,
    timezone: null,
    note: null,
  };
  return JSON.stringify({
    version: 1,
    id: timeOrderedId(now),
    machine: 'm',
    boot: 'b',
    plugin: 'job',
    hash: null,
    time: now,
    body,
  });
}
