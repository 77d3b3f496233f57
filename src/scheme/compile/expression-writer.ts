// Nodes that cannot suspend, as JavaScript expressions.
import { orParts } from './analysis.ts';
import type { Fix, GlobalRef, Lambda, Let, Node, PrimitiveCall, Variable } from './ast.ts';
import { type Closures, stringLiteral } from './module-writer.ts';
import type { Slots } from './slots.ts';

/** Writes a closure; given by the procedure writer, which needs the body writers in turn. */
export type WriteClosures = (
  group: { variables: Variable[]; procedures: Lambda[] },
  slots: Slots,
) => Closures;

const NAME = /^[\w$]+$/;
/** Is the text a name? Long texts are not looked at: each stands within longer ones. */
export const isName = (text: string): boolean => text.length < 40 && NAME.test(text);

export abstract class ExpressionWriter {
  readonly slots: Slots;
  readonly #closures: WriteClosures;

  constructor(slots: Slots, closures: WriteClosures) {
    this.slots = slots;
    this.#closures = closures;
  }

  /** Notes that a local is used here, and returns its name. */
  abstract use(name: string): string;
  /** Notes that a local is given a value here, and returns its name. */
  abstract give(name: string): string;

  /** Is this local known to hold a JavaScript number? */
  isNumber(_name: string): boolean {
    return false;
  }

  /** The expression of a simple node. */
  expression(node: Node): string {
    switch (node.kind) {
      case 'const':
        return this.slots.module.literal(node.value);
      case 'local':
        return this.read(node.variable);
      case 'global':
        return this.global(node);
      case 'lambda': {
        const direct = this.slots.module.directNames.get(node);
        return direct ?? this.closure(node);
      }
      case 'local-set':
        return `(${this.name(node.variable)}.v=${this.expression(node.value)},UNSPECIFIED)`;
      case 'global-set':
        return `${this.mark(node)}assign(${this.slots.module.constant(node.cell)},${this.expression(node.value)})`;
      case 'global-define':
        return `define(${this.slots.module.constant(node.cell)},${this.expression(node.value)})`;
      case 'if':
        return `(${this.test(node.test)}?${this.expression(node.then)}:${this.expression(node.else)})`;
      case 'seq':
        return `(${node.items.map(item => this.expression(item)).join(',')})`;
      case 'let':
        return `(${[...this.bindings(node), this.expression(node.body)].join(',')})`;
      case 'fix':
        return `(${[...this.fix(node), this.expression(node.body)].join(',')})`;
      case 'primitive':
        return this.primitive(node);
      case 'call':
        throw new Error('a call is no expression');
    }
  }

  /** A JavaScript condition. */
  test(node: Node): string {
    if (node.kind === 'const') return String(node.value !== false);
    if (node.kind === 'primitive') {
      if (node.primitive.name === 'not') return `!${this.test(node.args[0]!)}`;
      return node.primitive.isPredicate ? this.primitive(node) : `(${this.primitive(node)}!==false)`;
    }
    if (node.kind === 'if')
      return `(${this.test(node.test)}?${this.test(node.then)}:${this.test(node.else)})`;
    const or = orParts(node);
    if (or !== undefined) return `(${this.test(or.value)}||${this.test(or.otherwise)})`;
    return `(${this.expression(node)}!==false)`;
  }

  mark(node: { place?: GlobalRef['place'] }, callee?: GlobalRef): string {
    const { module, lambda } = this.slots;
    return module.mark({
      place: node.place,
      procedure: lambda.name,
      cell: callee?.cell,
      namePlace: callee?.place,
    });
  }

  name(variable: Variable): string {
    const name = this.slots.declared(variable);
    return variable.hoisted ? name : this.use(name);
  }

  read(variable: Variable): string {
    const name = this.name(variable);
    if (!variable.boxed) return name;
    if (!variable.mayBeUnset) return `${name}.v`;
    return `(${name}.v===undefined?unset(${stringLiteral(variable.name)}):${name}.v)`;
  }

