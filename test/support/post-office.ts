import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { silentLog } from '../../src/model/log.ts';
import type { Notice } from '../../src/model/notice.ts';
import type { NotifierSettings } from '../../src/model/notifier.ts';
import { makeNotifiers, type NamedNotifier } from '../../src/notify/notifier.ts';
import { Outbox } from '../../src/notify/outbox.ts';
import { NO_SURROUNDINGS } from '../../src/notify/surroundings.ts';
import { bodyOf } from '../../src/notify/text/body.ts';
import type { DigestFacts } from '../../src/notify/text/digest.ts';
import { subjectOf } from '../../src/notify/text/subject.ts';
import { DELIVERY_STATES, type DeliveryView } from '../../src/store/outbox.ts';
import { Store } from '../../src/store/store.ts';
import { testDirectory } from './directory.ts';
import { NOTED } from './notices.ts';
import { VirtualClock } from './virtual-clock.ts';

/** An outbox on a real store, under a clock that the test moves. */
export interface PostOffice {
  /** Of the store. */
  path: string;
  store: Store;
  outbox: Outbox;
  clock: VirtualClock;
  /** Stores notices, as the decision does. */
  decide(...notices: Notice[]): void;
  /** Lets time pass in steps, delivering what is due at each. */
  pass(ms: number, step?: number): Promise<void>;
  /** Ends without any ceremony, as kill -9 does, and begins anew. */
  restart(settings?: NotifierSettings[]): Promise<void>;
  deliveries(): DeliveryView[];
}

export async function postOffice(
  settings: NotifierSettings[],
  more: {
    informAllowed?: string[];
    facts?: (since: number, now: number) => Partial<DigestFacts>;
    wrap?: (notifiers: NamedNotifier[]) => NamedNotifier[];
  } = {},
): Promise<PostOffice> {
  const path = join(testDirectory(), 'store', 'sheepdog.db');
  const clock = new VirtualClock(NOTED);
  const wrap = more.wrap ?? (notifiers => notifiers);
  const begin = async (chosen: NotifierSettings[]) => {
    const store = Store.openForReceiver(path);
    const notifiers = wrap(await makeNotifiers(chosen, { clock, log: silentLog }));
    const outbox = new Outbox({
      store,
      notifiers: () => notifiers,
      informAllowed: () => more.informAllowed ?? [],
      write: ({ notice, timezone }) => ({
        subject: subjectOf(notice),
        body: bodyOf(notice, { ...NO_SURROUNDINGS, timezone }),
      }),
      facts: (chosenSettings, since, now) => ({
        rows: [],
        recovered: [],
        silenced: [],
        summary: '2 hosts: 2 ok',
        since,
        now,
        timezone: chosenSettings.timezone,
        ...more.facts?.(since, now),
      }),
      host: 'reporthost',
      clock,
      log: silentLog,
    });
    return { store, outbox };
  };
  const office: PostOffice = {
    path,
    ...(await begin(settings)),
    clock,
    decide: (...notices) =>
      office.store.transaction(writer => {
        for (const notice of notices) writer.notices.add(notice);
      }),
    async pass(ms, step = ms) {
      for (let passed = 0; ; passed += step) {
        office.outbox.step();
        await office.outbox.settled();
        if (passed >= ms) return;
        clock.pass(step);
      }
    },
    async restart(chosen = settings) {
      office.store.close();
      Object.assign(office, await begin(chosen));
    },
    deliveries: () => office.store.outbox.list(DELIVERY_STATES, 10_000),
  };
  onTestFinished(() => office.store.close());
  return office;
}
