import { ANY, type NamedEffect } from '../../model/effect.ts';
import { Fault } from '../../model/fault.ts';
import { FINDING_RELATION, type Finding } from '../../model/finding.ts';
import type { Fact, FactValue, Relation } from '../../model/relation.ts';
import type { Database } from '../database.ts';
import { encode, encodeFact, type SqlValue } from './column.ts';
import { EventWriter } from './event-writer.ts';
import type { Layout } from './layout.ts';
import { MetricWriter } from './metric-writer.ts';
import { StateWriter } from './state-writer.ts';
import type { Telling } from './telling.ts';

/** A relation and who writes it. */
export type Target =
  | { relation: Relation; kind: 'state'; writer: StateWriter }
  | { relation: Relation; kind: 'event'; writer: EventWriter }
  | { relation: Relation; kind: 'metric'; writer: MetricWriter };

/** An effect that was checked, and only has to be done. */
export interface Deed {
  relation: Relation;
  /** @returns how many facts it changed */
  run(telling: Telling): number;
}

/** Who writes the relation of a layout. */
export function targetOf(db: Database, layout: Layout): Target {
  const { relation } = layout;
  if (relation.kind === 'state') return { relation, kind: 'state', writer: new StateWriter(db, layout) };
  if (relation.kind === 'event') return { relation, kind: 'event', writer: new EventWriter(db, layout) };
  return { relation, kind: 'metric', writer: new MetricWriter(db, layout) };
}

/**
 * What an effect of a message will do.
 * @throws Fault where it does not fit its relation
 */
export function deedOf(effect: NamedEffect, targets: ReadonlyMap<string, Target>, telling: Telling): Deed {
  const { host } = telling;
  if (effect.kind === 'finding') return factDeed(findingFact(effect.finding, telling), targets);
  if (effect.kind === 'mended') return mendedDeed(findingFact(effect.finding, telling), targets);
  if (effect.kind === 'fact') return factDeed(effect.fact, targets);
  if (effect.kind === 'gone') return goneDeed(effect.finding.subject, telling, targets);
  const { relation, kind, writer } = targetNamed(effect.relation, targets);
  if (kind !== 'state')
    throw new Fault(
      `nothing of '${relation.name}' can end: it is ${kind === 'event' ? 'an event' : 'a metric'}`,
      `${effect.kind} is for states`,
    );
  return effect.kind === 'retract'
    ? retractDeed(relation, writer, effect.pattern, host)
    : snapshotDeed(relation, writer, effect.facts, host);
}

function factDeed({ relation: name, values }: Fact, targets: ReadonlyMap<string, Target>): Deed {
  const { relation, writer } = targetNamed(name, targets);
  const encoded = encodeFact(relation, values);
  return { relation, run: telling => Number(writer.fact(encoded, telling)) };
}

function mendedDeed({ relation: name, values }: Fact, targets: ReadonlyMap<string, Target>): Deed {
  const { relation, kind, writer } = targetNamed(name, targets);
  if (kind !== 'state') throw new Fault(`nothing of '${name}' can be mended`);
  const encoded = encodeFact(relation, values);
  return { relation, run: telling => (writer.has(encoded) ? Number(writer.fact(encoded, telling)) : 0) };
}

/** A pattern may end with the last column it gives a value for. A hook speaks of its own host unless it names another. */
function retractDeed(
  relation: Relation,
  writer: StateWriter,
  pattern: (FactValue | typeof ANY)[],
  host: string,
): Deed {
  const columns = [...relation.key, ...relation.columns];
  if (pattern.length > columns.length)
    throw new Fault(`'${relation.name}' has ${columns.length} columns, not ${pattern.length}`);
  const given: (SqlValue | undefined)[] = columns.map((column, i) => {
    const value = pattern[i];
    return value === undefined || value === ANY ? undefined : encode(relation, column, value as FactValue);
  });
  given[0] ??= host;
  return { relation, run: telling => writer.retract(given, telling) };
}

function snapshotDeed(relation: Relation, writer: StateWriter, facts: Fact[], host: string): Deed {
  const encoded = facts.map(fact => {
    if (fact.relation !== relation.name)
      throw new Fault(`a snapshot of '${relation.name}' holds a fact of '${fact.relation}'`);
    const values = encodeFact(relation, fact.values);
    if (values[0] !== host)
      throw new Fault(
        `a snapshot of '${relation.name}' on ${host} holds a fact about ${values[0]}`,
        'a snapshot is all there is on the host of the message; tell of other hosts by facts of their own',
      );
    return values;
  });
  return { relation, run: telling => writer.snapshot(host, encoded, telling) };
}

/** @throws Fault where there is no such relation */
export function targetNamed(name: string, targets: ReadonlyMap<string, Target>): Target {
  const target = targets.get(name);
  if (!target) throw new Fault(`there is no relation '${name}'`, 'a plugin declares its relations');
  return target;
}

function goneDeed(subject: string, { host, plugin }: Telling, targets: ReadonlyMap<string, Target>): Deed {
  const { relation, writer } = targetNamed(FINDING_RELATION.name, targets);
  return retractDeed(relation, writer as StateWriter, [host, plugin, subject], host);
}

function findingFact(
  { subject, level, text, value, limit }: Finding,
  { host, plugin, service = null }: Telling,
): Fact {
  const values = [host, plugin, subject, level, text, value, limit, service];
  return { relation: FINDING_RELATION.name, values };
}
