// Answers of questions, for people and for programs.
import type { Asked } from '../ask/asking.ts';
import { formatDuration } from '../clock/duration.ts';
import { formatMoment } from '../clock/moment.ts';
import { type ColumnType, FOREVER } from '../model/relation.ts';
import { intern, listToArray, Pair, printed, SchemeSymbol, type Value } from '../scheme/index.ts';
import { escapeLine, jsonLine } from '../terminal/escape.ts';
import type { Paint } from '../terminal/paint.ts';
import { type Cell, formatTable } from '../terminal/table.ts';

export type AnswerFormat = 'table' | 'json' | 'csv';

const NOTHING = intern('null');

/** Answers as rows of values. */
export interface AnswerRows {
  readonly columns: Asked['columns'];
  readonly rows: readonly (readonly Value[])[];
}

/** The rows of a question; null where an answer is more than a row of plain values: a list, or what is yet open. */
export function answerRows({ columns, answers }: Asked): AnswerRows | null {
  const all = listToArray(answers) ?? [];
  const rows =
    columns.length === 1 ? all.map(answer => [answer]) : all.map(answer => listToArray(answer) ?? []);
  const plain = rows.every(row => row.length === columns.length && !row.some(value => value instanceof Pair));
  return plain ? { columns, rows } : null;
}

/** All answers in a format, ending with a newline where there are any. */
export function formatAnswers(asked: Asked, format: AnswerFormat, paint: Paint): string {
  const found = answerRows(asked);
  const all = listToArray(asked.answers) ?? [];
  if (format === 'json')
    return (found ? found.rows.map(row => jsonRow(asked.columns, row)) : all.map(jsonAnswer)).join('');
  if (found === null) return all.map(answer => `${escapeLine(printed(answer, 'write'))}\n`).join('');
  return format === 'csv' ? csv(found) : answerTable(found, paint);
}

/** An aligned table; nothing where there are no answers. */
export function answerTable({ columns, rows }: AnswerRows, paint: Paint): string {
  if (rows.length === 0) return '';
  const head = columns.map(({ name }) => name.toUpperCase());
  return formatTable(
    head.map(escapeLine),
    rows.map(row => row.map((value, i): Cell => cell(value, columns[i]!.type))),
    paint,
  );
}

function cell(value: Value, type: ColumnType | null): Cell {
  if (value === NOTHING) return '';
  if (type === 'time' && typeof value === 'number')
    return value >= FOREVER ? { text: 'forever', style: 'faint' } : moment(value);
  if (type === 'duration' && typeof value === 'number') return formatDuration(value);
  return typeof value === 'string' ? value : printed(value, 'write');
}

/** A time that no calendar has is shown as the number it is. */
function moment(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : formatMoment(date);
}

function jsonRow(columns: Asked['columns'], row: readonly Value[]): string {
  const entries = row.map((value, i) => [columns[i]!.name, jsonValue(value, columns[i]!.type)]);
  return `${jsonLine(Object.fromEntries(entries))}\n`;
}

const jsonAnswer = (answer: Value) => `${jsonLine({ answer: printed(answer, 'write') })}\n`;

function jsonValue(value: Value, type: ColumnType | null): unknown {
  if (value === NOTHING) return null;
  if (type === 'time' && typeof value === 'number') return value >= FOREVER ? null : iso(value);
  if (value instanceof SchemeSymbol) return value.name;
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'object' || typeof value === 'function' ? printed(value, 'write') : value;
}

function iso(time: number): string | number {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : date.toISOString();
}

/** RFC 4180, with a line for the names. */
function csv({ columns, rows }: AnswerRows): string {
  const lines = [
    columns.map(({ name }) => name),
    ...rows.map(row => row.map((value, i) => jsonValue(value, columns[i]!.type))),
  ];
  return lines.map(line => `${line.map(csvField).join(',')}\r\n`).join('');
}

function csvField(value: unknown): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
