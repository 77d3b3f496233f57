import { FOREVER, type Relation } from '../../src/model/relation.ts';
import { openForWriting } from '../../src/store/database.ts';
import { openRelations } from '../../src/store/relation/open.ts';
import { quoted } from '../../src/store/relation/sql.ts';
import { Random } from '../query/random.ts';

const column = (name: string, type: Relation['columns'][number]['type']) => ({ name, type, doc: '' });
const HOST = column('host', 'text');
const core = { plugin: 'bench', doc: '' };

export const BENCH_RELATIONS: Relation[] = [
  {
    ...core,
    name: 'hardware',
    kind: 'state',
    key: [HOST],
    columns: [column('ram', 'integer'), column('cores', 'integer'), column('os', 'text')],
  },
  {
    ...core,
    name: 'installed',
    kind: 'state',
    key: [HOST, column('name', 'text')],
    columns: [column('version', 'text')],
    indexes: [['name', 'version', 'host']],
  },
  { ...core, name: 'runs', kind: 'state', key: [HOST, column('service', 'text')], columns: [] },
  {
    ...core,
    name: 'depends',
    kind: 'state',
    key: [HOST, column('service', 'text'), column('on', 'text')],
    columns: [],
  },
  {
    ...core,
    name: 'happened',
    kind: 'event',
    key: [HOST, column('service', 'text')],
    columns: [column('kind', 'text'), column('time', 'time'), column('detail', 'text')],
    indexes: [
      ['kind', 'time'],
      ['host', 'kind', 'time', 'service'],
    ],
  },
  {
    ...core,
    name: 'measured',
    kind: 'metric',
    key: [HOST, column('name', 'text')],
    columns: [column('value', 'number')],
  },
];

export const NOW = 1_795_000_000_000;
export const DAY = 86_400_000;
const SPAN = 90 * DAY;
const RAM = [512, 1024, 2048, 4096, 8192, 16384, 32768];
const VERSIONS = ['1.18.0', '1.20.1', '1.22.1', '1.24.0', '1.26.2'];
const KINDS = ['started', 'started', 'stopped', 'log', 'log', 'log', 'log', 'log', 'log', 'interruption'];
const METRICS = ['load1', 'mem_used', 'disk_used', 'cpu', 'net_rx'];
const SERVICES = Array.from({ length: 60 }, (_, i) => ['nginx', 'sshd'][i] ?? `svc${i}`);

/** A herd of 500 machines, 200,000 packages, 2 million events and 5 million samples, or a part of each. */
export function makeHerd(path: string, part: number): void {
  const db = openForWriting(path, 0);
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -500000');
  openRelations({ db, path, relations: BENCH_RELATIONS, now: NOW });
  const into = (table: string, ...columns: string[]) => {
    const statement = db.prepare(
      `INSERT OR IGNORE INTO ${quoted(table)} (${columns.map(quoted).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    return (...values: (string | number | null)[]) => statement.run(...values);
  };
  const random = new Random(12345);
  const hosts = Array.from(
    { length: Math.max(5, 500 * part) },
    (_, i) => `host${String(i).padStart(3, '0')}`,
  );
  db.transaction(() => {
    machines(hosts, into, random);
    packages(hosts, 200_000 * part, into, random);
    events(hosts, 2_000_000 * part, into, random);
    samples(hosts, 5_000_000 * part, into, random);
  })();
  db.exec('ANALYZE');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

type Into = (table: string, ...columns: string[]) => (...values: (string | number | null)[]) => unknown;

function machines(hosts: string[], into: Into, random: Random): void {
  const hardware = into('relation:hardware', 'since', 'until', 'host', 'ram', 'cores', 'os');
  const runs = into('relation:runs', 'since', 'until', 'host', 'service');
  const depends = into('relation:depends', 'since', 'until', 'host', 'service', 'on');
  for (const host of hosts) {
    const os = random.pick(['guix', 'debian', 'freebsd', null]);
    hardware(NOW - SPAN, FOREVER, host, random.pick(RAM), random.pick([1, 2, 4, 8]), os);
    const start = random.below(60);
    for (let k = 0; k < 20; k++) runs(NOW - SPAN, FOREVER, host, SERVICES[(start + k * 3) % 60]!);
    for (let k = 0; k < 20; k++)
      depends(NOW - SPAN, FOREVER, host, random.pick(SERVICES), random.pick(SERVICES));
  }
}

/** A fifth of the packages were upgraded within the span: there is a past to ask for. */
function packages(hosts: string[], count: number, into: Into, random: Random): void {
  const installed = into('relation:installed', 'since', 'until', 'host', 'name', 'version');
  for (let i = 0; i < count; i++) {
    const host = hosts[i % hosts.length]!;
    const k = Math.floor(i / hosts.length);
    const name = ['nginx', 'openssh'][k] ?? `pkg${k}`;
    const version = () => (k === 0 ? random.pick(VERSIONS) : `1.${random.below(10)}.${random.below(5)}`);
    const upgraded = random.chance(0.2) ? NOW - random.below(SPAN) : NOW - SPAN;
    if (upgraded > NOW - SPAN) installed(NOW - SPAN, upgraded, host, name, version());
    installed(upgraded, FOREVER, host, name, version());
  }
}

function events(hosts: string[], count: number, into: Into, random: Random): void {
  const happened = into('relation:happened', 'told', 'host', 'service', 'kind', 'time', 'detail');
  for (let i = 0; i < count; i++) {
    const time = NOW - SPAN + Math.floor((i * SPAN) / count);
    const index = random.below(hosts.length);
    const service = SERVICES[(index + random.below(20) * 3) % 60]!;
    const detail = random.chance(0.67) ? `d${random.below(1000)}` : null;
    happened(time, hosts[index]!, service, random.pick(KINDS), time, detail);
  }
}

function samples(hosts: string[], count: number, into: Into, random: Random): void {
  const series = into('series:measured', '#', 'host', 'name');
  const sample = into('sample:measured', '#', 'time', 'value');
  const number = hosts.length * METRICS.length;
  for (let i = 0; i < number; i++)
    series(i, hosts[i % hosts.length]!, METRICS[Math.floor(i / hosts.length)]!);
  const each = Math.floor(count / number);
  for (let i = 0; i < number; i++)
    for (let j = 0; j < each; j++)
      sample(i, NOW - SPAN + Math.floor((j * SPAN) / each), random.below(10_000) / 100);
}
