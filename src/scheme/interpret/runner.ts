// What runs the nodes of a text.
import type { Node } from '../compile/ast.ts';
import { compile } from '../compile/compile.ts';
import type { Environment } from '../expand/environment.ts';
import type { Result } from '../run/machine.ts';
import { isBrief } from './brief.ts';
import { Interpreter, type Workshop } from './interpret.ts';

const CLOSED: Workshop = { compile, redefinition: () => undefined };

/** Interprets what runs once, compiles the rest; the result is given the depth of the stack. */
export function runnerOf(nodes: Node[], environment: Environment): (d: number) => Result {
  const workshop = environment.renewal ?? CLOSED;
  if (!isBrief(nodes)) return workshop.compile(nodes);
  return d => new Interpreter(workshop).run(nodes, d);
}
