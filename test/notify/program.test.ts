import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock/clock.ts';
import { silentLog } from '../../src/model/log.ts';
import { make as makeLog } from '../../src/notify/kinds/log.ts';
import { make } from '../../src/notify/kinds/program.ts';
import { makeNotifiers } from '../../src/notify/notifier.ts';
import { testDirectory } from '../support/directory.ts';
import { letter, settings } from '../support/notices.ts';

const quiet = new AbortController().signal;
const world = { clock: systemClock, log: silentLog };
const call = (command: string[], timeout = 5_000) =>
  make({ command, timeout }, world).deliver(letter(), quiet);

describe('a program', () => {
  it('is given JSON on its standard input', async () => {
    const file = join(testDirectory(), 'got');
    expect(await call(['sh', '-c', 'cat > "$0"', file])).toEqual({ kind: 'delivered' });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ id: 'n1.mail@reporthost', version: 1 });
  });

  it('may do without it', async () => {
    expect(await call(['true'])).toEqual({ kind: 'delivered' });
  });

  it.each([
    ['exit 1', 'later', 'sh: exit 1'],
    ['echo no route >&2; exit 75', 'later', 'sh: exit 75 (no route)'],
    ['exit 65', 'never', 'sh: exit 65'],
    ['kill -9 $$', 'later', 'sh: SIGKILL'],
  ])('that does %s fails: %s', async (script, kind, reason) => {
    expect(await call(['sh', '-c', script])).toMatchObject({ kind, reason });
  });

  it('that hangs is ended', async () => {
    expect(await call(['sleep', '60'], 100)).toMatchObject({ kind: 'later', reason: 'sleep: timed-out' });
  });

  it('can be tried without running it', async () => {
    const probe = (name: string) => make({ command: [name], timeout: 1_000 }, world).probe(quiet);
    expect([await probe('sh'), await probe('/bin/sh'), await probe('no-such-program')]).toEqual([
      null,
      null,
      'no-such-program: not-found',
    ]);
  });

  it('that is not there may come yet', async () => {
    expect(await call(['/nowhere/page'])).toMatchObject({
      kind: 'later',
      reason: '/nowhere/page: not-found',
    });
  });
});

describe('the log', () => {
  it('gets a line', async () => {
    const said: unknown[] = [];
    const log = { ...silentLog, error: (fields: object, text: string) => said.push([fields, text]) };
    const notifier = makeLog({ level: 'error' }, { ...world, log });
    expect(await notifier.deliver(letter(), quiet)).toEqual({ kind: 'delivered' });
    expect(said).toEqual([
      [
        { id: 'n1.mail@reporthost', kind: 'bad', text: 'It failed.\n' },
        '[sheepdog] tux01: borg-ipfs failed (exit 2)',
      ],
    ]);
  });
});

describe('notifiers', () => {
  it('are found by their kind', async () => {
    const [log] = await makeNotifiers([settings('log', { level: 'warn' })], world);
    expect(log!.addresses).toBeNull();
    await expect(makeNotifiers([settings('pigeon', {})], world)).rejects.toThrow(
      "there is no notifier of the kind 'pigeon'",
    );
  });
});
