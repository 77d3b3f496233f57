import { type Conjunction, LogicHost, type Taken } from '../scheme/logic/host.ts';
import { located, type Reading } from './reading.ts';
import { take } from './take.ts';

/** The context of an evaluation whose questions the store answers. */
export class Asking extends LogicHost {
  readonly reading: Reading;

  constructor(reading: Reading) {
    super();
    this.reading = reading;
  }

  take(conjunction: Conjunction): Taken | undefined {
    return located(() => take(conjunction, this.reading));
  }

  /** A search has all its answers: the next question is of another moment. */
  over(): void {
    this.reading.end();
  }
}
