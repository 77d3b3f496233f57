import type { ColumnType } from '../model/relation.ts';
import type { Value } from '../scheme/index.ts';
import { type Conjunction, LogicHost, type Taken } from '../scheme/logic/host.ts';
import type { LogicVariable } from '../scheme/logic/terms.ts';
import { Part } from './part.ts';
import { located, type Reading } from './reading.ts';
import { take } from './take.ts';

/** A question that was answered. */
export interface Asked {
  /** What was asked for, and of which type it is where that is known. */
  readonly columns: readonly { readonly name: string; readonly type: ColumnType | null }[];
  /** A list, of values where one thing was asked for, else of lists of them. */
  readonly answers: Value;
}

/** The context of an evaluation whose questions the store answers. */
export class Asking extends LogicHost {
  readonly reading: Reading;
  readonly limit: number;
  readonly #answered: ((asked: Asked) => void) | undefined;

  constructor(reading: Reading, limit = Infinity, answered?: (asked: Asked) => void) {
    super();
    this.reading = reading;
    this.limit = limit;
    this.#answered = answered;
  }

  take(conjunction: Conjunction): Taken | undefined {
    return located(() => take(conjunction, this.reading));
  }

  over(): void {
    this.reading.end();
  }

  note(variables: readonly LogicVariable[], answers: Value, taken: Taken | undefined): void {
    if (!this.#answered) return;
    const types = taken instanceof Part ? taken.columnTypes() : null;
    const columns = variables.map(variable => ({ name: variable.name, type: types?.get(variable) ?? null }));
    this.#answered({ columns, answers });
  }
}
