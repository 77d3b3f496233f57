import { RelationGoal, relationOf } from '../form/goal.ts';
import type { Finding } from '../model/finding.ts';
import { LEVELS, type Level } from '../model/level.ts';
import {
  Condition,
  fail,
  intern,
  Keyword,
  list,
  listToArray,
  type Primitive,
  plain,
  predicate,
  raise,
  SchemeSymbol,
  type Value,
  wrongType,
} from '../scheme/index.ts';
import { LogicVariable } from '../scheme/logic/terms.ts';
import { effectValues } from './effects.ts';
import { AsItWas, FindingValue, MessageValue, NoOthers, Retraction, Snapshot, Verdict } from './values.ts';

/** What a receiver hook reads and returns. */
export const effectPrimitives: Primitive[] = [
  plain(
    'message-host',
    1,
    (message: Value) => aMessage(message, 'message-host').host,
    'The machine the message came from: a string.',
  ),
  plain(
    'message-time',
    1,
    (message: Value) => aMessage(message, 'message-time').time,
    'When it happened: milliseconds since 1970.',
  ),
  plain(
    'message-body',
    1,
    (message: Value) => aMessage(message, 'message-body').body,
    'What the monitor hook returned.',
  ),
  predicate('message?', 1, (x: Value) => x instanceof MessageValue, 'Is it a message?'),
  plain('%make-message', 3, (body: Value, host: string, time: number) => new MessageValue(host, time, body)),
  plain(
    '%finding',
    7,
    (subject: Value, level: Value, text: Value, value: Value, limit: Value, hold: Value, tolerate: Value) =>
      makeFinding(subject, level, text, { value, limit, hold, tolerate }),
  ),
  predicate(
    '%asked?',
    1,
    (x: Value) => typeof x === 'string' || x instanceof Keyword || x instanceof LogicVariable,
  ),
  predicate('finding?', 1, (x: Value) => x instanceof FindingValue, 'Is it a finding?'),
  plain(
    '%verdict',
    5,
    (level: SchemeSymbol, value: Value, limit: Value, hold: Value, lingers: Value) =>
      new Verdict(aLevel(level), numeric(value), numeric(limit), numeric(hold), lingers !== false),
  ),
  plain(
    'verdict-level',
    1,
    (x: Value) => intern(levelOf(x, 'verdict-level')),
    'The level of a verdict of above or below: a symbol.',
  ),
  plain(
    'retract',
    1,
    (goal: Value) => {
      if (!(goal instanceof RelationGoal))
        return wrongType('retract', 1, goal, 'a goal, as (scrubbed "tux01")');
      if (goal.relation.kind !== 'state')
        return fail(`retract: '${goal.relation.name}' is no state: what happened stays`);
      return new Retraction(goal);
    },
    'The effect: what agrees with the goal is so no longer.',
  ),
  plain('%snapshot', 2, (goals: Value, facts: Value) => makeSnapshot(goals, facts)),
  plain(
    'as-it-was',
    1,
    (subject: Value) =>
      typeof subject === 'string'
        ? new AsItWas(subject)
        : wrongType('as-it-was', 1, subject, 'a string that names the subject'),
    'The effect: this subject is there, and as it was found last; for what is left alone, as a disk that is asleep.',
  ),
  plain('%no-others', 1, (effects: Value) => new NoOthers(subjectsIn(effects))),
];

function aMessage(x: Value, who: string): MessageValue {
  return x instanceof MessageValue ? x : wrongType(who, 1, x, 'a message');
}

interface FindingOptions {
  value: Value;
  limit: Value;
  hold: Value;
  tolerate: Value;
}

function makeFinding(subject: Value, level: Value, text: Value, options: FindingOptions): FindingValue {
  if (typeof subject !== 'string') return wrongType('finding', 1, subject, 'a string that names the subject');
  if (typeof text !== 'string') return wrongType('finding', 3, text, 'a string');
  const verdict = level instanceof Verdict ? level : null;
  const finding: Finding = {
    subject,
    level: levelOf(level, 'finding'),
    text,
    value: numeric(options.value) ?? verdict?.value ?? null,
    limit: numeric(options.limit) ?? verdict?.limit ?? null,
  };
  const hold = numeric(options.hold) ?? verdict?.hold ?? null;
  const tolerate = numeric(options.tolerate);
  if (hold !== null) finding.hold = hold;
  if (tolerate !== null) finding.tolerate = tolerate;
  if (verdict?.lingers) finding.lingers = true;
  return new FindingValue(finding);
}

function levelOf(x: Value, who: string): Level {
  if (x instanceof Verdict) return x.level;
  return x instanceof SchemeSymbol
    ? aLevel(x)
    : wrongType(who, 2, x, 'a level, or what above or below return');
}

function aLevel(symbol: SchemeSymbol): Level {
  const level = LEVELS.find(name => name === symbol.name);
  return (
    level ??
    raise(new Condition('error', 'there is no level', list(symbol), `the levels are: ${LEVELS.join(', ')}`))
  );
}

const numeric = (x: Value): number | null =>
  typeof x === 'number' || typeof x === 'bigint' ? Number(x) : null;

function makeSnapshot(goals: Value, facts: Value): Snapshot {
  const relation = relationOf(goals);
  if (!relation) return wrongType('snapshot', 1, goals, 'a relation');
  if (relation.kind !== 'state') return fail(`snapshot: '${relation.name}' is no state`);
  const items = listToArray(facts) ?? wrongType('snapshot', 2, facts, 'a list of facts');
  for (const item of items)
    if (!(item instanceof RelationGoal) || item.relation.name !== relation.name)
      wrongType('snapshot', 2, item, `a list of facts of '${relation.name}'`);
  return new Snapshot(relation, items as RelationGoal[]);
}

const subjectsIn = (effects: Value): Set<string> =>
  new Set(
    effectValues(effects).flatMap(each => {
      if (each instanceof FindingValue) return each.finding.subject;
      return each instanceof AsItWas ? each.subject : [];
    }),
  );
