import type { FactValue } from '../model/relation.ts';

/** A logic variable: it is itself, whatever its name. */
export class Variable {
  readonly name: string;

  constructor(name = '_') {
    this.name = name;
  }
}

/** What is equal only to itself: a fact's value, or (a JavaScript symbol) an atom no column holds, as a Scheme symbol is. */
export type Constant = FactValue | symbol;

/** A structure of a fixed number of parts: a Scheme pair is one of two. No column holds one. */
export type Compound = readonly Term[];

export type Term = Variable | Constant | Compound;

/** Which variable stands for what; a new binding leaves older substitutions as they were. Null has none. */
export type Substitution = { variable: Variable; term: Term; rest: Substitution } | null;

export function isCompound(term: Term): term is Compound {
  return Array.isArray(term);
}

/** The term, or what its variable is bound to in the end. */
export function walk(term: Term, substitution: Substitution): Term {
  let current = term;
  while (current instanceof Variable) {
    const found = lookUp(current, substitution);
    if (found === undefined) return current;
    current = found;
  }
  return current;
}

function lookUp(variable: Variable, substitution: Substitution): Term | undefined {
  for (let binding = substitution; binding !== null; binding = binding.rest)
    if (binding.variable === variable) return binding.term;
  return undefined;
}

/** The term with everything known put in. */
export function walkAll(term: Term, substitution: Substitution): Term {
  const walked = walk(term, substitution);
  return isCompound(walked) ? walked.map(part => walkAll(part, substitution)) : walked;
}

export function extend(substitution: Substitution, variable: Variable, term: Term): Substitution {
  return { variable, term, rest: substitution };
}

/** The least extension in which both terms are the same; undefined where there is none. */
export function unify(left: Term, right: Term, substitution: Substitution): Substitution | undefined {
  const a = walk(left, substitution);
  const b = walk(right, substitution);
  if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return substitution;
  if (a instanceof Variable) return occurs(a, b, substitution) ? undefined : extend(substitution, a, b);
  if (b instanceof Variable) return occurs(b, a, substitution) ? undefined : extend(substitution, b, a);
  if (!isCompound(a) || !isCompound(b) || a.length !== b.length) return undefined;
  let result: Substitution | undefined = substitution;
  for (let i = 0; i < a.length && result !== undefined; i++) result = unify(a[i]!, b[i]!, result);
  return result;
}

function occurs(variable: Variable, term: Term, substitution: Substitution): boolean {
  const walked = walk(term, substitution);
  return (
    walked === variable || (isCompound(walked) && walked.some(part => occurs(variable, part, substitution)))
  );
}

/** Puts the variables of a term, walked, into a set. */
export function collectVariables(
  term: Term,
  into: Set<Variable>,
  substitution: Substitution = null,
): Set<Variable> {
  const walked = walk(term, substitution);
  if (walked instanceof Variable) into.add(walked);
  else if (isCompound(walked)) for (const part of walked) collectVariables(part, into, substitution);
  return into;
}

/** Is there no variable left in it? */
export function isGround(term: Term, substitution: Substitution): boolean {
  return collectVariables(term, new Set(), substitution).size === 0;
}

/**
 * Constants as the rest of the planner has them: a whole number within 2^53 is a JavaScript number, whether it came as
 * a BigInt or not (Scheme's 1.0 is 1), and there is one zero.
 */
export function normalTerm(term: Term): Term {
  if (typeof term === 'bigint') {
    const number = Number(term);
    return Number.isSafeInteger(number) ? number : term;
  }
  if (term === 0) return 0;
  return isCompound(term) ? term.map(normalTerm) : term;
}
