/** A fault planted in the planner, as a person could make it: some text of a file becomes another. */
export interface PlantedFault {
  what: string;
  /** Where to begin: a herd whose questions found it. Any other would do, and take longer. */
  seed: number;
  file: string;
  from: string;
  to: string;
}

export const PLANTED_FAULTS: PlantedFault[] = [
  {
    what: 'joins columns of different types',
    seed: 8,
    file: 'expression.ts',
    from: 'if (a.family !== b.family) {',
    to: 'if (false) {',
  },
  {
    what: 'looks a text up in a column of numbers',
    seed: 69,
    file: 'expression.ts',
    from: 'if (familyOf(term) !== family) return',
    to: 'if (false) return',
  },
  {
    what: 'joins nothing with nothing by =',
    seed: 2,
    file: 'expression.ts',
    from: 'a.nullable && b.nullable ? sql',
    to: 'false ? sql',
  },
  {
    what: 'takes nothing for no difference',
    seed: 16,
    file: 'condition.ts',
    from: ') IS NOT TRUE',
    to: ') IS FALSE',
  },
  {
    what: 'forgets a null in a list',
    seed: 11,
    file: 'condition.ts',
    from: 'values.includes(null) && expression.nullable ?',
    to: 'false ?',
  },
  {
    what: 'compares texts with numbers',
    seed: 21,
    file: 'condition.ts',
    from: "if (a !== b || (a !== 'number' && a !== 'text'))",
    to: 'if (false)',
  },
  {
    what: 'has a maximum of nothing',
    seed: 2,
    file: 'aggregate-expression.ts',
    from: 'nullable: !isSum',
    to: 'nullable: false',
  },
  {
    what: 'lets a state be so at its end',
    seed: 3,
    file: 'moments.ts',
    from: "operator: '<', left: from, right: until",
    to: "operator: '<=', left: from, right: until",
  },
  {
    what: 'takes the past for the present',
    seed: 1,
    file: 'resolve.ts',
    from: 'stateDuring(scan, moments) : presentState(scan)',
    to: 'stateDuring(scan, moments) : scan',
  },
  {
    what: 'denies before its variables are bound',
    seed: 16,
    file: 'builder.ts',
    from: 'if (!this.#knows(goal.outer))\n',
    to: 'if (false)\n',
  },
  {
    what: 'counts before its variables are bound',
    seed: 235,
    file: 'builder.ts',
    from: 'if (!this.#knows(goal.outer)) return',
    to: 'if (false) return',
  },
  {
    what: 'forgets that a variable is there twice',
    seed: 1,
    file: 'builder.ts',
    from: 'this.#require(sameExpression(known, expression));',
    to: '',
  },
  {
    what: 'forgets what an inner equality says of an outer variable',
    seed: 2,
    file: 'builder.ts',
    from: 'if (walk(variable, substitution) !== variable) this.#bind(variable, expression);',
    to: ';',
  },
  {
    what: 'leaves out the last branch of a choice',
    seed: 2,
    file: 'branches.ts',
    from: 'all.push(...ways);',
    to: 'if (branch !== branches.at(-1)) all.push(...ways);',
  },
  {
    what: 'puts a parameter in that a step changes',
    seed: 38,
    file: 'recursion.ts',
    from: '? goal.terms[index] === parameter',
    to: '? true',
  },
  {
    what: 'fills tables once only',
    seed: 24,
    file: 'tabling.ts',
    from: 'while (own.grew)',
    to: 'if (own.grew)',
  },
  {
    what: 'loses bits of long numbers',
    seed: 1,
    file: 'statement.ts',
    from: '!Number.isSafeInteger(row[i])',
    to: 'false',
  },
  {
    what: 'orders texts as JavaScript does',
    seed: 15,
    file: 'value.ts',
    from: 'return compareTexts(a, b);',
    to: 'return a < b ? -1 : Number(a > b);',
  },
  {
    what: 'answers once what a list names twice',
    seed: 1,
    file: 'resolve.ts',
    from: 'if (new Set(values).size === values.length) return',
    to: 'if (true) return',
  },
  {
    what: 'sorts upwards only',
    seed: 2,
    file: 'statement.ts',
    from: "descending ? ' DESC'",
    to: "descending ? ''",
  },
  {
    what: 'answers twice what is asked for once',
    seed: 6,
    file: 'statement.ts',
    from: "raw(distinct ? 'DISTINCT ' : '')",
    to: "raw('')",
  },
  {
    what: 'forgets all columns of a row but the last',
    seed: 1,
    file: 'search.ts',
    from: 'extended = extend(extended,',
    to: 'extended = extend(substitution,',
  },
  {
    what: 'leaves the samples of hours out',
    seed: 2,
    file: 'table.ts',
    from: 'samples(hoursOf(name), NEWEST, last),',
    to: '',
  },
  {
    what: 'orders only the first of several ways',
    seed: 11,
    file: 'compound.ts',
    from: 'orderOf(orderBy, outputs)}`',
    to: 'orderOf([], outputs)}`',
  },
  {
    what: 'adds what is nothing',
    seed: 1009,
    file: 'builder.ts',
    from: 'if (operand.nullable) this',
    to: 'if (false) this',
  },
];
