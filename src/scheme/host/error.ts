// The one error that leaves the Scheme: what was raised, where, with a hint and a backtrace of Scheme procedures.
import { type Call, Condition, type Place, placeText, Raised } from '../data/condition.ts';
import { Pair } from '../data/pair.ts';
import { printed } from '../data/print.ts';
import { NIL, type Value } from '../data/value.ts';
import { Stopped, Uncaught } from '../run/raise.ts';

/** Irritants longer than this are cut: an error must fit a terminal, and a mail. */
const MAX_IRRITANT = 200;
/** Calls shown unless all are asked for. */
const SHORT_BACKTRACE = 5;

const cut = (text: string): string =>
  text.length > MAX_IRRITANT ? `${text.slice(0, MAX_IRRITANT)} ...` : text;

function irritantsText(irritants: Value): string {
  let text = '';
  for (let at = irritants; at instanceof Pair; at = at.cdr) text += ` ${cut(printed(at.car))}`;
  return text;
}

export class SchemeError extends Error {
  override readonly name = 'SchemeError';
  /** What was raised: usually a Condition, but any object can be. */
  readonly payload: Value;
  /** error, wrong-type, unbound-variable, syntax-error, read-error, unfinished-form, time-limit ...; 'raise' for other objects. */
  readonly kind: string;
  readonly place: Place | undefined;
  readonly hint: string | undefined;
  /** Scheme procedures under way, innermost first. */
  readonly calls: readonly Call[];

  constructor(payload: Value) {
    const condition = payload instanceof Condition ? payload : undefined;
    const text =
      condition === undefined
        ? `uncaught: ${cut(printed(payload))}`
        : condition.message + (condition.irritants === NIL ? '' : irritantsText(condition.irritants));
    super(text);
    this.payload = payload;
    this.kind = condition?.kind ?? 'raise';
    this.calls = condition?.trace?.calls() ?? [];
    this.place = condition?.place ?? this.calls.find(({ place }) => place !== undefined)?.place;
    this.hint = condition?.hintText;
  }

  /** For kind 'quit', what (exit x) asks for: x, 0 for nothing or #t, 1 for #f. */
  get exitStatus(): number {
    const irritants = this.payload instanceof Condition ? this.payload.irritants : NIL;
    const code = irritants instanceof Pair ? irritants.car : true;
    if (typeof code === 'number') return code & 255;
    return code === false ? 1 : 0;
  }

  /** In GNU form: file:line:column: error: text, a hint, and a short backtrace. */
  report(all = false): string {
    const lines = [`${this.place === undefined ? '' : `${placeText(this.place)}: `}error: ${this.message}`];
    if (this.hint !== undefined) lines.push(`hint: ${this.hint}`);
    const calls = this.calls.filter(({ name }) => name !== undefined);
    for (const { name, place } of all ? calls : calls.slice(0, SHORT_BACKTRACE)) {
      lines.push(`  in ${name}${place === undefined ? '' : ` at ${placeText(place)}`}`);
    }
    return lines.join('\n');
  }
}

/** The SchemeError for what came out of an evaluation; other exceptions are as they were. */
export function outside(thrown: unknown): unknown {
  if (thrown instanceof Uncaught || thrown instanceof Raised) return new SchemeError(thrown.payload);
  if (thrown instanceof Stopped) return new SchemeError(thrown.condition);
  return thrown;
}
