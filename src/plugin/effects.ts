import { ANYTHING, declaredTerms, factValues, NULL, RelationGoal } from '../form/goal.ts';
import { ANY, type Effect } from '../model/effect.ts';
import { FINDING_RELATION } from '../model/finding.ts';
import type { Fact, FactValue } from '../model/relation.ts';
import { Condition, list, NIL, outside, Pair, raise, type Value } from '../scheme/index.ts';
import { LogicVariable } from '../scheme/logic/terms.ts';
import { AsItWas, FindingValue, NoOthers, Retraction, Snapshot } from './values.ts';

const NO_LEVEL =
  "a finding has a level, a symbol or what above and below return, as in (finding subject 'bark text); this is a goal:";
const MAX_EFFECTS = 200_000;

/** The effects in what a receiver hook returned: in lists that may nest and hold #f. @throws SchemeError for anything else */
export function effectsOf(returned: Value): Effect[] {
  try {
    return effectValues(returned).map(toEffect);
  } catch (thrown) {
    throw outside(thrown);
  }
}

/** The same as Scheme values, in order. */
export function effectValues(returned: Value): Value[] {
  const effects: Value[] = [];
  const rest: Value[] = [returned];
  for (let visited = 0; rest.length > 0; visited++) {
    if (visited > 2 * MAX_EFFECTS)
      refuse('a receiver hook returned a circular list, or too many effects', NIL);
    const next = rest.pop()!;
    if (next instanceof Pair) rest.push(next.cdr, next.car);
    else if (next !== NIL && next !== false) effects.push(next);
  }
  return effects;
}

function toEffect(value: Value): Effect {
  if (value instanceof FindingValue) return { kind: 'finding', finding: value.finding };
  if (value instanceof RelationGoal && value.relation === FINDING_RELATION) return refuse(NO_LEVEL, value);
  if (value instanceof RelationGoal) return { kind: 'fact', fact: factOf(value) };
  if (value instanceof Retraction)
    return {
      kind: 'retract',
      relation: value.goal.relation.name,
      pattern: declaredTerms(value.goal).map(patternTerm),
    };
  if (value instanceof AsItWas) return { kind: 'as-it-was', subject: value.subject };
  if (value instanceof NoOthers) return { kind: 'no-others', subjects: value.subjects };
  if (value instanceof Snapshot)
    return { kind: 'snapshot', relation: value.relation.name, facts: value.facts.map(factOf) };
  return refuse(
    'a receiver hook returns facts, findings, (retract goal), (snapshot relation facts) and lists of them, not',
    value,
  );
}

function factOf(goal: RelationGoal): Fact {
  const values = factValues(goal) ?? refuse('a fact needs a value in every column:', goal);
  return { relation: goal.relation.name, values };
}

function patternTerm(term: Value): FactValue | typeof ANY {
  if (term === ANYTHING || term instanceof LogicVariable) return ANY;
  return term === NULL ? null : (term as FactValue);
}

function refuse(message: string, irritant: Value): never {
  return raise(new Condition('error', message, irritant === NIL ? NIL : list(irritant)));
}
