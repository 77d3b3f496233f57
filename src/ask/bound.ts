import { ANY } from '../model/effect.ts';
import { Definition, type Goal } from '../query/goal.ts';
import { isCompound, type Term, Variable } from '../query/term.ts';

type Terms = readonly (Term | typeof ANY)[];

/** The variables that have a value in every answer of these goals. What is left out may have one too. */
export function boundBy(goals: readonly Goal[], before: ReadonlySet<Variable> = new Set()): Set<Variable> {
  const known = new Set(before);
  for (let size = -1; size < known.size; ) {
    size = known.size;
    for (const goal of goals) addBound(goal, known);
  }
  return known;
}

function addBound(goal: Goal, known: Set<Variable>): void {
  const add = (terms: Terms) => {
    for (const variable of variablesOf(terms)) known.add(variable);
  };
  switch (goal.kind) {
    case 'relation':
      return add(goal.terms);
    case 'lasting':
      return add([goal.since, goal.until, ...goal.goal.terms]);
    case 'closure':
      return add([goal.from, goal.to]);
    case 'equal':
      if (isKnown(goal.right, known)) add([goal.left]);
      if (isKnown(goal.left, known)) add([goal.right]);
      return;
    case 'member':
      return add([goal.term]);
    case 'arithmetic': {
      const terms = [goal.left, goal.right, goal.result];
      if (terms.filter(term => isKnown(term, known)).length >= (goal.operator === '*' ? 3 : 2)) add(terms);
      if (isKnown(goal.left, known) && isKnown(goal.right, known)) add([goal.result]);
      return;
    }
    case 'aggregate':
      return add([goal.result]); // once it is decided, which is for `isDecidable`
    case 'window':
      return addBound(goal.goal, known);
    case 'all':
      for (const variable of boundBy(goal.goals, known)) known.add(variable);
      return;
    case 'any': {
      const [first, ...others] = goal.branches.map(branch => boundBy([branch], known));
      for (const variable of first ?? []) if (others.every(other => other.has(variable))) known.add(variable);
      return;
    }
    case 'call':
      return add(goal.terms.filter((_, i) => binds(goal.definition, i)));
  }
}

const binding = new Map<Definition, Set<Variable>>();

function binds(definition: Definition, index: number): boolean {
  const under = binding.get(definition);
  if (under) return true; // of a recursive one, every way has to bind all of its parameters
  binding.set(definition, new Set());
  try {
    return boundBy([definition.body]).has(definition.parameters[index]!);
  } finally {
    binding.delete(definition);
  }
}

const isKnown = (term: Term, known: ReadonlySet<Variable>): boolean =>
  variablesOf([term]).every(variable => known.has(variable));

function variablesOf(terms: Terms): Variable[] {
  return terms.flatMap(term =>
    term instanceof Variable ? [term] : term !== ANY && isCompound(term) ? variablesOf(term) : [],
  );
}

/** All variables a goal speaks of, but those of definitions. */
export function variablesIn(goal: Goal): Set<Variable> {
  const found = new Set<Variable>();
  const visit = (part: unknown): void => {
    if (part instanceof Variable) found.add(part);
    else if (part instanceof Definition || part === null || typeof part !== 'object') return;
    else for (const [key, inner] of Object.entries(part)) if (key !== 'place') visit(inner);
  };
  visit(goal);
  return found;
}
