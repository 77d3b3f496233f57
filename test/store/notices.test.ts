import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Notice } from '../../src/model/notice.ts';
import { Store } from '../../src/store/store.ts';
import { testDirectory } from '../support/directory.ts';

const notice = (id: string, time: number): Notice => ({
  id,
  kind: 'bad',
  time,
  thread: `t-${id}`,
  troubles: [
    {
      host: 'tux01',
      plugin: 'job',
      subject: "borg'; DROP TABLE notice; --",
      level: 'bark',
      text: 'exit 2\nafter 0.4 s',
      value: 2,
      limit: null,
      since: time - 5,
      count: 3,
      show: 'run1',
    },
  ],
  cause: null,
  inform: ['mailto:a@b'],
  text: null,
});

it('a notice waits until it is taken, in the order of making, and survives a restart', () => {
  const path = join(testDirectory(), 'sheepdog.db');
  const store = Store.openForReceiver(path);
  store.transaction(({ notices }) => {
    notices.add(notice('b', 20));
    notices.add(notice('a', 10)); // the clock was set back
  });
  expect(() =>
    store.transaction(({ notices }) => {
      notices.add(notice('c', 30));
      throw new Error('the finding could not be stored');
    }),
  ).toThrow();
  store.close();

  const again = Store.openForReceiver(path);
  const waiting = () => again.transaction(({ notices }) => notices.waiting(10));
  expect(waiting()).toEqual([notice('b', 20), notice('a', 10)]);
  again.transaction(({ notices }) => notices.taken('b', 25));
  expect(waiting()).toEqual([notice('a', 10)]);
  expect(again.transaction(({ notices }) => notices.byId('b'))).toEqual(notice('b', 20));
  expect(again.transaction(({ notices }) => notices.byId('c'))).toBeNull();
  again.close();
});
