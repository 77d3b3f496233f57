// Statements of a body. What differs between the fast and the resuming body is in the two classes below it.
import { MANY, MAX_DIRECT } from '../run/machine.ts';
import { isSimple } from './analysis.ts';
import type { Call, If, Let, Node } from './ast.ts';
import { ExpressionWriter, isName } from './expression-writer.ts';

/** Where a statement's value goes: returned, thrown away, or to a local. */
export type Target = 'return' | 'effect' | { readonly local: string };

/** Temporaries of a node: arguments have their index, others come after. */
const CALLEE = 1000;
export const TEST = 1001;
const VALUE = 1002;

export abstract class BodyWriter extends ExpressionWriter {
  protected readonly out: string[] = [];

  abstract branch(node: If, target: Target): void;
  /** The first argument of a call with `count` arguments, which is written next. */
  abstract depth(count: number, target: Target): string;
  /** A call that may suspend, whose value goes to `target`. */
  abstract suspendable(mark: string, text: string, node: Call, target: Exclude<Target, 'return'>): void;
  /** Writes a return statement. */
  abstract leave(text: string): void;
  /** Writes a call of the procedure to itself as a loop, if this body can. */
  abstract loop(node: Call): boolean;
  /** Is nothing to be written for this node, because control never gets there? */
  abstract skips(node: Node): boolean;

  push(text: string): void {
    this.out.push(text);
  }

  put(target: Target, value: string): void {
    if (target === 'return') this.leave(`return(${value});`);
    else if (target === 'effect') this.push(`${value};`);
    else this.push(`${this.give(target.local)}=${value};`);
  }

  statement(node: Node, target: Target): void {
    if (this.skips(node)) {
      if (typeof target === 'object') this.give(target.local);
      return;
    }
    if (isSimple(node) && !(node.kind === 'if' && target === 'return'))
      this.put(target, this.expression(node));
    else this.compound(node, target);
  }

  private compound(node: Node, target: Target): void {
    switch (node.kind) {
      case 'if':
        this.branch(node, target);
        break;
      case 'seq':
        for (const item of node.items) this.statement(item, item === node.items.at(-1) ? target : 'effect');
        break;
      case 'let':
        this.let(node, target);
        break;
      case 'fix':
        for (const text of this.fix(node)) this.push(`${text};`);
        this.statement(node.body, target);
        break;
      case 'call':
        this.call(node, target);
        break;
      case 'primitive':
        this.put(target, this.primitiveWith(node, this.args(node, node.args)));
        break;
      case 'local-set':
      case 'global-set':
      case 'global-define':
        this.store(node, target);
        break;
      default:
        throw new Error(`${node.kind} can be an expression`);
    }
  }

  private let(node: Let, target: Target): void {
    node.variables.forEach((variable, i) => {
      const value = node.values[i]!;
      const name = this.slots.declared(variable);
      if (this.skips(value)) this.give(name);
      else if (isSimple(value)) this.push(`${this.bind(variable, this.expression(value))};`);
      else if (variable.boxed) this.push(`${this.bind(variable, this.evaluated(value, node, VALUE + i))};`);
      else this.statement(value, { local: name });
    });
    this.statement(node.body, target);
  }

  /** Evaluates a node to a temporary of `owner`. */
  evaluated(node: Node, owner: Node, index: number): string {
    const name = this.slots.temp(owner, index);
    this.statement(node, { local: name });
    return this.use(name);
  }

  private store(
    node: Extract<Node, { kind: 'local-set' | 'global-set' | 'global-define' }>,
    target: Target,
  ): void {
    const value = this.evaluated(node.value, node, VALUE);
    if (node.kind === 'local-set') this.put(target, `(${this.name(node.variable)}.v=${value},UNSPECIFIED)`);
    else {
      const cell = this.slots.module.constant(node.cell);
      const mark = node.kind === 'global-set' ? this.mark(node) : '';
      this.put(target, `(${mark}${node.kind === 'global-set' ? 'assign' : 'define'}(${cell},${value}))`);
    }
  }

  /** Evaluates arguments from left to right; what those that may suspend come after is kept in temporaries. */
  args(owner: Node, args: Node[]): string[] {
    const last = args.findLastIndex(arg => !isSimple(arg));
    const held = args.map((arg, i) => {
      if (i > last || arg.kind === 'const' || (arg.kind === 'local' && !arg.variable.boxed)) return undefined;
      const name = this.slots.temp(owner, i);
      this.statement(arg, { local: name });
      return name;
    });
    return args.map((arg, i) => (held[i] === undefined ? this.expression(arg) : this.use(held[i])));
  }

  private call(node: Call, target: Target): void {
    const simple = isSimple(node.callee);
    if (!simple) this.statement(node.callee, { local: this.slots.temp(node, CALLEE) });
    if (target === 'return' && this.loop(node)) return;
    const args = this.args(node, node.args);
    const callee = simple ? this.callee(node.callee) : this.checked(this.use(this.slots.temp(node, CALLEE)));
    const given =
      args.length > MAX_DIRECT
        ? [this.depth(MANY, target), `[${args}]`]
        : [this.depth(args.length, target), ...args];
    const text = `${isName(callee) || (callee.length < 40 && /^\w+\.v$/.test(callee)) ? callee : `(${callee})`}(${given})`;
    const mark = this.mark(node, node.callee.kind === 'global' ? node.callee : undefined);
    if (target === 'return') this.leave(`${mark}return ${text};`);
    else this.suspendable(mark, text, node, target);
  }

  private checked(name: string): string {
    return `(typeof ${name}==="function"?${name}:notProcedure(${name}))`;
  }
}
