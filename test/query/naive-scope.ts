import { Definition, type Goal } from '../../src/query/goal.ts';
import { type Term, Variable } from '../../src/query/term.ts';

type Tree = unknown;

/** Every variable in goals and terms, whatever they are made of. */
function* variablesIn(tree: Tree): Generator<Variable> {
  if (tree instanceof Variable) yield tree;
  else if (Array.isArray(tree)) for (const part of tree) yield* variablesIn(part);
  else if (typeof tree === 'object' && tree !== null && !(tree instanceof Definition))
    for (const part of Object.values(tree)) yield* variablesIn(part);
}

function contains(tree: Tree, goal: Goal): boolean {
  if (tree === goal) return true;
  if (Array.isArray(tree)) return tree.some(part => contains(part, goal));
  if (typeof tree !== 'object' || tree === null || tree instanceof Definition || tree instanceof Variable)
    return false;
  return Object.values(tree).some(part => contains(part, goal));
}

/** Does the variable occur in the question outside of a negation or aggregate, other branches of choices left out? */
export function isElsewhere(
  variable: Variable,
  goal: Goal,
  root: Goal,
  outputs: readonly Variable[],
): boolean {
  if (outputs.includes(variable)) return true;
  if (goal.kind === 'aggregate' && [...variablesIn(goal.result)].includes(variable)) return true;
  return occursBeside(variable, goal, root);
}

function occursBeside(variable: Variable, goal: Goal, tree: Tree): boolean {
  if (tree === goal) return false;
  if (!contains(tree, goal)) return [...variablesIn(tree)].includes(variable);
  const node = tree as Goal | Goal[];
  const parts = Array.isArray(node) ? node : Object.values(node);
  const relevant =
    Array.isArray(node) || node.kind !== 'any'
      ? parts
      : [node.branches.find(branch => contains(branch, goal))];
  return relevant.some(part => occursBeside(variable, goal, part));
}

/** The free variables of a goal, none twice. */
export function distinctVariables(tree: Tree): Variable[] {
  return [...new Set(variablesIn(tree))];
}

/** The body of a definition with variables nobody else has. */
export function renamed(definition: Definition): { parameters: Variable[]; body: Goal } {
  const names = new Map<Variable, Term>();
  const body = replaced(expandCalls(definition.body), names) as Goal;
  return { parameters: definition.parameters.map(parameter => replaced(parameter, names) as Variable), body };
}

function replaced(tree: Tree, names: Map<Variable, Term>): Tree {
  if (tree instanceof Variable) {
    if (!names.has(tree)) names.set(tree, new Variable(tree.name));
    return names.get(tree)!;
  }
  if (Array.isArray(tree)) return tree.map(part => replaced(part, names));
  if (typeof tree !== 'object' || tree === null || tree instanceof Definition) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, part]) => [key, replaced(part, names)]));
}

/** The goal with the bodies of definitions that do not speak of themselves in place of their calls. */
export function expandCalls(goal: Goal): Goal {
  switch (goal.kind) {
    case 'all':
      return { ...goal, goals: goal.goals.map(expandCalls) };
    case 'any':
      return { ...goal, branches: goal.branches.map(expandCalls) };
    case 'not':
    case 'aggregate':
    case 'window':
      return { ...goal, goal: expandCalls(goal.goal) };
    case 'call': {
      if (isRecursive(goal.definition)) return goal;
      const names = new Map(goal.definition.parameters.map((parameter, i) => [parameter, goal.terms[i]!]));
      return expandCalls(replaced(goal.definition.body, names) as Goal);
    }
    default:
      return goal;
  }
}

export function isRecursive(definition: Definition): boolean {
  const seen = new Set<Definition>();
  const visit = (tree: Tree): boolean => {
    if (tree instanceof Definition) {
      if (tree === definition && seen.has(definition)) return true;
      if (seen.has(tree)) return false;
      seen.add(tree);
      return visit(tree.body);
    }
    if (Array.isArray(tree)) return tree.some(visit);
    return typeof tree === 'object' && tree !== null && Object.values(tree).some(visit);
  };
  return visit(definition);
}
