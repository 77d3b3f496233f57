// Questions about nodes that the writers ask: may it suspend, which variables does it need from outside?
import type { If, Lambda, Node, Variable } from './ast.ts';

/** Can it be a JavaScript expression, because nothing in it can suspend? */
export function isSimple(node: Node): boolean {
  node.simple ??= findSimple(node);
  return node.simple;
}

function findSimple(node: Node): boolean {
  switch (node.kind) {
    case 'call':
      return false;
    case 'fix':
      return isSimple(node.body);
    case 'lambda':
      return true;
    case 'const':
    case 'local':
    case 'global':
      return true;
    case 'if':
      return isSimple(node.test) && isSimple(node.then) && isSimple(node.else);
    case 'primitive':
      return node.args.every(isSimple);
    default:
      return children(node).every(isSimple);
  }
}

/** The nodes evaluated as part of this one (a lambda's body is not). */
export function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'const':
    case 'local':
    case 'global':
    case 'lambda':
      return [];
    case 'local-set':
    case 'global-set':
    case 'global-define':
      return [node.value];
    case 'if':
      return [node.test, node.then, node.else];
    case 'seq':
      return node.items;
    case 'let':
      return [...node.values, node.body];
    case 'fix':
      return [node.body];
    case 'call':
      return [node.callee, ...node.args];
    case 'primitive':
      return node.args;
  }
}

/** The variables a procedure needs from outside of itself; its own name (Fix) is not one of them. */
export function freeVariables(lambda: Lambda): Variable[] {
  if (lambda.free !== undefined) return lambda.free;
  const bound = new Set(lambda.params);
  const found = new Set<Variable>();
  if (lambda.self !== undefined) bound.add(lambda.self);
  collect(lambda.body, bound, found);
  const result = [...found].filter(variable => !bound.has(variable));
  lambda.free = result;
  return result;
}

function collect(node: Node, bound: Set<Variable>, found: Set<Variable>): void {
  if (node.kind === 'local' || node.kind === 'local-set') found.add(node.variable);
  if (node.kind === 'lambda') for (const variable of freeVariables(node)) found.add(variable);
  if (node.kind === 'let' || node.kind === 'fix') for (const variable of node.variables) bound.add(variable);
  if (node.kind === 'fix') {
    for (const lambda of node.procedures) for (const variable of freeVariables(lambda)) found.add(variable);
  }
  for (const child of children(node)) collect(child, bound, found);
}

/** (if t t otherwise) under (let ((t value)) ...): what `or` expands to. */
export function orParts(node: Node): { value: Node; otherwise: Node } | undefined {
  if (node.kind !== 'let' || node.variables.length !== 1 || node.body.kind !== 'if') return undefined;
  const variable = node.variables[0]!;
  const { test, then, else: otherwise } = node.body as If;
  const reads = (part: Node): boolean => part.kind === 'local' && part.variable === variable;
  if (!reads(test) || !reads(then) || variable.reads !== 2 || variable.writes !== 0) return undefined;
  return { value: node.values[0]!, otherwise };
}
