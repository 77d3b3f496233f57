import { VIEWED_RELATIONS } from '../store/core-views.ts';
import { openForReading } from '../store/database.ts';
import { readLayouts } from '../store/relation/catalog.ts';
import { type AskOptions, allAnswers, answers } from './answers.ts';
import { Connections } from './connection.ts';
import { type Explanation, explain } from './explain.ts';
import { type Plan, planQuestion, type Question } from './question.ts';
import { Session } from './session.ts';
import type { StopOptions } from './stop.ts';
import { Catalog } from './table.ts';
import type { Term } from './term.ts';

/** Questions to one store. Close it in the end. */
export class Questions {
  readonly #connections: Connections;
  readonly #catalog: Catalog;

  /**
   * @param path of the store
   * @param catalog the relations it has
   */
  constructor(path: string, catalog: Catalog) {
    this.#connections = new Connections(path);
    this.#catalog = catalog;
  }

  /** Questions to a store about all that its plugins declare now, and its own tables. @throws Fault where it cannot be read */
  static open(path: string): Questions {
    const db = openForReading(path);
    try {
      const declared = readLayouts(db).map(({ relation }) => relation);
      return new Questions(path, Catalog.of([...declared, ...VIEWED_RELATIONS]));
    } finally {
      db.close();
    }
  }

  get catalog(): Catalog {
    return this.#catalog;
  }

  /** @throws QuestionFault where the question cannot be answered as it stands */
  plan(question: Question): Plan {
    return planQuestion(question, this.#catalog);
  }

  /**
   * Answers one by one, in no order but that asked for; a term for each output, a Variable where nothing binds it.
   * @throws QuestionFault where something can never be decided, Fault when it is stopped or takes too long
   */
  ask(question: Question, options: AskOptions = {}): Generator<Term[], void> {
    return answers(this.#planFor(question, options), this.#connections, options);
  }

  /** All answers at once, which is quicker than one by one. */
  all(question: Question, options: AskOptions = {}): Term[][] {
    return allAnswers(this.#planFor(question, options), this.#connections, options);
  }

  /** Questions that are part of a search of somebody else's, all of one moment. */
  session(options: StopOptions = {}): Session {
    return new Session(this.#catalog, this.#connections, options);
  }

  /** What SQLite is asked, how it goes about it, and what is searched instead. */
  explain(question: Question): Explanation {
    return explain(this.plan(question), this.#connections, this.#catalog);
  }

  #planFor(question: Question, { timeout = Infinity, interrupted }: AskOptions): Plan {
    return planQuestion(question, this.#catalog, {
      guarded: timeout < Infinity || interrupted !== undefined,
    });
  }

  /** How many rows a relation has, those of the past counted. @throws QuestionFault where there is none */
  rowsOf(relation: string): number {
    const { source } = this.#catalog.table(relation);
    const connection = this.#connections.take();
    try {
      return connection.countRows(source);
    } finally {
      this.#connections.giveBack(connection);
    }
  }

  /** How many questions are being answered now. */
  get busy(): number {
    return this.#connections.busy;
  }

  close(): void {
    this.#connections.close();
  }
}
