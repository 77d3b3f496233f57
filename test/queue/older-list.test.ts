import { describe, expect, it } from 'vitest';
import { olderDelivery } from '../../src/queue/redis/older-list.ts';
import { decodeMessage } from '../../src/receiver/decode.ts';

const EVENT = {
  time: '2026-11-21 01:00:05 +0100',
  elapsed: 5,
  host: 'tux02',
  user: 'backup',
  command: '/usr/bin/borg create x',
  tag: 'BORG',
  stdout: 'out',
  stderr: 'err',
  status: 2,
  err: 'FAIL',
};

const bodyOf = (event: object) => JSON.parse(olderDelivery(JSON.stringify(event)).text!).body;

describe('an entry of the older sheepdog', () => {
  it('becomes a report of a run', () => {
    const delivery = olderDelivery(JSON.stringify(EVENT));
    expect(delivery).toMatchObject({ host: 'tux02', number: null, unfit: null });
    expect(bodyOf(EVENT)).toMatchObject({
      state: 'exited',
      tag: 'BORG',
      command: '/usr/bin/borg create x',
      user: 'backup',
      start: Date.parse('2026-11-21T00:00:00Z'),
      elapsed: 5000,
      exit: 2,
      stdout: { head: 'out', tail: '', omitted: 0 },
    });
  });

  it('has the same id whenever it is read', () => {
    expect(olderDelivery(JSON.stringify(EVENT)).text).toBe(olderDelivery(JSON.stringify(EVENT)).text);
  });

  it.each([
    {
      what: 'seconds since 1970',
      event: { ...EVENT, time: 1_800_000_000 },
      body: { start: 1_799_999_995_000 },
    },
    {
      what: 'a fraction of a second',
      event: { ...EVENT, time: 1_800_000_000.1234, elapsed: 0.0004 },
      body: { start: 1_800_000_000_123, elapsed: 0 },
    },
    { what: 'no tag', event: { ...EVENT, tag: undefined }, body: { tag: 'borg' } },
    {
      what: 'a command not found',
      event: { ...EVENT, err: 'CMD_NOT_FOUND', status: 1 },
      body: { state: 'unstartable', exit: 127 },
    },
    { what: 'a job that a signal ended', event: { ...EVENT, status: null }, body: { exit: 1 } },
    { what: 'a success', event: { ...EVENT, status: 0, err: 'SUCCESS' }, body: { exit: 0 } },
  ])('may have $what', ({ event, body }) => {
    expect(bodyOf(event)).toMatchObject(body);
    const { text } = olderDelivery(JSON.stringify(event));
    expect(decodeMessage(text!, { id: 'x', time: 0 })).toMatchObject({ kind: 'message' });
  });

  it.each(['', '{', '[]', 'null', '3', '{"host":"a"}', '{"time":1}', '{"host":7,"time":1}'])(
    "is refused when it is '%s'",
    text => {
      expect(olderDelivery(text).unfit).not.toBeNull();
    },
  );
});
