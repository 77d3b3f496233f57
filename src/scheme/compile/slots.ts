// What the two bodies of one procedure share: names of locals, and the calls at which it may suspend.

import { children } from './analysis.ts';
import type { Lambda, Node, Variable } from './ast.ts';
import type { ModuleWriter } from './module-writer.ts';

/** Locals a JavaScript frame may hold for one level of depth; a procedure with more counts for several. */
const LOCALS_PER_LEVEL = 16;
const SAVE = /\u00b6(\d+)\u00b6/g;
const DEPTH = /\u2021(\$?)(-?\d+)\u2021/g;

/** Stands for the first argument of a call: its depth and number of arguments. */
export const depth = (count: number): string => `‡${count}‡`;
/** The same where the call counts down the fuel: with none left, the depth is one at which the stack is full. */
export const paidDepth = (count: number): string => `‡$${count}‡`;
/** Variables that save0, save1 ... take one by one. */
const MOST_DIRECT = 3;

/** A call that is not in tail position. */
export class Label {
  readonly number: number;
  readonly point: string;
  /** Index of its site in the module, for backtraces. */
  site = 0;
  /** The locals needed afterwards. */
  saved: string[] = [];
  /** The local that takes the call's value. */
  readonly target: string;

  constructor(number: number, point: string, target: string) {
    this.number = number;
    this.point = point;
    this.target = target;
  }

  save(): string {
    const { saved, point } = this;
    if (saved.length > MOST_DIRECT) return `saveMany(${point},[${saved}])`;
    return `save${saved.length}(${[point, ...saved]})`;
  }

  restore(): string {
    return `${this.saved.map((name, i) => `${name}=F[${i === 0 ? 'i' : `i+${i}`}];`).join('')}${this.target}=v;`;
  }
}

export class Slots {
  readonly lambda: Lambda;
  /** The procedure's JavaScript name. */
  readonly name: string;
  readonly resumeName: string;
  readonly module: ModuleWriter;
  readonly labels: Label[] = [];
  readonly fastLocals = new Set<string>();
  readonly resumeLocals = new Set<string>();
  /** Arguments passed one by one, which `d` counts; 0 for a procedure with a rest. */
  readonly count: number;
  readonly #labelOf = new Map<Node, Label>();
  readonly #hasLabel = new Map<Node, boolean>();
  readonly #temps = new Map<Node, string[]>();
  #tempCount = 0;
  #jumps = 0;

  constructor(lambda: Lambda, name: string, module: ModuleWriter, count: number) {
    this.lambda = lambda;
    this.name = name;
    this.module = module;
    this.count = count;
    this.resumeName = module.name('r', lambda.name);
  }

  declared(variable: Variable): string {
    return this.module.variable(variable);
  }

  /** The temporary number `index` of a node: the same in both bodies. */
  temp(node: Node, index: number): string {
    const names = this.#temps.get(node) ?? [];
    this.#temps.set(node, names);
    names[index] ??= `t${this.#tempCount++}`;
    return names[index];
  }

  /** The label of a call. */
  label(node: Node, target: string): Label {
    let label = this.#labelOf.get(node);
    if (label === undefined) {
      const number = this.labels.length + 1;
      label = new Label(number, `${this.resumeName}p${number}`, target);
      this.labels.push(label);
      this.#labelOf.set(node, label);
    }
    return label;
  }

  /** Is there a labelled call in the node? Known once the fast body is written. */
  hasLabel(node: Node): boolean {
    let known = this.#hasLabel.get(node);
    if (known === undefined) {
      known = this.#labelOf.has(node) || children(node).some(child => this.hasLabel(child));
      this.#hasLabel.set(node, known);
    }
    return known;
  }

  /** A number for a jump in the resuming body. */
  jump(): number {
    return this.labels.length + ++this.#jumps;
  }

  /** Fills in what was left open: what each call saves, and how much depth a call adds. */
  resolve(text: string, count: number): string {
    const level =
      16 * (1 + Math.floor((this.fastLocals.size + this.lambda.params.length) / LOCALS_PER_LEVEL));
    return text
      .replace(SAVE, (_, number: string) => this.labels[Number(number) - 1]!.save())
      .replace(DEPTH, (_, pays: string, given: string) => {
        const depth = `d+${level + Number(given) - count}`;
        return pays === '' ? depth : `${depth}|--S.fuel>>31&FULL`;
      });
  }
}
