import { readFileSync, rmSync } from 'node:fs';
import { replaceSynced } from '../platform/durable.ts';

/** Starts that came to nothing before a receiver suspects what it is given. */
const SUSPICIOUS_STARTS = 3;

/**
 * Counts the starts of the receiver of one inbox that ended without a batch settled, in a file beside the store. After
 * three in a row something in the queue may be killing it (a message that exhausts the memory), and it has to take one message
 * at a time and try each in a child process first.
 */
export class Caution {
  readonly #path: string;
  #starts: number;

  /** @param inbox its name: what another inbox holds says nothing of this one */
  constructor(storePath: string, inbox: string) {
    this.#path = `${storePath}.starts-${inbox}`;
    this.#starts = readStarts(this.#path);
    this.#write(this.#starts + 1);
  }

  get suspicious(): boolean {
    return this.#starts > SUSPICIOUS_STARTS;
  }

  /** A batch was settled, or there was nothing to take: what was in the queue did no harm. */
  allGood(): void {
    if (this.#starts === 0) return;
    this.#starts = 0;
    rmSync(this.#path, { force: true });
  }

  #write(starts: number): void {
    this.#starts = starts;
    replaceSynced(this.#path, String(starts), 0o640);
  }
}

function readStarts(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8')) || 0;
  } catch {
    return 0;
  }
}
