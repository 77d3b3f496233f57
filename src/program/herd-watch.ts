import type { Heard } from '../expect/heard.ts';
import type { HostWatch } from '../expect/host.ts';
import { type JobWatch, RECENT_STARTS } from '../expect/job.ts';
import type { HerdWatch, Judgement, SubjectKey, SubjectWatch } from '../expect/judge.ts';
import type { Renewal, Source } from '../expect/subject.ts';
import type { Moment, Vigil } from '../expect/vigil.ts';
import { subjectKey } from '../model/alert.ts';
import type { Effect } from '../model/effect.ts';
import { goneFinding, isPlumbing } from '../model/finding.ts';
import { HEARTBEAT_PLUGIN } from '../model/message.ts';
import { serviceLabel } from '../plugin/plugin.ts';
import type { BatchWriter } from '../store/batch.ts';
import type { CoverRow } from '../store/covers.ts';
import type { ExpectationRow } from '../store/expectations.ts';
import type { HostRow } from '../store/hosts.ts';
import type { Store } from '../store/store.ts';
import type { Dog } from './dog.ts';

/** What a look at the herd is made of, besides the store. */
export interface Look {
  heard: Heard;
  vigil: Vigil;
  moment: Moment;
  dog: Dog;
}

/** All that watching looks at, as the store has it now. */
export function herdWatch(store: Store, { heard, vigil, moment, dog }: Look): HerdWatch {
  const state = store.watched();
  heard.look(state.hosts, moment.monotonic);
  heard.keep(state.findings);
  const ageOf = (at: number | null): Pick<Renewal, 'age' | 'found'> => {
    const began = vigil.since?.monotonic ?? moment.monotonic;
    return { age: moment.monotonic - Math.max(at ?? began, began), found: at !== null && at >= began };
  };
  return {
    now: moment.now,
    vigil,
    hosts: hostsOf(state.hosts, state.forgotten, dog).map(host => {
      const { age: silentFor, found } = ageOf(heard.host(host.name));
      return { ...host, silentFor, heard: found };
    }),
    jobs: jobsOf(store, state.expectations, state.running, moment.now),
    subjects: subjectsOf(state.findings, state.covers),
    sourceOf: key => sourceOf(key, dog),
    renewalOf: ({ host, plugin, subject, service }) => {
      const renewal = ageOf(
        isPlumbing(subject) ? heard.service(host, plugin, service) : heard.subject(host, plugin, subject),
      );
      const waited = heard.timeHeard(host, moment.monotonic - renewal.age, moment.monotonic);
      return { ...renewal, waited };
    },
  };
}

/** Those that were heard, and those that are named. */
function hostsOf(
  rows: HostRow[],
  forgotten: string[],
  { herd }: Dog,
): Omit<HostWatch, 'silentFor' | 'heard'>[] {
  const known = new Set([...rows.map(({ name }) => name), ...forgotten]);
  const named = herd.machines.map(({ name }) => name).filter(name => !known.has(name));
  return [
    ...rows.map(row => ({ ...row, alwaysOn: herd.machine(row.name).alwaysOn })),
    ...named.map(name => ({
      name,
      lastHeard: null,
      heartbeat: null,
      stopped: null,
      delay: 0,
      alwaysOn: herd.machine(name).alwaysOn,
    })),
  ];
}

/** A run is held against what its job usually takes when it is a day old, and not before. */
const DAY = 86_400_000;

function jobsOf(
  store: Store,
  expectations: ExpectationRow[],
  running: { host: string; tag: string; received: number }[],
  now: number,
): JobWatch[] {
  const jobs = new Map<string, JobWatch>();
  const job = (host: string, tag: string): JobWatch => {
    const key = JSON.stringify([host, tag]);
    const known = jobs.get(key) ?? { host, tag, expectation: null, starts: [], running: [], median: null };
    jobs.set(key, known);
    return known;
  };
  for (const expectation of expectations) {
    const { host, tag } = expectation;
    Object.assign(job(host, tag), { expectation, starts: store.recentStarts(host, tag, RECENT_STARTS) });
  }
  for (const { host, tag, received } of running) {
    const watch = job(host, tag);
    watch.running.push(received);
    if (now - received > DAY) watch.median = store.usualDuration(host, tag);
  }
  return [...jobs.values()];
}

function subjectsOf(findings: FindingRows, covers: CoverRow[]): SubjectWatch[] {
  const coverOf = new Map(covers.map(cover => [subjectKey(cover), cover]));
  const found = findings.map(({ host, plugin, service, since: _, ...finding }) => {
    const key = { host, plugin, subject: finding.subject, service };
    const cover = coverOf.get(subjectKey(key)) ?? null;
    coverOf.delete(subjectKey(key));
    return { ...key, finding, cover };
  });
  return [
    ...found,
    ...[...coverOf.values()].map(({ host, plugin, subject, ...cover }) => ({
      host,
      plugin,
      subject,
      service: null,
      finding: null,
      cover,
    })),
  ];
}

type FindingRows = ReturnType<Store['watched']>['findings'];

/** Who speaks besides plugins and rules. */
const CORE = [HEARTBEAT_PLUGIN, 'core', 'sheepdog'];

function sourceOf({ host, plugin, service }: SubjectKey, { herd, plugins }: Dog): Source {
  if (herd.rules.some(({ name }) => name === plugin)) return { kind: 'asked' };
  const known = plugins.flatMap(file => file.plugins).find(({ name }) => name === plugin);
  if (!known) return CORE.includes(plugin) ? { kind: 'told' } : { kind: 'dropped', interval: 0 };
  if (known.monitor === null) return { kind: 'told' };
  const services = herd.machine(host).services.filter(each => each.plugin.name === plugin);
  const intervals = services.map(each => Number(each.configuration.get('interval')));
  const found = services.findIndex(each => serviceLabel(each) === service);
  return found < 0
    ? { kind: 'dropped', interval: Math.max(0, ...intervals) }
    : { kind: 'watched', interval: intervals[found]! };
}

/** Writes what was judged as findings; who decides alerts sees them as any others. */
export function write(writer: BatchWriter, judgements: Judgement[], now: number): void {
  for (const { host, plugin, subject, service, say, cover, end } of judgements) {
    const effects: Effect[] = [];
    if (say) effects.push({ kind: 'finding', finding: say });
    if (end) effects.push({ kind: 'gone', finding: goneFinding(subject, 'not watched any more') });
    const telling = {
      host,
      plugin,
      service,
      time: now,
      received: now,
      belated: false,
      ownWord: true,
    } as const;
    writer.apply(effects, telling);
    if (cover) writer.covers.put({ host, plugin, subject, ...cover });
    else writer.covers.remove(host, plugin, subject);
  }
}

/** Brings what is expected by the configuration into the store, where it says since when. */
export function writeExpectations(writer: BatchWriter, store: Store, { herd }: Dog, now: number): void {
  const { hosts, forgotten } = store.members();
  const names = new Set([...hosts, ...herd.machines].map(({ name }) => name));
  for (const name of forgotten) names.delete(name);
  const configured = new Set<string>();
  for (const host of names)
    for (const job of herd.machine(host).expectedJobs) {
      configured.add(JSON.stringify([host, job.tag]));
      writer.expectations.expect({ host, ...job, source: 'configuration' }, now);
    }
  for (const { host, tag, source } of writer.expectations.all())
    if (source === 'configuration' && !configured.has(JSON.stringify([host, tag])))
      writer.expectations.expectNoLonger(host, tag, now);
}
