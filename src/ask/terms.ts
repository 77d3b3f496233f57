import { ANYTHING, NULL } from '../form/goal.ts';
import { ANY } from '../model/effect.ts';
import { isCompound, type Term, Variable } from '../query/term.ts';
import { cons, intern, NIL, Pair, SchemeSymbol, type Value } from '../scheme/index.ts';
import { LogicVariable, type State, walk } from '../scheme/logic/terms.ts';

/** What the planner has no word for: the goal it is in is left to the search. */
export class Untranslatable extends Error {}

/** No value, in answers: the symbol that JSON's null is too. */
const NOTHING = intern('null');

/** Terms of one question, both ways: a pair is a compound of two, a symbol an atom that no column holds. */
export class Terms {
  readonly #state: State | null;
  readonly #variables = new Map<LogicVariable, Variable>();
  readonly #originals = new Map<Variable, LogicVariable>();
  readonly #atoms = new Map<Value, symbol>();
  readonly #values = new Map<symbol, Value>();
  readonly #owners = new Map<LogicVariable, Value>();
  /** In whose body terms stand now: what closes over the variables of another is not for the planner. */
  owner: Value = 'question';

  /** @param state in which some variables have values; null where none has */
  constructor(state: State | null) {
    this.#state = state;
  }

  /** @throws Untranslatable */
  term(value: Value): Term {
    const known = this.#state === null ? value : walk(value, this.#state);
    switch (typeof known) {
      case 'string':
      case 'boolean':
      case 'number':
      case 'bigint':
        return known;
    }
    if (known instanceof LogicVariable) return this.variable(known);
    if (known instanceof Pair) return this.#compound(known);
    if (known === NOTHING || known === NULL) return null;
    if (known instanceof SchemeSymbol || known === NIL) return this.#atom(known);
    throw new Untranslatable();
  }

  /** @throws Untranslatable */
  column(value: Value): Term | typeof ANY {
    return value === ANYTHING ? ANY : this.term(value);
  }

  /** @throws Untranslatable where it belongs to another body */
  variable(original: LogicVariable): Variable {
    let variable = this.#variables.get(original);
    if (this.#owners.get(original) !== this.owner && variable) throw new Untranslatable();
    if (!variable) {
      variable = new Variable(original.name);
      this.#owners.set(original, this.owner);
      this.#variables.set(original, variable);
      this.#originals.set(variable, original);
    }
    return variable;
  }

  /** What stands for a variable in the planner, if anything does. */
  known(original: LogicVariable): Variable | undefined {
    return this.#variables.get(original);
  }

  /** What is said of the planner's variables, of those they stand for. */
  originalsOf<T>(said: ReadonlyMap<Variable, T>): Map<LogicVariable, T> {
    const found = new Map<LogicVariable, T>();
    for (const [variable, what] of said) {
      const original = this.#originals.get(variable);
      if (original) found.set(original, what);
    }
    return found;
  }

  /**
   * A term as the search has it.
   * @param unbound what stands for a variable without a value that is none of the question's own
   * @param everywhere for those of the question too
   */
  value(term: Term, unbound: (variable: Variable) => Value, everywhere = false): Value {
    if (term === null) return NOTHING;
    if (typeof term === 'symbol') return this.#values.get(term)!;
    if (term instanceof Variable)
      return everywhere ? unbound(term) : (this.#originals.get(term) ?? unbound(term));
    if (!isCompound(term)) return term;
    const heads: Value[] = [];
    let at: Term = term;
    while (isCompound(at)) {
      heads.push(this.value(at[0]!, unbound, everywhere));
      at = at[1]!;
    }
    return heads.reduceRight((rest, head) => cons(head, rest), this.value(at, unbound, everywhere));
  }

  #compound(pair: Pair): Term {
    const heads: Term[] = [];
    let at: Value = pair;
    while (at instanceof Pair) {
      if (heads.length > LONGEST) throw new Untranslatable();
      heads.push(this.term(at.car));
      at = this.#state === null ? at.cdr : walk(at.cdr, this.#state);
    }
    return heads.reduceRight<Term>((rest, head) => [head, rest], this.term(at));
  }

  #atom(value: Value): symbol {
    let atom = this.#atoms.get(value);
    if (atom === undefined) {
      atom = Symbol(value === NIL ? '()' : (value as SchemeSymbol).name);
      this.#atoms.set(value, atom);
      this.#values.set(atom, value);
    }
    return atom;
  }
}

/** Longer lists are for the search, which keeps a stack of its own. */
const LONGEST = 1000;