  global(node: GlobalRef): string {
    const { cell } = node;
    const { module } = this.slots;
    const direct = module.direct.get(cell);
    if (direct !== undefined) return module.directNames.get(direct)!;
    if (cell.frozen && cell.v !== undefined) return module.constant(cell.v);
    const name = module.constant(cell);
    return cell.v === undefined
      ? `(${this.mark(node)}${name}.v===undefined?unbound(${name}):${name}.v)`
      : `${name}.v`;
  }

  /** The callee of a call: checked to be a procedure, unless the engine's own error tells as much. */
  callee(node: Node): string {
    if (node.kind === 'global') {
      const { module } = this.slots;
      const direct = module.direct.get(node.cell);
      if (direct !== undefined) return module.directNames.get(direct)!;
      if (node.cell.frozen && typeof node.cell.v === 'function') return module.constant(node.cell.v);
      return `${module.constant(node.cell)}.v`;
    }
    if (
      node.kind === 'lambda' ||
      (node.kind === 'local' && node.variable.procedure !== undefined && !node.variable.boxed)
    ) {
      const text = this.expression(node);
      return isName(text) ? text : `(${text})`;
    }
    const text = this.expression(node);
    const name = isName(text) ? text : this.give(this.slots.temp(node, 0));
    const value = name === text ? text : `(${name}=${text})`;
    return `(typeof ${value}==="function"?${name}:notProcedure(${name}))`;
  }

  closure(lambda: Lambda): string {
    return this.made(this.#closures({ variables: [], procedures: [lambda] }, this.slots));
  }

  made({ text, free }: Closures): string {
    return free.length === 0 ? text : `${text}(${free.map(variable => this.name(variable))})`;
  }

  /** The assignments of a let's values. */
  bindings(node: Let): string[] {
    return node.variables.map((variable, i) => this.bind(variable, this.expression(node.values[i]!)));
  }

  bind(variable: Variable, value: string): string {
    const boxed = variable.mayBeUnset ? 'new Box(undefined)' : `new Box(${value})`;
    return `${this.give(this.slots.declared(variable))}=${variable.boxed ? boxed : value}`;
  }

  /** The assignments that make a group of procedures; none when they stand at module level. */
  fix(node: Fix): string[] {
    const made = this.#closures(node, this.slots);
    if (made.text === '') return [];
    const value = this.made(made);
    if (node.variables.length === 1)
      return [`${this.give(this.slots.declared(node.variables[0]!))}=${value}`];
    const each = node.variables.map((variable, i) => `${this.give(this.slots.declared(variable))}=r[${i}]`);
    return [`r=${value}`, ...each];
  }

  primitive(node: PrimitiveCall): string {
    return this.primitiveWith(
      node,
      node.args.map(arg => this.expression(arg)),
    );
  }

  /** A primitive's call. Inline text needs arguments without effect, so others go to temporaries first. */
  primitiveWith(node: PrimitiveCall, texts: string[]): string {
    const { inline, isSafe } = node.primitive;
    if (inline === undefined) return this.directCall(node, texts);
    const before: string[] = [];
    const args = texts.map((text, i) => {
      if (node.args[i]!.kind === 'const') return /^\d/.test(text) ? `(${text})` : text;
      if (isName(text)) return text;
      const name = this.give(this.slots.temp(node, i));
      before.push(`${name}=${text}`);
      return name;
    });
    const text = inline(args, name => this.isNumber(name));
    if (text === undefined) return this.directCall(node, texts);
    const marked = isSafe ? text : `(${this.mark(node)}${text})`;
    return before.length === 0 ? marked : `(${before.join(',')},${marked})`;
  }

  directCall(node: PrimitiveCall, texts: string[]): string {
    return `(${this.mark(node)}${this.slots.module.constant(node.primitive.run)}(${texts}))`;
  }
}
