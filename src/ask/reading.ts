import { systemClock } from '../clock/clock.ts';
import { placeOf } from '../form/primitives.ts';
import { Fault } from '../model/fault.ts';
import { QuestionFault } from '../query/fault.ts';
import type { Questions } from '../query/questions.ts';
import type { Session } from '../query/session.ts';
import type { StopOptions } from '../query/stop.ts';
import { Condition, Raised, type Value } from '../scheme/index.ts';

/** The store as one evaluation reads it, for so long and no longer. */
export class Reading {
  readonly questions: Questions;
  /** Their time began with the evaluation. */
  readonly limits: StopOptions;
  #session: Session | null = null;

  constructor(questions: Questions, limits: StopOptions = {}) {
    this.questions = questions;
    const { timeout, clock = systemClock } = limits;
    this.limits = timeout === undefined ? limits : { ...limits, began: clock.monotonic() };
  }

  /** What a search reads, all of one moment. */
  get session(): Session {
    this.#session ??= this.questions.session(this.limits);
    return this.#session;
  }

  /** Gives back what is open; what is read next is of another moment. */
  end(): void {
    this.#session?.end();
    this.#session = null;
  }
}

/** Faults of the planner as Scheme's own errors, with the place of the goal. */
export function located<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const condition = new Condition('error', error.message, undefined, error.hint);
    if (error instanceof QuestionFault) condition.place = placeOf(error.place as Value);
    throw new Raised(condition);
  }
}
