// format: ~a ~s ~w ~y ~d ~b ~o ~x ~f ~$ ~e ~c ~% ~& ~~ ~| ~_ ~t ~* ~? ~p ~{ ~} ~^ ~[ ~] ~( ~), with columns and padding.

import { Char } from '../data/char.ts';
import { aList, aString } from '../data/check.ts';
import { fail } from '../data/condition.ts';
import { isExact, isNumber, type Numeric, numberText } from '../data/number.ts';
import { printed } from '../data/print.ts';
import type { Value } from '../data/value.ts';
import { type Primitive, plain } from '../host/primitive.ts';
import { type Directive, type Parameter, type Part, parseControl } from './format-directive.ts';
import { exponential, fixed, grouped } from './format-number.ts';

/** The longest padding or repetition: more is an accident. */
const MAX_WIDTH = 10_000;

class Arguments {
  readonly items: readonly Value[];
  position = 0;
  constructor(items: readonly Value[]) {
    this.items = items;
  }
  get remaining(): number {
    return this.items.length - this.position;
  }
  next(): Value {
    return this.remaining > 0
      ? this.items[this.position++]!
      : fail('format: too few arguments for the control string');
  }
}

/** A directive met while formatting, its parameters worked out. */
class Use {
  readonly directive: Directive;
  readonly args: Arguments;
  readonly parameters: readonly Parameter[];

  constructor(directive: Directive, args: Arguments) {
    this.directive = directive;
    this.args = args;
    this.parameters = directive.parameters.map(p => {
      if (p === '#') return args.remaining;
      if (p !== 'V') return p;
      const value = args.next();
      return value instanceof Char ? value.text : typeof value === 'number' ? value : undefined;
    });
  }

  number(index: number): number | undefined {
    const value = this.parameters[index];
    if (value === undefined) return undefined;
    return typeof value === 'number' && Math.abs(value) <= MAX_WIDTH
      ? value
      : fail(`format: a bad parameter of ~${this.directive.kind}`, [value]);
  }

  text(index: number, otherwise: string): string {
    const value = this.parameters[index];
    return typeof value === 'string' ? value : otherwise;
  }

  /** `text` in a column as wide as parameter `width` says. */
  padded(text: string, width: number, filler: number, left: boolean): string {
    const padding = this.text(filler, ' ').repeat(Math.max(0, (this.number(width) ?? 0) - [...text].length));
    return left ? padding + text : text + padding;
  }
}

class Formatter {
  out = '';
  readonly #startColumn: number;

  constructor(startColumn: number) {
    this.#startColumn = startColumn;
  }

  get column(): number {
    const newline = this.out.lastIndexOf('\n');
    return newline < 0 ? this.#startColumn + this.out.length : this.out.length - newline - 1;
  }

  /** Returns false when ~^ ended the parts early. */
  run(parts: readonly Part[], args: Arguments): boolean {
    for (const part of parts) {
      if (typeof part === 'string') this.out += part;
      else if (part.kind === '^') {
        if (args.remaining === 0) return false;
      } else {
        const handle = HANDLERS.get(part.kind) ?? fail(`format: unknown directive ~${part.kind}`);
        handle(this, new Use(part, args));
      }
    }
    return true;
  }

  tabulate(column: number, increment: number, relative: boolean): void {
    if (relative) {
      this.out += ' '.repeat(column);
      column = this.column;
    }
    const missing = column - this.column;
    const on = missing >= 0 ? missing : increment === 0 ? 0 : increment - (-missing % increment);
    this.out += ' '.repeat(relative ? (increment - (this.column % increment)) % increment : on);
  }
}

type Handler = (f: Formatter, use: Use) => void;

const datum =
  (style: 'write' | 'display', after = ''): Handler =>
  (f, use) => {
    f.out += use.padded(printed(use.args.next(), style), 0, 3, use.directive.at) + after;
  };

const integer =
  (radix: number): Handler =>
  (f, use) => {
    const value = use.args.next();
    let text = isExact(value) ? numberText(value, radix) : printed(value, 'display');
    if (isExact(value) && use.directive.colon) text = grouped(text, use.text(2, ','), use.number(3) ?? 3);
    if (isExact(value) && use.directive.at && value >= 0) text = `+${text}`;
    f.out += use.padded(text, 0, 1, true);
  };

function real(
  f: Formatter,
  use: Use,
  text: (n: Numeric, places: number | undefined) => string,
  order: { places: number; width: number; filler: number },
  otherwise?: number,
) {
  const value = use.args.next();
  if (!isNumber(value)) return fail(`format: ~${use.directive.kind} needs a number, but got`, [value]);
  const digits = text(value, use.number(order.places) ?? otherwise);
  f.out += use.padded(
    use.directive.at && !digits.startsWith('-') ? `+${digits}` : digits,
    order.width,
    order.filler,
    true,
  );
}

