// An open environment: one where what is inherited may be redefined at any time, as at a prompt. Calls of primitives are
// compiled as if they never changed; when one does, the units that call it are compiled anew with calls of the new
// procedure. The procedures they made before may be anywhere, so each goes on as its successor when it is called next: all
// checks at entry fail, and `enter` (run/machine.ts) makes the successor from the free variables of the old one. What is
// running goes on to its end as it began.
import { type Procedure, procedureInfo } from '../data/procedure.ts';
import type { SchemeSymbol } from '../data/symbol.ts';
import type { Value } from '../data/value.ts';
import { type Cell, setCell } from '../run/cell.ts';
import { branch, call, type Lambda, type Node, type PrimitiveCall } from './ast.ts';
import { instantiate, write } from './compile.ts';
import { type Maker, ModuleWriter } from './module-writer.ts';

/** What was compiled at once, and its module as it is now. */
interface Unit {
  readonly nodes: Node[];
  module: ModuleWriter;
}

/** The units of an open environment. */
export class OpenUnits {
  #units: Unit[] = [];
  readonly #redefined = new Map<SchemeSymbol, Cell>();

  /** @param nodes which may have been expanded before a primitive they call was redefined */
  compile(nodes: Node[]): Procedure {
    const renamed = [...this.#redefined].reduce((all, [name, cell]) => {
      const renaming = new Renaming(name, cell);
      return all.map(node => renaming.node(node));
    }, nodes);
    const module = new ModuleWriter({ internal: false, renewable: true });
    const top = instantiate(write(renamed, module));
    if (module.makers.length > 0) this.#units.push({ nodes: renamed, module });
    return top;
  }

  redefinition(name: SchemeSymbol): Cell | undefined {
    return this.#redefined.get(name);
  }

  redefined(name: SchemeSymbol, cell: Cell): void {
    this.#redefined.set(name, cell);
    this.#units = this.#units.map(unit => {
      const renaming = new Renaming(name, cell);
      const nodes = unit.nodes.map(node => renaming.node(node));
      return renaming.count === 0 ? unit : renew(unit.module, nodes);
    });
  }
}

/** Compiles the nodes, and makes the procedures of the old module go on as those of the new one. */
function renew(old: ModuleWriter, nodes: Node[]): Unit {
  const module = new ModuleWriter({ internal: false, renewable: true });
  instantiate(write(nodes, module));
  module.makers.forEach((maker, i) => {
    const info = old.infos.get(maker.lambda);
    if (info !== undefined) info.renewed = free => made(maker, module.info.makers[i]!, free);
  });
  old.info.expire!();
  for (const node of nodes)
    if (node.kind === 'global-define' && node.value.kind === 'lambda') follow(node.cell, node.value, old);
  return { nodes, module };
}

function made(
  { isProcedure, index }: Maker,
  make: (...free: Value[]) => Value | Value[],
  free: readonly Value[],
): Procedure {
  if (isProcedure) return make as Procedure;
  const result = make(...free);
  return (index === undefined ? result : (result as Value[])[index]) as Procedure;
}

/** A global that still holds the old procedure is given the new one, which spares its callers the way round. */
function follow(cell: Cell, lambda: Lambda, old: ModuleWriter): void {
  const info = old.infos.get(lambda);
  if (info?.renewed === undefined || typeof cell.v !== 'function') return;
  if (procedureInfo(cell.v as Procedure) === info) setCell(cell, info.renewed([]));
}

/** Makes calls of a primitive calls of the procedure in a cell. */
class Renaming {
  count = 0;
  readonly #name: SchemeSymbol;
  readonly #cell: Cell;

  constructor(name: SchemeSymbol, cell: Cell) {
    this.#name = name;
    this.#cell = cell;
  }

  /** The node with all such calls replaced. Lambdas stay who they are: the two modules know them by that. */
  node(node: Node): Node {
    switch (node.kind) {
      case 'const':
      case 'local':
      case 'global':
        return node;
      case 'lambda':
        return this.#lambda(node);
      case 'local-set':
      case 'global-set':
      case 'global-define':
        return { ...node, value: this.node(node.value), simple: undefined };
      case 'if': {
        const [test, then, otherwise] = this.#nodes([node.test, node.then, node.else]);
        return branch(test!, then!, otherwise!);
      }
      case 'seq':
        return { ...node, items: this.#nodes(node.items), simple: undefined };
      case 'let':
        return {
          ...node,
          values: this.#nodes(node.values),
          body: this.node(node.body),
          simple: undefined,
        };
      case 'fix':
        return {
          ...node,
          procedures: node.procedures.map(lambda => this.#lambda(lambda)),
          body: this.node(node.body),
          simple: undefined,
        };
      case 'call':
        return { ...node, callee: this.node(node.callee), args: this.#nodes(node.args) };
      case 'primitive':
        return this.#primitive(node);
    }
  }

  #nodes(nodes: readonly Node[]): Node[] {
    return nodes.map(node => this.node(node));
  }

  #lambda(lambda: Lambda): Lambda {
    lambda.body = this.node(lambda.body);
    return lambda;
  }

  #primitive(node: PrimitiveCall): Node {
    const args = this.#nodes(node.args);
    if (node.name !== this.#name) return { ...node, args, simple: undefined };
    this.count++;
    return call({ kind: 'global', cell: this.#cell, place: node.place }, args, node.place);
  }
}
