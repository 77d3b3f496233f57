import type { Telling } from '../store/relation/telling.ts';

/** What is told so late was kept on the machine meanwhile: milliseconds. What is due in a minute travels together. */
const LATE = 300_000;
/** A machine that is late for longer than this has no backlog, but a clock that is behind. */
const PATIENCE = 600_000;

/** From whom something was heard when, and who still sends what it had kept. Times are milliseconds since 1970. */
export class Hearing {
  readonly #last = new Map<string, number>();
  readonly #behindSince = new Map<string, number>();

  load(heard: readonly { host: string; last: number }[]): void {
    for (const { host, last } of heard) this.#last.set(host, Math.max(last, this.#last.get(host) ?? last));
  }

  heard(host: string, now: number): void {
    this.#last.set(host, now);
  }

  told({ host, time, received, belated }: Telling): void {
    if (belated) return;
    if (received - time <= LATE) this.#behindSince.delete(host);
    else if (!this.#behindSince.has(host)) this.#behindSince.set(host, received);
  }

  forget(host: string): void {
    this.#last.delete(host);
    this.#behindSince.delete(host);
  }

  /** The receiver's clock was set. */
  shift(by: number): void {
    for (const times of [this.#last, this.#behindSince])
      for (const [host, time] of times) times.set(host, time + by);
  }

  last(host: string): number | null {
    return this.#last.get(host) ?? null;
  }

  isBehind(host: string, now: number): boolean {
    const since = this.#behindSince.get(host);
    return since !== undefined && now - since < PATIENCE;
  }
}
