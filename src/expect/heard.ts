import type { Effect } from '../model/effect.ts';

/**
 * When this receiver last heard of what, by the steady clock: milliseconds. Kept in memory: a start begins anew, for
 * what was said while nobody listened is not known yet.
 */
export class Heard {
  readonly #hosts = new Map<string, { lastHeard: number; at: number | null }>();
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
  look(hosts: readonly { name: string; lastHeard: number }[], monotonic: number): void {
    for (const { name, lastHeard } of hosts)
      if (this.#hosts.get(name)?.lastHeard !== lastHeard)
        this.#hosts.set(name, { lastHeard, at: this.#looked ? monotonic : null });
    this.#looked = true;
  }

  /** When a machine was heard last; null where it was not. */
  host(name: string): number | null {
    return this.#hosts.get(name)?.at ?? null;
  }

  /** When any word of a plugin's service on a machine came; null where none did. */
  service(host: string, plugin: string, service: string | null): number | null {
    return this.#services.get(nameOf(host, plugin, service ?? '')) ?? null;
  }

  /** When a subject was found last; null where it was not. */
  subject(host: string, plugin: string, subject: string): number | null {
    return this.#subjects.get(nameOf(host, plugin, subject)) ?? null;
  }

  /** Forgets all but these subjects: what a machine calls them is its own word, and must not fill the memory. */
  keep(subjects: readonly { host: string; plugin: string; subject: string }[]): void {
    const kept = new Set(subjects.map(({ host, plugin, subject }) => nameOf(host, plugin, subject)));
    for (const name of this.#subjects.keys()) if (!kept.has(name)) this.#subjects.delete(name);
  }
}

const nameOf = (...words: string[]) => words.join('\0');

/** Of which subject a hook says how it is; null where it says something else. */
function subjectOf(effect: Effect): string | null {
  if (effect.kind === 'finding') return effect.finding.subject;
  return effect.kind === 'as-it-was' ? effect.subject : null;
}
