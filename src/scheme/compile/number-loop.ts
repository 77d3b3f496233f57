// Which variables of a loop stay 32-bit integers if they begin as such: those to which every turn gives a literal,
// another such variable, or the sum or difference of two of these. The loop is then written a second time for integers
// alone (NumberLoopWriter); it is left for the general one when a sum leaves the range.
import { children } from './analysis.ts';
import type { Call, Lambda, Node, PrimitiveCall, Variable } from './ast.ts';

const OPERATIONS = new Set(['+', '-']);

/** The calls of the procedure by itself in tail position. */
function turns(node: Node, isTurn: (call: Call) => boolean, found: Call[] = []): Call[] {
  switch (node.kind) {
    case 'call':
      if (isTurn(node)) found.push(node);
      break;
    case 'if':
      turns(node.then, isTurn, found);
      turns(node.else, isTurn, found);
      break;
    case 'seq':
      turns(node.items.at(-1)!, isTurn, found);
      break;
    case 'let':
    case 'fix':
      turns(node.body, isTurn, found);
      break;
    default:
      break;
  }
  return found;
}

const isLiteral = (node: Node): boolean => node.kind === 'const' && node.value === Number(node.value) >> 0;

/** A sum or difference of two terms. */
export const isSum = (node: Node): node is PrimitiveCall =>
  node.kind === 'primitive' && OPERATIONS.has(node.primitive.name) && node.args.length === 2;

/** The parameters that stay integers; empty when the second loop would not pay. */
export function numberParams(lambda: Lambda, isTurn: (call: Call) => boolean): Variable[] {
  const calls = turns(lambda.body, isTurn);
  let known = new Set(lambda.params.filter(param => !param.boxed));
  const isTerm = (node: Node): boolean =>
    isLiteral(node) || (node.kind === 'local' && known.has(node.variable));
  const stays = (node: Node): boolean => isTerm(node) || (isSum(node) && node.args.every(isTerm));
  for (let before = -1; before !== known.size; ) {
    before = known.size;
    known = new Set(
      [...known].filter(param => calls.every(call => stays(call.args[lambda.params.indexOf(param)]!))),
    );
  }
  const isUsed = calls.some(call => call.args.some((arg, i) => isSum(arg) && known.has(lambda.params[i]!)));
  return isUsed ? [...known] : [];
}

/** How many nodes there are, up to a limit. */
export function isSmall(node: Node, limit: number): boolean {
  let left = limit;
  const count = (at: Node): void => {
    if (--left > 0) for (const child of children(at)) count(child);
  };
  count(node);
  return left > 0;
}
