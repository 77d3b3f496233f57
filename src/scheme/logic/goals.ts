import type { Procedure } from '../data/procedure.ts';
import type { SchemeSymbol } from '../data/symbol.ts';
import type { Printable, Value } from '../data/value.ts';

/** A goal that prints as the form that makes it, as far as that can be seen without running it. */
export abstract class Goal implements Printable {
  /** Its name and its terms. */
  abstract parts(): readonly [name: string, ...terms: Value[]];

  printed(write: (part: Value) => string): string {
    const [name, ...terms] = this.parts();
    return `#<goal ${[name, ...terms.map(write)].join(' ')}>`;
  }
}

export class Truth extends Goal {
  readonly holds: boolean;
  constructor(holds: boolean) {
    super();
    this.holds = holds;
  }
  parts() {
    return [this.holds ? 'succeed' : 'fail'] as const;
  }
}

export class Equal extends Goal {
  readonly left: Value;
  readonly right: Value;
  constructor(left: Value, right: Value) {
    super();
    this.left = left;
    this.right = right;
  }
  parts() {
    return ['==', this.left, this.right] as const;
  }
}

export class Unequal extends Goal {
  readonly left: Value;
  readonly right: Value;
  constructor(left: Value, right: Value) {
    super();
    this.left = left;
    this.right = right;
  }
  parts() {
    return ['=/=', this.left, this.right] as const;
  }
}

const TYPE_TESTS: Record<string, string> = { num: 'numbero', sym: 'symbolo', str: 'stringo' };

/** A term is a number, a symbol or a string: `num`, `sym` or `str`, as reified answers say it. */
export class TypeTest extends Goal {
  readonly type: SchemeSymbol;
  readonly term: Value;
  constructor(type: SchemeSymbol, term: Value) {
    super();
    this.type = type;
    this.term = term;
  }
  parts() {
    return [TYPE_TESTS[this.type.name] ?? '?', this.term] as const;
  }
}

/** The part occurs nowhere in the term. */
export class Absent extends Goal {
  readonly part: Value;
  readonly term: Value;
  constructor(part: Value, term: Value) {
    super();
    this.part = part;
    this.term = term;
  }
  parts() {
    return ['absento', this.part, this.term] as const;
  }
}

/** New variables, and the goals that speak of them. */
export class Fresh extends Goal {
  readonly body: Procedure;
  constructor(body: Procedure) {
    super();
    this.body = body;
  }
  parts() {
    return ['fresh'] as const;
  }
}

/** Clauses, each a conjunction; the procedure runs the clause of an index on a state. */
export class Conde extends Goal {
  readonly count: number;
  readonly clause: Procedure;
  constructor(count: number, clause: Procedure) {
    super();
    this.count = count;
    this.clause = clause;
  }
  parts() {
    return ['conde'] as const;
  }
}

/** conda: the first clause whose test holds, and no other; condu: and the test's first answer alone. */
export class Committed extends Goal {
  readonly once: boolean;
  readonly count: number;
  readonly test: Procedure;
  readonly rest: Procedure;
  constructor(once: boolean, count: number, test: Procedure, rest: Procedure) {
    super();
    this.once = once;
    this.count = count;
    this.test = test;
    this.rest = rest;
  }
  parts() {
    return [this.once ? 'condu' : 'conda'] as const;
  }
}

/** Goals computed from the values variables have: nothing can be seen of them before. */
export class Project extends Goal {
  readonly body: Procedure;
  constructor(body: Procedure) {
    super();
    this.body = body;
  }
  parts() {
    return ['project'] as const;
  }
}
