import type { Effect } from '../model/effect.ts';
import { isSilence } from './host.ts';
import { type Silence, timeHeard } from './silence.ts';

/** A machine as it was heard last, and when it was silent before: by the steady clock. */
interface HeardHost {
  lastHeard: number;
  heartbeat: number | null;
  /** When its daemon said that it ends; null while it runs. */
  stopped: number | null;
  /** Null where that was before the first look. */
  at: number | null;
  /** The same or, where that is null, the first look. */
  since: number;
  silences: Silence[];
}

/** Older ones are forgotten: who is silent that often is held to what it missed then. */
const MOST_SILENCES = 100;

/**
 * When this receiver last heard of what, by the steady clock: milliseconds. Kept in memory: a start begins anew, for
 * what was said while nobody listened is not known yet.
 */
export class Heard {
  #hosts = new Map<string, HeardHost>();
  readonly #services = new Map<string, number>();
  readonly #subjects = new Map<string, number>();
  #looked = false;

  /** The hooks of a plugin's service told this of a machine. */
  told(
    { host, plugin, service }: { host: string; plugin: string; service: string | null },
    effects: readonly Effect[],
    monotonic: number,
  ): void {
    this.#services.set(nameOf(host, plugin, service ?? ''), monotonic);
    for (const effect of effects) {
      const subject = subjectOf(effect);
      if (subject !== null) this.#subjects.set(nameOf(host, plugin, subject), monotonic);
    }
  }

  /**
   * Notes which machines were heard since the last look: those whose time of the last word has changed. What the first
   * look sees was before.
   */
  look(
    hosts: readonly ({ name: string } & Pick<HeardHost, 'lastHeard' | 'heartbeat' | 'stopped'>)[],
    monotonic: number,
  ): void {
    const before = this.#hosts;
    this.#hosts = new Map();
    for (const { name, lastHeard, heartbeat, stopped } of hosts) {
      const known = before.get(name);
      if (known?.lastHeard === lastHeard) {
        this.#hosts.set(name, { ...known, heartbeat, stopped });
        continue;
      }
      const isBack = known && known.stopped !== null && stopped === null;
      const wasSilent = known && (isBack || isSilence(known.heartbeat, monotonic - known.since));
      const silences = [
        ...(known?.silences ?? []),
        ...(wasSilent ? [{ from: known.since, to: monotonic }] : []),
      ].slice(-MOST_SILENCES);
      const at = this.#looked ? monotonic : null;
      this.#hosts.set(name, { lastHeard, heartbeat, stopped, at, since: monotonic, silences });
    }
    this.#looked = true;
  }

  /** When a machine was heard last; null where it was not. */
  host(name: string): number | null {
    return this.#hosts.get(name)?.at ?? null;
  }

  /** How much of the time between two moments a machine was not silent, as far as that is over. */
  timeHeard(name: string, from: number, to: number): number {
    return timeHeard(this.#hosts.get(name)?.silences ?? [], from, to);
  }

  /** When any word of a plugin's service on a machine came; null where none did. */
  service(host: string, plugin: string, service: string | null): number | null {
    return this.#services.get(nameOf(host, plugin, service ?? '')) ?? null;
  }

  /** When a subject was found last; null where it was not. */
  subject(host: string, plugin: string, subject: string): number | null {
    return this.#subjects.get(nameOf(host, plugin, subject)) ?? null;
  }

  /**
   * Forgets all but these subjects and their services: what a machine calls them is its own word, and must not fill the
   * memory.
   */
  keep(subjects: readonly { host: string; plugin: string; subject: string; service: string | null }[]): void {
    keepOnly(
      this.#subjects,
      subjects.map(({ host, plugin, subject }) => nameOf(host, plugin, subject)),
    );
    keepOnly(
      this.#services,
      subjects.map(({ host, plugin, service }) => nameOf(host, plugin, service ?? '')),
    );
  }

  /** How many names are remembered. */
  get size(): number {
    return this.#hosts.size + this.#services.size + this.#subjects.size;
  }
}

function keepOnly(map: Map<string, unknown>, names: readonly string[]): void {
  const kept = new Set(names);
  for (const name of map.keys()) if (!kept.has(name)) map.delete(name);
}

const nameOf = (...words: string[]) => words.join('\0');

/** Of which subject a hook says how it is; null where it says something else. */
function subjectOf(effect: Effect): string | null {
  if (effect.kind === 'finding') return effect.finding.subject;
  return effect.kind === 'as-it-was' ? effect.subject : null;
}
