// Which code is run as it is expanded: what runs once, as most of what is typed at a prompt does, is done before its
// JavaScript would be there.
import { children } from '../compile/analysis.ts';
import type { Node, Variable } from '../compile/ast.ts';
import { MAX_DIRECT } from '../run/machine.ts';

/** The interpreter needs some hundred bytes of JavaScript's stack for each level. */
const DEEPEST = 100;

/** Is it without loops, definitions and assignments? Then nothing but a procedure it makes can run more than once. */
export const isBrief = (nodes: readonly Node[]): boolean => nodes.every(node => isBriefAt(node, 0));

function isBriefAt(node: Node, depth: number): boolean {
  if (depth > DEEPEST) return false;
  switch (node.kind) {
    case 'local-set':
    case 'global-set':
    case 'global-define':
    case 'fix':
      return false;
    case 'let':
      if (!node.variables.every(isPlain)) return false;
      break;
    case 'lambda':
      if (node.rest || node.maximum !== undefined || node.params.length > MAX_DIRECT) return false;
      return node.params.every(isPlain) && isBriefAt(node.body, depth + 1);
  }
  return children(node).every(child => isBriefAt(child, depth + 1));
}

const isPlain = (variable: Variable): boolean => !variable.boxed && !variable.mayBeUnset;
