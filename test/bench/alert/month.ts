import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Alerts } from '../../../src/alert/alerts.ts';
import { planOf } from '../../../src/alert/plan.ts';
import { DEFAULT_ALERTS } from '../../../src/model/alert-settings.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { HEARTBEAT_PLUGIN, HEARTBEAT_SUBJECT } from '../../../src/model/message.ts';
import type { Notice } from '../../../src/model/notice.ts';
import type { BatchWriter } from '../../../src/store/batch.ts';
import { Store } from '../../../src/store/store.ts';
import { type Fault, HOSTS, yearOfFaults } from './faults.ts';

const MINUTE = 60_000;
const BEATS_MISSED = 3;
/** Minutes between two reports of a machine. */
const REPORT_EVERY = 5;

/** What came of a month. */
export interface Month {
  faults: number;
  messages: number;
  /** Faults that nobody was told of in time, or at all. */
  late: string[];
  /** Faults that somebody was told of twice. */
  twice: string[];
  /** Messages that are about no fault. */
  false: string[];
}

/**
 * Plays days of a herd of 60 machines with as many faults as it has in a year, under a clock of its own, through the
 * real store and the real decision. What a machine tells, and that it was not heard from, is made here.
 */
export function playMonth(seed: number, days: number): Month {
  const directory = mkdtempSync(join(tmpdir(), 'sheepdog-month-'));
  const start = new Date(2026, 0, 1).getTime();
  const store = Store.openForReceiver(join(directory, 'store.db'), [], start);
  const machines = HOSTS.slice(0, 40).map(name => ({ name, dependsOn: ['switch1'] }));
  const plan = planOf(DEFAULT_ALERTS, machines, 'reporthost');
  const alerts = new Alerts(() => plan);
  store.decideBy(alerts);
  try {
    const faults = yearOfFaults(seed, days);
    const herd = new Herd(faults, start);
    for (let minute = 0; minute < days * 1440; minute++)
      store.transaction(writer => {
        herd.tell(writer, minute);
        const now = start + minute * MINUTE;
        alerts.tick(now, minute * MINUTE);
      });
    const notices = store.transaction(writer => writer.notices.waiting(1_000_000));
    return judge(faults, notices, start);
  } finally {
    store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What machines tell, minute by minute. */
class Herd {
  readonly #faults: Fault[];
  readonly #start: number;
  readonly #heard = new Map<string, number>();
  readonly #missed = new Set<string>();
  #running: Fault[] = [];
  #next = 0;

  constructor(faults: Fault[], start: number) {
    this.#faults = faults;
    this.#start = start;
    for (const host of HOSTS) this.#heard.set(host, 0);
  }

  tell(writer: BatchWriter, minute: number): void {
    while (this.#faults[this.#next] && this.#faults[this.#next]!.from <= minute)
      this.#running.push(this.#faults[this.#next++]!);
    const silent = new Set(this.#running.filter(fault => fault.silent).flatMap(({ hosts }) => hosts));
    const over = this.#running.filter(({ to }) => to <= minute);
    this.#running = this.#running.filter(({ to }) => to > minute);
    const now = this.#start + minute * MINUTE;
    for (const [i, host] of HOSTS.entries()) {
      if (silent.has(host) && !over.some(each => each.silent && each.hosts.includes(host)))
        this.#miss(writer, host, minute, now);
      else this.#beat(writer, host, minute, now, i);
    }
    const found = [...this.#running, ...over].filter(({ silent: isSilent }) => !isSilent);
    for (const fault of found)
      for (const host of fault.hosts) this.#find(writer, host, fault.plugin, fault.finding(minute), now);
  }

  #beat(writer: BatchWriter, host: string, minute: number, now: number, i: number): void {
    const id = writer.host(host, now);
    if (minute < 2) writer.heartbeat(origin(id, now), PROMISED, { ...BEAT, time: now });
    this.#heard.set(host, minute);
    if (this.#missed.delete(host))
      this.#find(writer, host, HEARTBEAT_PLUGIN, finding(HEARTBEAT_SUBJECT, 'ok'), now);
    if (minute % REPORT_EVERY === i % REPORT_EVERY)
      this.#find(writer, host, 'disk', finding('/', 'ok', `${minute % 7} % used`), now);
  }

  #miss(writer: BatchWriter, host: string, minute: number, now: number): void {
    if (minute - this.#heard.get(host)! <= BEATS_MISSED || this.#missed.has(host)) return;
    this.#missed.add(host);
    this.#find(writer, host, HEARTBEAT_PLUGIN, finding(HEARTBEAT_SUBJECT, 'unknown'), now, true);
  }

  #find(
    writer: BatchWriter,
    host: string,
    plugin: string,
    found: Finding,
    now: number,
    ownWord?: true,
  ): void {
    const telling = { host, plugin, time: now, received: now, belated: false, ...(ownWord && { ownWord }) };
    writer.apply([{ kind: 'finding', finding: found }], telling);
  }
}

function finding(subject: string, level: Finding['level'], text = level as string): Finding {
  return { subject, level, text, value: null, limit: null };
}

const PROMISED = { interval: MINUTE, leaving: false };
const origin = (host: number, now: number) => ({ host, spool: null, number: null, sent: now, received: now });
const BEAT = {
  ...{ version: 1, id: 'b', machine: null, boot: null, plugin: HEARTBEAT_PLUGIN, hash: null, body: null },
};

/** Holds what was told against what was wrong. */
function judge(faults: Fault[], notices: Notice[], start: number): Month {
  const month: Month = {
    faults: faults.filter(({ promise }) => promise !== null).length,
    messages: notices.length,
    ...{ late: [], twice: [], false: [] },
  };
  const about = new Set<Notice>();
  for (const fault of faults) {
    const from = start + fault.from * MINUTE;
    const until = start + (fault.to + 120) * MINUTE;
    const told = notices.filter(n => n.time >= from && n.time < until && isAbout(n, fault));
    const bad = told.filter(({ kind }) => kind === 'bad' || kind === 'inconclusive');
    for (const notice of told) if (fault.promise !== null) about.add(notice);
    if (fault.promise === null) continue;
    const first = told.find(({ kind }) => kind !== 'well');
    if (!first || first.time > from + fault.promise * MINUTE) month.late.push(name(fault));
    if (bad.length > (fault.kind === 'flap' ? 2 : 1)) month.twice.push(name(fault));
  }
  for (const notice of notices)
    if (!about.has(notice))
      month.false.push(
        `${notice.kind} ${(notice.time - start) / MINUTE} ${JSON.stringify(notice.troubles[0])}`,
      );
  return month;
}

function isAbout({ kind, troubles }: Notice, { kind: what, hosts, plugin, subject }: Fault): boolean {
  if (kind === 'inconclusive') return what === 'cut';
  return troubles.some(
    each => hosts.includes(each.host) && each.plugin === plugin && each.subject === subject,
  );
}

const name = ({ kind, hosts, from }: Fault) => `${kind} ${hosts[0]} at minute ${from}`;
