// The prompt on a store: questions are answered as tables, and the relations can be looked at.
import type { Asker } from '../ask/asker.ts';
import type { Asked } from '../ask/asking.ts';
import { complaintText } from '../form/complaint.ts';
import { columnsAsked } from '../form/goal.ts';
import { watchHiding } from '../form/hiding.ts';
import type { Relation } from '../model/relation.ts';
import { describe, type Environment, type Value } from '../scheme/index.ts';
import { escapeLine, escapeLines } from '../terminal/escape.ts';
import type { Paint } from '../terminal/paint.ts';
import { formatTable } from '../terminal/table.ts';
import { answerRows, answerTable } from './answers.ts';
import type { Command } from './commands.ts';
import { watchInterrupt } from './interrupt.ts';
import { type Language, type PromptOptions, runPrompt } from './prompt.ts';

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
    const columns = this.#asker.relations.flatMap(columnsAsked);
    return [...new Set(columns.map(({ name }) => `#:${name}`))];
  }

  readonly commands: readonly Command[] = [
    {
      name: 'relations',
      operand: undefined,
      help: 'what can be asked',
      run: host => host.write(relationsTable(this.#asker.relations, this.#paint)),
    },
    {
      name: 'describe',
      operand: 'NAME',
      help: 'the columns of a relation, or what another name means',
      run: (host, name) => host.write(this.#described(name)),
    },
    {
      name: 'sql',
      operand: 'QUESTION',
      help: "how it is answered: the SQL, SQLite's plan, what is searched",
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

  #described(name: string): string {
    const relation = this.#asker.relations.find(each => each.name === name);
    if (relation) return relationText(relation, this.#asker, this.#paint);
    return `${escapeLines(describe(name, this.#environment) ?? `nothing is called ${name}`)}\n`;
  }

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

function relationsTable(relations: readonly Relation[], paint: Paint): string {
  const rows = [...relations]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, kind, key, columns, plugin }) => [
      name,
      kind,
      key.map(column => column.name).join(' '),
      columns.map(column => column.name).join(' '),
      plugin,
    ]);
  return formatTable(['RELATION', 'KIND', 'KEY', 'COLUMNS', 'DECLARED BY'], rows, paint);
}

function relationText(relation: Relation, asker: Asker, paint: Paint): string {
  const { name, kind, key, columns, plugin, doc } = relation;
  const columnRows = columnsAsked(relation).map((column, i) => [
    column.name,
    column.type,
    i < key.length ? 'key' : '',
    column.doc,
  ]);
  const usage = `(${[name, ...key.map(column => column.name), ...columns.map(column => `#:${column.name}`)].join(' ')})`;
  const rows = asker.questions.rowsOf(name);
  const said = [`a ${kind} of ${plugin}`, `${rows} row${rows === 1 ? '' : 's'}`].join(', ');
  const text = [usage, ...(doc === '' ? [] : [doc]), said].map(line => `${escapeLine(line)}\n`).join('');
  return `${text}${formatTable(['COLUMN', 'TYPE', '', 'MEANING'], columnRows, paint)}`;
}
