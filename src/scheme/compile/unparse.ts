// Nodes as Scheme again, for those who want to see what a macro became.
import { arrayToList, list, Pair } from '../data/pair.ts';
import { intern } from '../data/symbol.ts';
import { NIL, type Value } from '../data/value.ts';
import type { Lambda, Node, Variable } from './ast.ts';

const word = (text: string): Value => intern(text);
const nameOf = ({ name }: Variable): Value => intern(name);

/** The core form a node stands for. Names are as written, so two variables may show the same name. */
export function unparse(node: Node): Value {
  switch (node.kind) {
    case 'const':
      return isSelfEvaluating(node.value) ? node.value : list(word('quote'), node.value);
    case 'local':
      return nameOf(node.variable);
    case 'global':
      return node.cell.name;
    case 'local-set':
      return list(word('set!'), nameOf(node.variable), unparse(node.value));
    case 'global-set':
      return list(word('set!'), node.cell.name, unparse(node.value));
    case 'global-define':
      return list(word('define'), node.cell.name, unparse(node.value));
    case 'if':
      return list(word('if'), ...[node.test, node.then, node.else].map(unparse));
    case 'seq':
      return list(word('begin'), ...node.items.map(unparse));
    case 'let':
      return binding('let', node.variables, node.values, node.body);
    case 'fix':
      return binding('letrec', node.variables, node.procedures, node.body);
    case 'lambda':
      return list(word('lambda'), formals(node), unparse(node.body));
    case 'call':
      return list(unparse(node.callee), ...node.args.map(unparse));
    case 'primitive':
      return list(word(node.primitive.name), ...node.args.map(unparse));
  }
}

function binding(keyword: string, variables: Variable[], values: Node[], body: Node): Value {
  const clauses = variables.map((variable, i) => list(nameOf(variable), unparse(values[i]!)));
  return list(word(keyword), arrayToList(clauses), unparse(body));
}

function formals({ params, rest }: Lambda): Value {
  const names = params.map(nameOf);
  return rest ? arrayToList(names.slice(0, -1), names.at(-1)!) : arrayToList(names);
}

const isSelfEvaluating = (x: Value): boolean =>
  ['number', 'bigint', 'string', 'boolean'].includes(typeof x) ||
  (typeof x === 'object' && x !== NIL && !(x instanceof Pair) && !Array.isArray(x) && 'codePoint' in x);
