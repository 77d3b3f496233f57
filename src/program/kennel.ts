import { complaintText } from '../form/complaint.ts';
import { errorText } from '../model/fault.ts';
import type { Log } from '../model/log.ts';
import type { Dog } from './dog.ts';

/** Holds the one configuration that is in force, and takes another on a reload: a wrong one changes nothing. */
export class Kennel {
  readonly #load: () => Dog;
  readonly #log: Log;
  readonly #takers: ((dog: Dog) => void)[] = [];
  #dog: Dog;

  constructor(load: () => Dog, log: Log) {
    this.#load = load;
    this.#log = log;
    this.#dog = load();
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
      for (const take of this.#takers) take(next);
      this.#dog = next;
      this.#log.info({ file: next.file }, 'the configuration was read again');
      this.#warn();
    } catch (error) {
      this.#log.error(
        { error: errorText(error) },
        'the configuration has an error; the one before stays in force',
      );
    }
  }

  #warn(): void {
    for (const warning of this.#dog.warnings)
      this.#log.warn({ warning: complaintText(warning) }, 'a doubt about the configuration');
  }
}