const repeated =
  (text: string): Handler =>
  (f, use) => {
    f.out += text.repeat(use.number(0) ?? 1);
  };

const character: Handler = (f, use) => {
  const c = use.args.next();
  if (!(c instanceof Char)) return fail('format: ~c needs a character, but got', [c]);
  f.out += use.directive.at ? printed(c) : c.text;
};

const freshLine: Handler = (f, use) => {
  if (f.column !== 0) f.out += '\n';
  f.out += '\n'.repeat(Math.max(0, (use.number(0) ?? 1) - 1));
};

const move: Handler = (_, { directive, args, parameters }) => {
  const n = typeof parameters[0] === 'number' ? parameters[0] : directive.at ? 0 : 1;
  const to = directive.at ? n : args.position + (directive.colon ? -n : n);
  if (to < 0 || to > args.items.length) fail('format: ~* goes beyond the arguments');
  args.position = to;
};

const recursive: Handler = (f, { directive, args }) => {
  const control = parseControl(aString(args.next(), 'format', 1));
  f.run(control, directive.at ? args : new Arguments(aList(args.next(), 'format', 2)));
};

const plural: Handler = (f, { directive, args }) => {
  if (directive.colon) args.position = Math.max(0, args.position - 1);
  const one = args.next() === 1;
  f.out += directive.at ? (one ? 'y' : 'ies') : one ? '' : 's';
};

const iterate: Handler = (f, use) => {
  const { directive, args } = use;
  const own = directive.at ? args : new Arguments(aList(args.next(), 'format', 1));
  const most = use.number(0) ?? Number.POSITIVE_INFINITY;
  const body = directive.clauses[0]!;
  for (let turn = 0; turn < most && own.remaining > 0; turn++) {
    const before = own.position;
    if (directive.colon) f.run(body, new Arguments(aList(own.next(), 'format', 1)));
    else if (!f.run(body, own)) return;
    if (own.position === before) return fail('format: an iteration takes no arguments, and would never end');
  }
};

const choose: Handler = (f, { directive, args, parameters }) => {
  const { clauses, colon, at, hasDefault } = directive;
  if (at) {
    if (args.next() === false) return;
    args.position--;
    f.run(clauses[0]!, args);
    return;
  }
  const chosen = colon ? (args.next() === false ? 0 : 1) : (parameters[0] ?? args.next());
  const clause = clauses[chosen as number] ?? (hasDefault ? clauses[clauses.length - 1] : undefined);
  if (clause !== undefined) f.run(clause, args);
};

const capitalized = (text: string): string =>
  text.toLowerCase().replace(/\p{L}+/gu, w => w[0]!.toUpperCase() + w.slice(1));

const convert: Handler = (f, { directive, args }) => {
  const inner = new Formatter(f.column);
  inner.run(directive.clauses[0]!, args);
  const { colon, at } = directive;
  if (colon && at) f.out += inner.out.toUpperCase();
  else if (colon) f.out += capitalized(inner.out);
  else if (at) f.out += inner.out.toLowerCase().replace(/\p{L}/u, c => c.toUpperCase());
  else f.out += inner.out.toLowerCase();
};

const HANDLERS = new Map<string, Handler>([
  ['a', datum('display')],
  ['s', datum('write')],
  ['w', datum('write')],
  ['y', datum('write', '\n')],
  ['d', integer(10)],
  ['b', integer(2)],
  ['o', integer(8)],
  ['x', integer(16)],
  ['f', (f, use) => real(f, use, fixed, { width: 0, places: 1, filler: 4 })],
  ['$', (f, use) => real(f, use, fixed, { places: 0, width: 2, filler: 3 }, 2)],
  ['e', (f, use) => real(f, use, exponential, { width: 0, places: 1, filler: 5 })],
  ['c', character],
  ['%', repeated('\n')],
  ['~', repeated('~')],
  ['|', repeated('\f')],
  ['_', repeated(' ')],
  ['&', freshLine],
  ['t', (f, use) => f.tabulate(use.number(0) ?? 1, use.number(1) ?? 1, use.directive.at)],
  ['*', move],
  ['?', recursive],
  ['p', plural],
  ['{', iterate],
  ['[', choose],
  ['(', convert],
  ['\n', () => {}],
]);

/** The text that `control` makes of the arguments; `column` is where it will begin. */
export function formatted(control: string, args: readonly Value[], column = 0): string {
  const formatter = new Formatter(column);
  formatter.run(parseControl(control), new Arguments(args));
  return formatter.out;
}

export const format: Primitive[] = [
  plain('%format', [2, Infinity], (column: Value, control: Value, ...args: Value[]) =>
    formatted(aString(control, 'format', 2), args, Number(column)),
  ),
];
