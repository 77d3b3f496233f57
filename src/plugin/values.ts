import type { RelationGoal } from '../form/goal.ts';
import type { Finding } from '../model/finding.ts';
import type { Level } from '../model/level.ts';
import type { Relation } from '../model/relation.ts';
import { isEqual, type Printable, type Structural, type Value } from '../scheme/index.ts';

/** A message as a receiver hook sees it. */
export class MessageValue implements Printable {
  readonly host: string;
  /** Milliseconds since 1970, when it happened. */
  readonly time: number;
  /** What the monitor hook returned, as Scheme data. */
  readonly body: Value;
  constructor(host: string, time: number, body: Value) {
    this.host = host;
    this.time = time;
    this.body = body;
  }
  printed(write: (part: Value) => string): string {
    return `#<message from ${this.host}: ${write(this.body)}>`;
  }
}

/** What a measured value comes to, held against limits: a level, and how it came about. */
export class Verdict implements Printable {
  readonly level: Level;
  readonly value: number | null;
  readonly limit: number | null;
  /** Milliseconds it must stay so before it barks; null: at once. */
  readonly hold: number | null;
  /** Is it not yet where it is well again? */
  readonly lingers: boolean;
  constructor(
    level: Level,
    value: number | null,
    limit: number | null,
    hold: number | null,
    lingers: boolean,
  ) {
    this.level = level;
    this.value = value;
    this.limit = limit;
    this.hold = hold;
    this.lingers = lingers;
  }
  printed(): string {
    return `#<${this.level}>`;
  }
}

/** How a subject is. */
export class FindingValue implements Printable, Structural {
  readonly finding: Finding;
  constructor(finding: Finding) {
    this.finding = finding;
  }
  printed(write: (part: Value) => string): string {
    const { subject, level, text, value, limit } = this.finding;
    const measured = [value === null ? '' : ` #:value ${value}`, limit === null ? '' : ` #:limit ${limit}`];
    return `(finding ${write(subject)} '${level} ${write(text)}${measured.join('')})`;
  }
  /** By what it says; the value and limit behind it only where both have them. */
  equals(other: Value): boolean {
    if (!(other instanceof FindingValue)) return false;
    const [mine, theirs] = [this.finding, other.finding];
    const same = (a: number | null, b: number | null) => a === null || b === null || a === b;
    return (
      mine.subject === theirs.subject &&
      mine.level === theirs.level &&
      mine.text === theirs.text &&
      same(mine.value, theirs.value) &&
      same(mine.limit, theirs.limit)
    );
  }
}

/** `(retract goal)`: what agrees with the goal is so no longer. */
export class Retraction implements Printable, Structural {
  readonly goal: RelationGoal;
  constructor(goal: RelationGoal) {
    this.goal = goal;
  }
  printed(write: (part: Value) => string): string {
    return `(retract ${write(this.goal)})`;
  }
  equals(other: Value): boolean {
    return other instanceof Retraction && this.goal.equals(other.goal);
  }
}

/** `(snapshot relation facts)`: these are all the facts there are on this host. */
export class Snapshot implements Printable, Structural {
  readonly relation: Relation;
  readonly facts: readonly RelationGoal[];
  constructor(relation: Relation, facts: readonly RelationGoal[]) {
    this.relation = relation;
    this.facts = facts;
  }
  printed(write: (part: Value) => string): string {
    return `(snapshot ${this.relation.name}${this.facts.map(fact => ` ${write(fact)}`).join('')})`;
  }
  equals(other: Value): boolean {
    if (!(other instanceof Snapshot) || other.relation.name !== this.relation.name) return false;
    return (
      this.facts.length === other.facts.length &&
      this.facts.every((fact, i) => isEqual(fact, other.facts[i]!))
    );
  }
}

/** `(as-it-was subject)`: nobody looked, for a reason; what was found last holds. */
export class AsItWas implements Printable, Structural {
  readonly subject: string;
  constructor(subject: string) {
    this.subject = subject;
  }
  printed(write: (part: Value) => string): string {
    return `(as-it-was ${write(this.subject)})`;
  }
  equals(other: Value): boolean {
    return other instanceof AsItWas && other.subject === this.subject;
  }
}

/** What `(snapshot finding …)` adds to the findings it is given: these are all their subjects on this host. */
export class NoOthers implements Printable, Structural {
  readonly subjects: ReadonlySet<string>;
  constructor(subjects: ReadonlySet<string>) {
    this.subjects = subjects;
  }
  printed(write: (part: Value) => string): string {
    return `(snapshot finding${[...this.subjects].map(subject => ` ${write(subject)}`).join('')})`;
  }
  equals(other: Value): boolean {
    if (!(other instanceof NoOthers) || other.subjects.size !== this.subjects.size) return false;
    return [...this.subjects].every(subject => other.subjects.has(subject));
  }
}
