// Nodes run as they are: code that runs once is done so before its JavaScript would be there. A procedure it makes that is
// called often is compiled after all.
import { freeVariables } from '../compile/analysis.ts';
import {
  type Call,
  type GlobalRef,
  Lambda,
  type Let,
  type Node,
  type PrimitiveCall,
  type Variable,
} from '../compile/ast.ts';
import { infoOf } from '../compile/procedure-writer.ts';
import type { Procedure } from '../data/procedure.ts';
import type { SchemeSymbol } from '../data/symbol.ts';
import { UNSPECIFIED, type Value } from '../data/value.ts';
import { failedCall, type Site, unbound } from '../run/backtrace.ts';
import type { Cell } from '../run/cell.ts';
import { apply, enter, MASK, type Result, registers } from '../run/machine.ts';
import { goOnLater, interpretedCall } from './site-call.ts';

/** Calls of a procedure until compiling it is worth while. */
const MANY_CALLS = 16;

/** What interpreted code needs of its environment. */
export interface Workshop {
  compile(nodes: Node[]): Procedure;
  /** What a primitive's name means since it was redefined (compile/renewal.ts). */
  redefinition(name: SchemeSymbol): Cell | undefined;
}

/** Local variables with their values, within those around them. */
class Locals {
  readonly #variables: readonly Variable[];
  readonly #values: readonly Value[];
  readonly #outer: Locals | null;
  /** The name of the procedure they are in. */
  readonly procedure: string | undefined;

  constructor(
    variables: readonly Variable[],
    values: readonly Value[],
    outer: Locals | null,
    procedure: string | undefined,
  ) {
    this.#variables = variables;
    this.#values = values;
    this.#outer = outer;
    this.procedure = procedure;
  }

  value(variable: Variable): Value {
    const index = this.#variables.indexOf(variable);
    return index >= 0 ? this.#values[index]! : this.#outer!.value(variable);
  }
}

/** How often a procedure was called, and what makes it of the values of its free variables once it is compiled. */
interface Use {
  calls: number;
  maker: Procedure | undefined;
}

/** Runs the code of one text. */
export class Interpreter {
  readonly #workshop: Workshop;
  readonly #uses = new Map<Lambda, Use>();

  constructor(workshop: Workshop) {
    this.#workshop = workshop;
  }

  /** The value of the last node, by the calling convention of run/machine.ts. */
  run(nodes: readonly Node[], d: number): Result {
    return this.#sequence(nodes, 0, new Locals([], [], null, undefined), d);
  }

