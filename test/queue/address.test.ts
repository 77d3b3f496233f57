import { describe, expect, it } from 'vitest';
import { formatQueueAddress, parseQueueAddress } from '../../src/queue/address.ts';

describe('the address of a queue', () => {
  it.each([
    ['localhost:645', 'redis://localhost:645'],
    ['reporthost', 'redis://reporthost:6379'],
    ['[::1]:7000', 'redis://[::1]:7000'],
    ['rediss://reporthost', 'rediss://reporthost:6379'],
    [
      'redis://tux01@reporthost:6380?password-file=/etc/sheepdog/secret',
      'redis://tux01@reporthost:6380?password-file=%2Fetc%2Fsheepdog%2Fsecret',
    ],
  ])('%s has one spelling', (text, spelling) => {
    expect(formatQueueAddress(parseQueueAddress(text))).toBe(spelling);
    expect(parseQueueAddress(spelling)).toEqual(parseQueueAddress(text));
  });

  it.each(['', 'host:port', 'http://reporthost', 'redis://', 'a b', 'redis://host/0', 'host:99999'])(
    "'%s' is none",
    text => {
      expect(() => parseQueueAddress(text)).toThrow(/is not the address of a queue/);
    },
  );

  it('holds no password', () => {
    for (const text of [
      'redis://tux01:secret@reporthost',
      'redis://:secret@reporthost/0',
      'http://tux01:secret@reporthost',
      'tux01:sec/ret@reporthost',
    ])
      expect(() => parseQueueAddress(text)).toThrow(/^a password does not belong into an address$/);
  });
});
