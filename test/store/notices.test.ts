import { join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect, it } from 'vitest';
import type { Notice } from '../../src/model/notice.ts';
import { MIGRATIONS } from '../../src/store/schema.ts';
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

it('a notice that waits when the store is migrated keeps whom its jobs asked to tell', () => {
  const path = join(testDirectory(), 'sheepdog.db');
  const before = MIGRATIONS.findIndex(step => step.includes('DROP COLUMN inform'));
  const db = new SQLite(path);
  for (const step of MIGRATIONS.slice(0, before)) db.exec(step);
  db.pragma(`user_version = ${before}`);
  const { troubles } = notice('n1', 1000);
  db.prepare(
    `INSERT INTO notice (id, kind, time, thread, troubles, inform, taken) VALUES
      ('n1', 'bad', 1000, 't', @troubles, '["mailto:a@lab.org"]', NULL),
      ('n2', 'bad', 1000, 't', @troubles, '[]', NULL)`,
  ).run({ troubles: JSON.stringify(troubles) });
  db.close();
  const store = Store.openForReceiver(path);
  const asked = store.transaction(writer => writer.notices.waiting(9).map(({ troubles: [each] }) => each));
  expect(asked).toEqual([{ ...troubles[0], inform: ['mailto:a@lab.org'] }, troubles[0]]);
  store.close();
});
