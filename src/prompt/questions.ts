// The prompt on a store: questions are answered as tables, and the relations can be looked at.
import type { Asker } from '../ask/asker.ts';
import type { Asked } from '../ask/asking.ts';
import { complaintText } from '../form/complaint.ts';
import { watchHiding } from '../form/hiding.ts';
import type { Environment, Value } from '../scheme/index.ts';
import { escapeLines } from '../terminal/escape.ts';
import type { Paint } from '../terminal/paint.ts';
import { answerRows, answerTable } from './answers.ts';
import { type Command, WORDS } from './commands.ts';
import { watchInterrupt } from './interrupt.ts';
import { type Language, type PromptOptions, runPrompt } from './prompt.ts';
import { columnKeywords, described, relationsTable } from './relations.ts';

export interface QuestionPromptOptions extends Omit<PromptOptions, 'language'> {
  readonly asker: Asker;
  readonly paint: Paint;
}

/** Answers of one page, where nobody said how many fit. */
const PAGE = 40;
const LEAST = 5;

/** Runs the prompt until its input ends; the exit status. */
export function runQuestionPrompt(options: QuestionPromptOptions): Promise<number> {
  return runPrompt({ ...options, language: new QuestionLanguage(options) });
}

class QuestionLanguage implements Language {
  readonly #asker: Asker;
  readonly #environment: Environment;
  readonly #paint: Paint;
  readonly #isTerminal: boolean;
  readonly #rows: () => number;
  #last: Asked | null = null;
  #rest = '';
  readonly #warnings: string[] = [];

  constructor({ asker, environment, paint, terminal, output }: QuestionPromptOptions) {
    this.#asker = asker;
    this.#environment = environment;
    this.#paint = paint;
    this.#isTerminal = terminal;
    this.#rows = () => (output as Partial<NodeJS.WriteStream>).rows || PAGE; // a terminal may not know: 0
  }

  async evaluate(text: string, firstLine: number, signal: AbortSignal): Promise<Value> {
    const hiding = watchHiding(this.#environment);
    const watch = this.#isTerminal ? watchInterrupt() : null;
    this.#last = null;
    try {
      return await this.#asker.evaluate(text, this.#environment, {
        firstLine,
        signal,
        ...(watch ? { interrupted: watch.pressed } : {}),
        answered: asked => {
          this.#last = asked;
        },
      });
    } finally {
      watch?.end();
      this.#warnings.push(...hiding().map(complaint => escapeLines(complaintText(complaint))));
    }
  }

  warnings(): string[] {
    return this.#warnings.splice(0);
  }

  show(value: Value): string | null {
    const asked = this.#last;
    if (!asked || asked.answers !== value) return null;
    const found = answerRows(asked);
    if (!found) return null;
    const count = found.rows.length;
    const summary = count === 0 ? 'no answers' : `${count} answer${count === 1 ? '' : 's'}`;
    return this.#paged(answerTable(found, this.#paint), summary);
  }

  /** The columns of all relations, as keywords. */
  get names(): string[] {
    return columnKeywords(this.#asker.relations);
  }

  readonly commands: readonly Command[] = [
    {
      ...WORDS.relations,
      run: host => host.write(relationsTable(this.#asker.relations, this.#paint)),
    },
    {
      ...WORDS.describe,
      run: (host, name) => host.write(described(name, this.#environment, this.#asker, this.#paint)),
    },
    {
      ...WORDS.sql,
      run: (host, text) =>
        host.guarded(async () =>
          host.write(`${escapeLines(await this.#asker.explain(text, this.#environment))}\n`),
        ),
    },
    {
      name: 'more',
      operand: undefined,
      help: 'the next page of a long answer',
      run: host => host.write(this.#more()),
    },
  ];

  #paged(table: string, summary: string): string {
    const lines = table.split('\n').slice(0, -1);
    const fits = Math.max(this.#rows() - 3, LEAST);
    if (!this.#isTerminal || lines.length <= fits) {
      this.#rest = '';
      return `${table}${this.#paint('faint', summary)}\n`;
    }
    this.#rest = `${lines.slice(fits).join('\n')}\n`;
    const left = lines.length - fits;
    return `${lines.slice(0, fits).join('\n')}\n${this.#paint('faint', `${summary}; ,more shows the ${left} left`)}\n`;
  }

  #more(): string {
    if (this.#rest === '') return 'there is no more\n';
    return this.#paged(this.#rest, 'the rest');
  }
}