  #evaluate(node: Node, locals: Locals, d: number): Result {
    switch (node.kind) {
      case 'const':
        return node.value;
      case 'local':
        return locals.value(node.variable);
      case 'global':
        return node.cell.v ?? interpretedCall(siteOf(node, locals), unbound, [node.cell]);
      case 'lambda':
        return this.#closure(node, locals);
      case 'if': {
        const choose = (test: Value, at: number) =>
          this.#evaluate(test === false ? node.else : node.then, locals, at);
        const test = this.#evaluate(node.test, locals, d);
        return test === undefined ? later(node.test, locals, choose) : choose(test, d);
      }
      case 'seq':
        return this.#sequence(node.items, 0, locals, d);
      case 'let':
        return this.#values(node.values, [], locals, d, (values, at) => this.#let(node, values, locals, at));
      case 'call':
        return this.#call(node, locals, d);
      case 'primitive':
        return this.#values(node.args, [], locals, d, (args, at) => this.#primitive(node, args, locals, at));
      default:
        throw new Error(`${node.kind} is compiled, not interpreted`);
    }
  }

  #sequence(items: readonly Node[], from: number, locals: Locals, d: number): Result {
    let value: Result = UNSPECIFIED;
    for (let i = from; i < items.length; i++) {
      value = this.#evaluate(items[i]!, locals, d);
      if (value === undefined && i + 1 < items.length)
        return later(items[i]!, locals, (_, at) => this.#sequence(items, i + 1, locals, at));
    }
    return value;
  }

  /** @param done the values that are there already: never changed, for a continuation may come back here */
  #values(
    nodes: readonly Node[],
    done: readonly Value[],
    locals: Locals,
    d: number,
    go: (values: Value[], d: number) => Result,
  ): Result {
    const values = [...done];
    for (let i = done.length; i < nodes.length; i++) {
      const value = this.#evaluate(nodes[i]!, locals, d);
      if (value === undefined)
        return later(nodes[i]!, locals, (late, at) => this.#values(nodes, [...values, late], locals, at, go));
      values.push(value);
    }
    return go(values, d);
  }

  #let(node: Let, values: readonly Value[], locals: Locals, d: number): Result {
    return this.#evaluate(node.body, new Locals(node.variables, values, locals, locals.procedure), d);
  }

  #call(node: Call, locals: Locals, d: number): Result {
    const { callee, args } = node;
    if (callee.kind === 'global')
      return this.#values(args, [], locals, d, (values, at) =>
        applied(siteOf(node, locals), calledProcedure(callee, node, locals), values, at),
      );
    return this.#values([callee, ...args], [], locals, d, ([procedure, ...values], at) =>
      applied(siteOf(node, locals), procedure!, values, at),
    );
  }

  #primitive(node: PrimitiveCall, args: Value[], locals: Locals, d: number): Result {
    const site = siteOf(node, locals);
    const cell = node.name === undefined ? undefined : this.#workshop.redefinition(node.name);
    if (cell !== undefined) return applied(site, cell.v!, args, d);
    return interpretedCall(site, node.primitive.run as (...args: never[]) => Value, args);
  }

  #closure(lambda: Lambda, locals: Locals): Procedure {
    const use = this.#useOf(lambda);
    if (use.maker !== undefined) return made(use.maker, lambda, locals);
    const info = infoOf(lambda);
    const count = lambda.params.length;
    let compiled: Procedure | undefined;
    const procedure: Procedure = (d, ...args) => {
      if (((d - count) & MASK) !== 0) return enter(procedure, d, info, args);
      if (compiled === undefined && ++use.calls > MANY_CALLS) {
        use.maker ??= this.#compile(lambda);
        compiled = made(use.maker, lambda, locals);
      }
      if (compiled !== undefined) return compiled(d, ...args);
      return this.#evaluate(lambda.body, new Locals(lambda.params, args, locals, lambda.name), d);
    };
    return procedure;
  }

  #useOf(lambda: Lambda): Use {
    let use = this.#uses.get(lambda);
    if (use === undefined) {
      use = { calls: 0, maker: undefined };
      this.#uses.set(lambda, use);
    }
    return use;
  }

  #compile(lambda: Lambda): Procedure {
    const maker = new Lambda(freeVariables(lambda), false, lambda, lambda.place);
    return this.#workshop.compile([maker])(registers.base) as Procedure;
  }
}

const made = (maker: Procedure, lambda: Lambda, locals: Locals): Procedure =>
  apply(
    maker,
    registers.base,
    freeVariables(lambda).map(variable => locals.value(variable)),
  ) as Procedure;

/** What a call calls; what is no procedure is told with the name it has. */
function calledProcedure(callee: GlobalRef, node: Call, locals: Locals): Value {
  const { v } = callee.cell;
  return typeof v === 'function'
    ? v
    : interpretedCall(siteOf(node, locals), failedCall, [callee.cell, callee.place]);
}

/** Calls a procedure one level deeper. It uses no fuel: what is called often is compiled, and does. */
const applied = (site: Site, procedure: Value, args: readonly Value[], d: number): Result =>
  interpretedCall(site, apply, [procedure, (d & ~15) + 16, args]);

/** Saves how to go on when a node that suspended has its value. */
const later = (node: Node, locals: Locals, go: (value: Value, d: number) => Result): undefined =>
  goOnLater(node.kind === 'call' ? siteOf(node, locals) : undefined, value => go(value, registers.base));

function siteOf(node: Call | PrimitiveCall | GlobalRef, { procedure }: Locals): Site {
  const callee = node.kind === 'call' && node.callee.kind === 'global' ? node.callee : undefined;
  return { place: node.place, procedure, cell: callee?.cell, namePlace: callee?.place };
}
