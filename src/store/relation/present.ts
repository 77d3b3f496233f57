import type { SqlValue } from './column.ts';

/** A row of what is so now; the values are encoded, those of the key first. */
export interface PresentRow {
  row: number;
  since: number;
  values: SqlValue[];
}

/** Rows that are remembered of one relation: some 300 bytes each. */
const MOST_ROWS = 20_000;

/**
 * Rows of one state that are so now, as they were last read or written. Most facts that are told are known: a look here
 * takes a tenth of the time of one into the store. The writer of the state keeps it true; it is void where a
 * transaction failed, or somebody else has written to the store.
 */
export class Present {
  readonly #keys: number;
  readonly #rows = new Map<string, PresentRow>();

  /** @param keys how many values are the key */
  constructor(keys: number) {
    this.#keys = keys;
  }

  /** The row of the key that these values begin with, where it is remembered. */
  get(values: readonly SqlValue[]): PresentRow | undefined {
    const row = this.#rows.get(this.#name(values));
    if (!row) return undefined;
    for (let i = 0; i < this.#keys; i++) if (row.values[i] !== values[i]) return undefined;
    return row;
  }

  set(row: PresentRow): void {
    if (this.#rows.size >= MOST_ROWS) this.#rows.clear();
    this.#rows.set(this.#name(row.values), row);
  }

  delete(values: readonly SqlValue[]): void {
    this.#rows.delete(this.#name(values));
  }

  clear(): void {
    this.#rows.clear();
  }

  /** Two keys may have one name, where a text holds NUL: who asks compares them. */
  #name(values: readonly SqlValue[]): string {
    let name = String(values[0]);
    for (let i = 1; i < this.#keys; i++) name += `\0${values[i]}`;
    return name;
  }
}
