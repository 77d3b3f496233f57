import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HerdStore } from '../support/herd.ts';
import { asJson, NOW, person } from '../support/person.ts';

describe('send', () => {
  const sent = (spool: string) =>
    readdirSync(join(spool, 'new')).map(name => JSON.parse(readFileSync(join(spool, 'new', name), 'utf8')));

  it('puts a message into the spool and prints its id', async () => {
    const { say, spool } = person(new HerdStore());
    const { out, status } = await say(['send', 'room', '--time', '10m'], '{"celsius": 41.5}');
    expect(status).toBe(0);
    const [message] = sent(spool);
    expect(message).toMatchObject({
      version: 1,
      plugin: 'room',
      hash: null,
      time: NOW - 600_000,
      body: { celsius: 41.5 },
    });
    expect(out).toBe(`${message.id}\n`);
  });

  it('takes JSON from an argument or a file, and names the queue it is for', async () => {
    const { say, spool } = person(new HerdStore());
    writeFileSync(join(spool, '..', 'body.json'), '[1]');
    await say(['send', 'room', '-e', 'null']);
    await say(['send', 'room', '-f', join(spool, '..', 'body.json'), '--json']);
    expect(sent(spool).map(({ body }) => body)).toEqual(expect.arrayContaining([null, [1]]));
  });

  it.each([
    ['no JSON', ['room'], '{', /no JSON/],
    ['no plugin name', ['../x'], '1', /plugin: a letter/],
    ['a job that is none', ['job'], '{"run": "r"}', /would be refused: body: state/],
    ['too deep', ['room'], `${'['.repeat(100)}${']'.repeat(100)}`, /nested deeper/],
    ['too long', ['room'], JSON.stringify('x'.repeat(1024 * 1024)), /longer than 1048576 bytes/],
    ['no file', ['room', '-f', '/nowhere/x'], '', /cannot read \/nowhere\/x/],
  ])('refuses what the receiver would refuse: %s', async (_, argv, stdin, complaint) => {
    const { say, spool } = person(new HerdStore());
    const { status, out, err } = await say(['send', ...argv], stdin);
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(complaint);
    expect(existsSync(spool)).toBe(false);
  });
});

describe('dead letters', () => {
  const filled = () => {
    const store = new HerdStore();
    const fit = JSON.stringify({ version: 1, id: 'late', plugin: 'room', body: 1 });
    store.receive(
      NOW,
      store.next('tux01', 'no \x1bJSON', NOW),
      store.next('tux01', '{"version":2,"x":1}', NOW),
    );
    // What an earlier program refused, and this one would keep.
    return store.receive(NOW, { ...store.next('tux02', fit, NOW), unfit: 'too new for the program of then' });
  };

  it('are listed', async () => {
    const { say } = person(filled());
    const { out } = await say(['dead-letters']);
    expect(out).toMatch(/^ID {2}HOST {3}RECEIVED {10}REASON/);
    expect(out).toContain('no \\x1bJSON');
    const letters = asJson((await say(['dead-letters', 'list', '2', '3', '--json'])).out);
    expect(letters).toMatchObject([
      { id: 2, host: 'tux01', received: new Date(NOW).toISOString(), parked: 2, text: '{"version":2,"x":1}' },
      { id: 3, host: 'tux02', parked: null },
    ]);
  });

  it('are retried', async () => {
    const store = filled();
    const { say } = person(store);
    expect((await say(['dead-letters', 'retry'])).out).toBe('1 kept, 2 refused again\n');
    expect((await say(['show', 'late'])).status).toBe(0);
    expect((await say(['dead-letters', 'retry', '1', '--json'])).out).toBe('{"kept":0,"refused":1}\n');
    expect(asJson((await say(['dead-letters', '--json'])).out).map(({ id }) => id)).toEqual([1, 2]);
  });

  it('are dropped when they are named, and only then', async () => {
    const { say } = person(filled());
    expect((await say(['dead-letters', 'drop'])).err).toMatch(/which ones\?/);
    expect((await say(['dead-letters', 'drop', '2', '77'])).err).toMatch(/there is no dead letter '77'/);
    expect((await say(['dead-letters', 'drop', 'x'])).status).toBe(2);
    expect((await say(['dead-letters', 'drop', '2'])).out).toBe('1 dropped\n');
    expect(asJson((await say(['dead-letters', '--json'])).out)).toHaveLength(2);
    expect((await say(['dead-letters', 'drop', '--all', '--json'])).out).toBe('{"dropped":2}\n');
    expect((await say(['dead-letters'])).out).toBe('no dead letters\n');
  });

  it('make no store where there is none', async () => {
    const { say, env } = person(new HerdStore(), { SHEEPDOG_STORE: '/nowhere/db' });
    expect((await say(['dead-letters', 'retry'])).err).toMatch(/there is no store at/);
    expect(existsSync(env.SHEEPDOG_STORE)).toBe(false);
  });
});
