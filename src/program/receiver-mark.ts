import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive, type ProcessMark, thisProcess } from '../platform/process.ts';
import type { DogState } from '../view/dog.ts';

/** What lies beside a store while somebody receives into it. */
interface Mark extends ProcessMark {
  /** Since when: milliseconds since 1970; absent in the mark of an older program. */
  since?: number;
  /** Why nothing can be received now, and since when; absent while all is well. */
  trouble?: Trouble;
}

interface Trouble {
  text: string;
  since: number;
}

const pathOf = (store: string) => `${store}.receiver`;

/** The mark of the process that receives into a store: whether it does, and whether it can, is not in the store. */
export class ReceiverMark {
  readonly #path: string;
  readonly #since: number;
  readonly #troubles = new Map<string, Trouble>();

  constructor(store: string, now: number) {
    this.#path = pathOf(store);
    this.#since = now;
    this.#write();
  }

  /** Notes why nothing comes from a queue; null when it does again. */
  trouble(inbox: string, reason: string | null, now: number): void {
    const since = this.#troubles.get(inbox)?.since ?? now; // another reason for the same
    if (reason === null) this.#troubles.delete(inbox);
    else this.#troubles.set(inbox, { text: reason, since });
    try {
      this.#write();
    } catch {
      // The disk is full, say: it is in the log, and the messages wait.
    }
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }

  #write(): void {
    const troubles = [...this.#troubles.values()];
    const trouble = {
      text: [...new Set(troubles.map(({ text }) => text))].join('; '),
      since: Math.min(...troubles.map(({ since }) => since)),
    };
    const mark: Mark = { ...thisProcess(), since: this.#since, ...(troubles.length > 0 && { trouble }) };
    const next = `${this.#path}.next`;
    writeFileSync(next, JSON.stringify(mark), { mode: 0o644 });
    renameSync(next, this.#path); // whoever looks meanwhile finds it whole
  }
}

/** Does somebody receive into this store? */
export function lookAtReceiver(store: string): NonNullable<DogState['receiver']> {
  try {
    const mark = JSON.parse(readFileSync(pathOf(store), 'utf8')) as Mark;
    const { since = null, trouble } = mark;
    if (isAlive(mark)) return { running: true, since: trouble?.since ?? since, trouble: trouble?.text };
  } catch {
    // There is none.
  }
  return { running: false, since: null };
}
