import type { Finding } from '../model/finding.ts';
import { HEARTBEAT_PLUGIN, HEARTBEAT_SUBJECT, JOB_PLUGIN } from '../model/message.ts';
import { type Cover, settle } from './cover.ts';
import { type HostStanding, type HostWatch, isSilence, judgeHost, standingOf } from './host.ts';
import { type JobWatch, judgeJob } from './job.ts';
import { judgeSubject, type Renewal, type Source } from './subject.ts';
import type { Verdict } from './verdict.ts';
import type { Vigil } from './vigil.ts';

/** A subject by its name, and which service of the plugin found it; null where that has no name. */
export interface SubjectKey {
  host: string;
  plugin: string;
  subject: string;
  service: string | null;
}

/** A subject as the store has it. */
export interface SubjectWatch extends SubjectKey {
  /** What is so of it now; null where nothing was found yet. */
  finding: Finding | null;
  cover: Cover | null;
}

/** All that watching looks at, of one moment. */
export interface HerdWatch {
  /** Milliseconds since 1970, by the clock of the receiver. */
  now: number;
  vigil: Vigil;
  /** Those that are not forgotten. */
  hosts: HostWatch[];
  jobs: JobWatch[];
  /** All that is found or covered. */
  subjects: SubjectWatch[];
  sourceOf: (key: SubjectKey) => Source;
  renewalOf: (key: SubjectKey) => Renewal;
}

/** What is to be written of a subject: see Settlement. */
export interface Judgement extends SubjectKey {
  say: Finding | null;
  cover: Cover | null;
  end: boolean;
}

/** Looks at all subjects and says what is to be written; nothing where all is as it is written. */
export function judgeHerd(herd: HerdWatch): Judgement[] {
  const hosts = new Map(herd.hosts.map(host => [host.name, host]));
  const jobs = new Map(herd.jobs.map(job => [keyText(jobKey(job)), job]));
  const subjects = new Map(herd.subjects.map(subject => [keyText(subject), subject]));
  for (const key of [...herd.jobs.map(jobKey), ...herd.hosts.map(heartbeatKey)])
    if (!subjects.has(keyText(key))) subjects.set(keyText(key), { ...key, finding: null, cover: null });
  return [...subjects.values()].flatMap(watch => {
    const { finding, cover, ...key } = watch;
    const host = hosts.get(key.host);
    const verdict = host ? judge(watch, host, jobs.get(keyText(key)), herd) : 'undecided';
    const settled = settle(key.subject, finding, cover, verdict, wellAgain(key));
    const nothing = settled.say === null && !settled.end && settled.cover === cover;
    return nothing ? [] : [{ ...key, ...settled }];
  });
}

function judge(watch: SubjectWatch, host: HostWatch, job: JobWatch | undefined, herd: HerdWatch): Verdict {
  if (watch.plugin === HEARTBEAT_PLUGIN && watch.subject === HEARTBEAT_SUBJECT)
    return herd.vigil.since ? judgeHost(host) : 'undecided';
  const source = herd.sourceOf(watch);
  if (source.kind === 'asked') return 'well';
  if (!herd.vigil.since) return 'undecided';
  const standing = standingOf(host);
  if (standing !== 'beats') return ofUnheard(standing, host);
  if (job) return judgeJob(job, herd.vigil, herd.now);
  if (watch.plugin === JOB_PLUGIN && watch.cover && !watch.cover.beneath) return 'gone'; // expected no longer, and never ran
  if (source.kind === 'watched' && isAway(host, herd.vigil)) return 'undecided';
  return judgeSubject(source, herd.renewalOf(watch));
}

/**
 * Has its daemon said that it ends, and may it still come back? Nobody looks there meanwhile. The word of a job prolongs
 * that by nothing: a daemon that stays away must not hide what it watched.
 */
const isAway = ({ stopped, heartbeat }: HostWatch, vigil: Vigil): boolean =>
  stopped !== null && !isSilence(heartbeat, vigil.age(stopped));

/** Of a machine that may be off nobody asks how its subjects are: they are as they were. */
function ofUnheard(standing: HostStanding, { alwaysOn }: HostWatch): Verdict {
  if (standing !== 'silent' || !alwaysOn) return 'undecided';
  return { level: 'unknown', text: 'its machine is not heard from' };
}

const keyText = ({ host, plugin, subject }: Omit<SubjectKey, 'service'>) => `${host}\0${plugin}\0${subject}`;
const jobKey = ({ host, tag }: JobWatch): SubjectKey => ({
  host,
  plugin: JOB_PLUGIN,
  subject: tag,
  service: null,
});
const heartbeatKey = ({ name }: HostWatch): SubjectKey => ({
  host: name,
  plugin: HEARTBEAT_PLUGIN,
  subject: HEARTBEAT_SUBJECT,
  service: null,
});

const wellAgain = ({ plugin }: SubjectKey) => (plugin === HEARTBEAT_PLUGIN ? 'heard from again' : undefined);
