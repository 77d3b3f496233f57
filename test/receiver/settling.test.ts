import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock/clock.ts';
import type { Log } from '../../src/model/log.ts';
import { silentLog } from '../../src/model/log.ts';
import { addEntry } from '../../src/queue/spool/add.ts';
import { SpoolInbox } from '../../src/queue/spool/inbox.ts';
import { Lanes } from '../../src/queue/spool/lanes.ts';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { Caution } from '../../src/receiver/caution.ts';
import { Receiver } from '../../src/receiver/receiver.ts';
import { Store } from '../../src/store/store.ts';
import { testDirectory } from '../support/directory.ts';
import { NO_PLUGINS } from '../support/no-plugins.ts';
import { count } from '../support/store.ts';
import { until } from '../support/waiting.ts';

describe('a receiver whose queue refuses to settle', () => {
  it('tells it, tries again, and stores nothing twice', async () => {
    const directory = testDirectory();
    const path = join(directory, 'sheepdog.db');
    const spool = createSpool(join(directory, 'spool'), false);
    for (let n = 0; n < 3; n++) addEntry(spool, JSON.stringify({ version: 1, plugin: 'nfs', body: n }));
    const lanes = new Lanes(spool, null, systemClock, silentLog);
    let refusals = 2;
    class Refusing extends SpoolInbox {
      override async settle(...settled: Parameters<SpoolInbox['settle']>): Promise<void> {
        if (refusals-- > 0) throw new Error('NOPERM this user has no permissions');
        return super.settle(...settled);
      }
    }
    const complaints: string[] = [];
    const log: Log = {
      ...silentLog,
      error: (fields: object) => complaints.push((fields as { error: string }).error),
    };
    const inbox = new Refusing(spool, lanes, 'tux01', systemClock);
    const store = Store.openForReceiver(path);
    const parts = { inbox, store, plugins: () => NO_PLUGINS, caution: new Caution(path, inbox.name), log };
    const receiver = new Receiver({ ...parts, tryAlone: async () => null, clock: systemClock });
    const stop = new AbortController();
    const running = receiver.run(stop.signal);
    await until(() => lanes.default.base > lanes.default.top, 'the spool to be forgotten');
    stop.abort();
    await running;
    expect(complaints).toEqual(['NOPERM this user has no permissions']);
    expect(count(path, 'SELECT count(*) FROM message')).toBe(3);
    await inbox.close();
    store.close();
  });
});
