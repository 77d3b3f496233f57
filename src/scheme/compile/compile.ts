// Nodes to a module, and a module to a procedure that runs it.
import type { Procedure } from '../data/procedure.ts';
import { UNSPECIFIED, type Value } from '../data/value.ts';
import type { Cell } from '../run/cell.ts';
import { MAX_DIRECT } from '../run/machine.ts';
import { support } from '../run/support.ts';
import { constant, Lambda, type Node } from './ast.ts';
import { ModuleWriter } from './module-writer.ts';
import { writeProcedure } from './procedure-writer.ts';

export interface CompiledText {
  readonly text: string;
  readonly constants: readonly Value[];
  readonly file: string;
}

/** The unit's procedures that may be called directly: defined once and never assigned. */
function findDirect(nodes: Node[], module: ModuleWriter): void {
  const times = new Map<Cell, number>();
  for (const node of nodes)
    if (node.kind === 'global-define') times.set(node.cell, (times.get(node.cell) ?? 0) + 1);
  for (const node of nodes) {
    if (node.kind !== 'global-define' || node.value.kind !== 'lambda') continue;
    const { cell, value } = node;
    // A cell with a value has it from an earlier definition, which may be called until this one has run.
    if (times.get(cell)! > 1 || cell.assigned || cell.v !== undefined || value.params.length > MAX_DIRECT)
      continue;
    module.direct.set(cell, value);
    module.directNames.set(value, module.name('G', cell.name.name));
  }
}

/** The JavaScript of a unit. `internal`: a unit of the base library, whose cells never change. */
export const compileText = (nodes: Node[], internal = false): CompiledText =>
  write(nodes, new ModuleWriter({ internal, renewable: false }));

/** The same with the module's writer. */
export function write(nodes: Node[], module: ModuleWriter): CompiledText {
  const { internal } = module.info;
  findDirect(nodes, module);
  for (const [cell, lambda] of module.direct) {
    const name = module.directNames.get(lambda)!;
    module.define(`${internal ? 'const' : 'let'} ${name}=${writeProcedure(lambda, `${name}f`, module)};`);
    module.makers.push({ name, lambda, isProcedure: true, index: undefined });
    if (!internal) module.define(`mirror(${module.constant(cell)},x=>{${name}=x;});`);
  }
  const body: Node = nodes.length === 0 ? constant(UNSPECIFIED) : { kind: 'seq', items: nodes };
  const top = new Lambda([], false, body, undefined);
  const run = `return(${writeProcedure(top, 'top', module)})`; // the text begins with a line end
  return {
    text: module.finish(run, Object.keys(support)),
    constants: module.constants,
    file: module.info.id,
  };
}

// A vm.Script leaves a kilobyte or more behind for ever (Node 20), an indirect eval nothing.
// biome-ignore lint/security/noGlobalEval: the text is the compiler's own
const evaluateText: (text: string) => unknown = globalThis.eval;

/** The procedure without parameters that runs a unit. */
export function instantiate({ text, constants, file }: CompiledText): Procedure {
  const unit = evaluateText(`${text}\n//# sourceURL=${file}`) as (...args: unknown[]) => Procedure;
  return unit(support, constants);
}

/** Compiles a unit: the procedure without parameters that runs it. */
export const compile = (nodes: Node[]): Procedure => instantiate(compileText(nodes));
