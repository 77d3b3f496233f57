import type { CoreDefinition } from './core.ts';
import type { Definition, Goal } from './goal.ts';
import type { Moments } from './moments.ts';

export interface Compiled {
  definition: Definition;
  moments: Moments;
  core: CoreDefinition;
  /** Beneath how many negations and aggregates it was met. */
  depth: number;
  /** Is its body being looked at? */
  open: boolean;
}

/** Who speaks of whom among the definitions of a question. */
export class DefinitionGraph {
  readonly #reachable = new Map<Definition, Set<Definition>>();
  readonly #compiled: Compiled[] = [];
  readonly #closures = new Map<Definition, { forward: Definition; backward: Definition }>();

  isRecursive(definition: Definition): boolean {
    return this.#reaches(definition, definition);
  }

  compiled(definition: Definition, moments: Moments): CoreDefinition | undefined {
    return this.#compiled.find(entry => entry.definition === definition && entry.moments === moments)?.core;
  }

  add(entry: Compiled): void {
    this.#compiled.push(entry);
  }

  /** The definition that would depend on its own negation, if this one were asked beneath so many of them. */
  deniedBy(definition: Definition, depth: number): Definition | undefined {
    const open = this.#compiled.filter(entry => entry.open && entry.depth < depth);
    const denied = open.find(
      entry => entry.definition === definition || this.#reaches(definition, entry.definition),
    );
    return denied?.definition;
  }

  closureOf<T extends { forward: Definition; backward: Definition }>(
    step: Definition,
    make: (step: Definition) => T,
  ) {
    let pair = this.#closures.get(step);
    if (!pair) {
      pair = make(step);
      this.#closures.set(step, pair);
    }
    return pair;
  }

  #reaches(from: Definition, target: Definition): boolean {
    let found = this.#reachable.get(from);
    if (!found) {
      found = new Set();
      const waiting = [...callsIn(from.body)];
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        if (found.has(next)) continue;
        found.add(next);
        waiting.push(...callsIn(next.body));
      }
      this.#reachable.set(from, found);
    }
    return found.has(target);
  }
}

function callsIn(goal: Goal): Definition[] {
  switch (goal.kind) {
    case 'call':
      return [goal.definition];
    case 'closure':
      return [goal.step];
    case 'all':
      return goal.goals.flatMap(callsIn);
    case 'any':
      return goal.branches.flatMap(callsIn);
    case 'window':
    case 'not':
    case 'aggregate':
      return callsIn(goal.goal);
    default:
      return [];
  }
}
