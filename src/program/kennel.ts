import { complaintText } from '../form/complaint.ts';
import { errorText } from '../model/fault.ts';
import type { Log } from '../model/log.ts';
import type { Dog } from './dog.ts';
import { type LivePlugin, withLivePlugins } from './live-plugin.ts';

/** Holds the one configuration that is in force, and takes another on a reload: a wrong one changes nothing. */
export class Kennel {
  readonly #load: () => Dog;
  readonly #log: Log;
  readonly #takers: ((dog: Dog) => void)[] = [];
  /** What the file said, without what was redefined since. */
  #loaded: Dog;
  #dog: Dog;
  readonly #live = new Map<string, LivePlugin>();

  constructor(load: () => Dog, log: Log) {
    this.#load = load;
    this.#log = log;
    this.#loaded = load();
    this.#dog = this.#loaded;
    this.#warn();
  }

  get dog(): Dog {
    return this.#dog;
  }

  onReload(take: (dog: Dog) => void): void {
    this.#takers.push(take);
  }

  reload(): void {
    try {
      const next = this.#load();
      this.#put(next);
      this.#loaded = next;
      this.#live.clear();
      this.#log.info({ file: next.file }, 'the configuration was read again');
      this.#warn();
    } catch (error) {
      this.#log.error(
        { error: errorText(error) },
        'the configuration has an error; the one before stays in force',
      );
    }
  }

  /** Puts a plugin in the place of the one of its name, until the next reload. What a taker throws refuses it. */
  redefine(live: LivePlugin): void {
    const { name } = live.plugin;
    this.#put(withLivePlugins(this.#loaded, new Map(this.#live).set(name, live)));
    this.#live.set(name, live);
    this.#log.warn({ plugin: name }, 'a plugin was redefined at the prompt, until the next reload');
  }

  #put(next: Dog): void {
    for (const take of this.#takers) take(next);
    this.#dog = next;
  }

  #warn(): void {
    for (const warning of this.#dog.warnings)
      this.#log.warn({ warning: complaintText(warning) }, 'a doubt about the configuration');
  }
}
