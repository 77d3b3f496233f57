import { Fault } from '../model/fault.ts';

/** A question that cannot be answered as it stands. */
export class QuestionFault extends Fault {
  /** Where in the question, as its goal had it. */
  readonly place: unknown;

  constructor(message: string, hint: string | undefined, place: unknown) {
    super(message, hint);
    this.name = 'QuestionFault';
    this.place = place;
  }
}
