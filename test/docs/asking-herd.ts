// The herd of the page Asking the herd: three machines, and two months of what happened to them.
import { makeConfigurationLanguage } from '../../src/configuration/language.ts';
import type { Effect } from '../../src/model/effect.ts';
import type { FactValue } from '../../src/model/relation.ts';
import { BatchReceiver } from '../../src/receiver/store-batch.ts';
import { Store } from '../../src/store/store.ts';

/** Local time of the year 2026. */
export const on = (month: number, day: number, hour = 0, minute = 0) =>
  new Date(2026, month - 1, day, hour, minute).getTime();

export const NOW = on(11, 27, 12);

const DEBIAN = 'Debian GNU/Linux 12 (bookworm)';
const GIB = 2 ** 30;

type Told = [time: number, host: string, relation: string, values: FactValue[]];

const HARDWARE: Told[] = [
  [
    on(10, 1),
    'tux01',
    'hardware',
    [
      DEBIAN,
      '6.1.0-31-amd64',
      'AMD EPYC 7713P',
      64,
      256 * GIB,
      on(9, 20),
      'x64',
      'Supermicro',
      'AS-1024US-TRT',
      false,
      null,
    ],
  ],
  [
    on(10, 1),
    'tux02',
    'hardware',
    [
      'Guix System',
      '6.12.1-gnu',
      'Intel Core i5-2520M',
      4,
      2 * GIB,
      on(9, 21),
      'x64',
      null,
      null,
      true,
      null,
    ],
  ],
  [
    on(10, 1),
    'penguin2',
    'hardware',
    [
      DEBIAN,
      '6.1.0-31-amd64',
      'ARM Cortex-A72',
      4,
      2 * GIB,
      on(9, 22),
      'arm64',
      'Raspberry Pi',
      '4B',
      false,
      null,
    ],
  ],
];

const service = (time: number, host: string, name: string, state: string): Told => [
  time,
  host,
  'service-state',
  [name, state, time, 0, host === 'tux02' ? 'shepherd' : 'systemd'],
];

const SERVICES: Told[] = [
  service(on(10, 1), 'tux01', 'nginx', 'running'),
  service(on(10, 1), 'tux01', 'postgresql', 'running'),
  service(on(10, 1), 'tux01', 'sshd', 'running'),
  service(on(10, 1), 'tux02', 'nginx', 'running'),
  service(on(10, 1), 'tux02', 'cron', 'running'),
  service(on(10, 1), 'penguin2', 'nginx', 'running'),
  // Long over a month ago.
  service(on(10, 5, 1), 'penguin2', 'nginx', 'stopped'),
  service(on(10, 5, 2), 'penguin2', 'nginx', 'running'),
  // Begun before the month, and gone on into it.
  service(on(10, 20, 3), 'penguin2', 'nginx', 'failed'),
  service(on(11, 10, 8), 'penguin2', 'nginx', 'running'),
  service(on(11, 25, 2), 'penguin2', 'nginx', 'failed'),
  service(on(11, 25, 2, 10), 'penguin2', 'nginx', 'running'),
  service(on(11, 26, 4), 'tux01', 'nginx', 'failed'),
  service(on(11, 26, 4, 5), 'tux01', 'nginx', 'running'),
  service(on(11, 2, 10), 'tux02', 'nginx', 'failed'),
  service(on(11, 2, 11), 'tux02', 'nginx', 'running'),
  service(on(11, 20, 12), 'tux02', 'cron', 'stopped'),
];

const runs = (time: number, host: string, version: string): Told => [
  time,
  host,
  'runs',
  ['nginx', 'nginx', version, null, false],
];

const RUNS: Told[] = [
  runs(on(10, 1), 'tux01', '1.24.0'),
  runs(on(10, 1), 'tux02', '1.18.0'),
  runs(on(10, 12, 9), 'tux02', '1.22.1'),
  runs(on(10, 1), 'penguin2', '1.24.0'),
];

/** Makes the store, as the receiver of messages does that say so. */
export function makeAskingHerd(path: string): void {
  const { shipped } = makeConfigurationLanguage();
  const relations = shipped.flatMap(file => file.plugins.flatMap(plugin => plugin.relations));
  const store = Store.openForReceiver(path, relations, on(10, 1));
  const told = [...HARDWARE, ...SERVICES, ...RUNS].sort((a, b) => a[0] - b[0]);
  try {
    told.forEach(([time, host, relation, values], i) => {
      const effects: Effect[] = [{ kind: 'fact', fact: { relation, values: [host, ...values] } }];
      const receivers = { receive: () => ({ kind: 'effects' as const, effects }), again() {} };
      const text = JSON.stringify({ version: 1, id: `m${i}`, plugin: relation, time, body: null });
      receive(store, receivers, host, text, time);
    });
    for (const [run, exit, day] of [
      ['r1', 0, 25],
      ['r2', 2, 26],
    ] as const) {
      const body = { run, state: 'exited', tag: 'borg', exit, elapsed: 90_000, start: on(11, day, 1) };
      const text = JSON.stringify({ version: 1, id: run, plugin: 'job', time: on(11, day, 1), body });
      receive(
        store,
        { receive: () => ({ kind: 'unknown', effects: [] }), again() {} },
        'penguin2',
        text,
        on(11, day, 1),
      );
    }
  } finally {
    store.close();
  }
}

const numbers = new Map<string, number>();

function receive(
  store: Store,
  receivers: ConstructorParameters<typeof BatchReceiver>[1],
  host: string,
  text: string,
  time: number,
): void {
  const number = (numbers.get(host) ?? 0) + 1;
  numbers.set(host, number);
  const spool = { spool: `spool-of-${host}`, number, base: number };
  const delivery = { host, number: spool, sent: time, text, unfit: null, entry: String(number) };
  store.transaction(writer => new BatchReceiver(writer, receivers, time).run([delivery]));
}
