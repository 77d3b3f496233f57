/** A fault planted in the planner, as a person could make it: some text of a file becomes another. */
export interface PlantedFault {
  what: string;
  file: string;
  from: string;
  to: string;
}

export const PLANTED_FAULTS: PlantedFault[] = [
  {
    what: 'joins columns of different types',
    file: 'expression.ts',
    from: 'if (a.family !== b.family) {',
    to: 'if (false) {',
  },
  {
    what: 'looks a text up in a column of numbers',
    file: 'expression.ts',
    from: 'if (familyOf(term) !== family) return',
    to: 'if (false) return',
  },
  {
    what: 'joins nothing with nothing by =',
    file: 'expression.ts',
    from: 'a.nullable && b.nullable ? sql',
    to: 'false ? sql',
  },
  {
    what: 'takes nothing for no difference',
    file: 'condition.ts',
    from: ') IS NOT TRUE',
    to: ') IS FALSE',
  },
  {
    what: 'forgets a null in a list',
    file: 'condition.ts',
    from: 'values.includes(null) && expression.nullable ?',
    to: 'false ?',
  },
  {
    what: 'compares texts with numbers',
    file: 'condition.ts',
    from: "if (a !== b || (a !== 'number' && a !== 'text'))",
    to: 'if (false)',
  },
  {
    what: 'has a maximum of nothing',
    file: 'aggregate-expression.ts',
    from: 'nullable: !isSum',
    to: 'nullable: false',
  },
  {
    what: 'lets a state be so at its end',
    file: 'moments.ts',
    from: "operator: '<', left: from, right: until",
    to: "operator: '<=', left: from, right: until",
  },
  {
    what: 'takes the past for the present',
    file: 'resolve.ts',
    from: 'stateDuring(scan, moments) : presentState(scan)',
    to: 'stateDuring(scan, moments) : scan',
  },
  {
    what: 'denies before its variables are bound',
    file: 'builder.ts',
    from: 'if (!this.#knows(goal.outer))\n',
    to: 'if (false)\n',
  },
  {
    what: 'counts before its variables are bound',
    file: 'builder.ts',
    from: 'if (!this.#knows(goal.outer)) return',
    to: 'if (false) return',
  },
  {
    what: 'forgets that a variable is there twice',
    file: 'builder.ts',
    from: 'this.#require(sameExpression(known, expression));',
    to: '',
  },
  {
    what: 'forgets what an inner equality says of an outer variable',
    file: 'builder.ts',
    from: 'if (walk(variable, substitution) !== variable) this.#bind(variable, expression);',
    to: ';',
  },
  {
    what: 'leaves out the last branch of a choice',
    file: 'branches.ts',
    from: 'all.push(...ways);',
    to: 'if (branch !== branches.at(-1)) all.push(...ways);',
  },
  {
    what: 'puts a parameter in that a step changes',
    file: 'recursion.ts',
    from: '? goal.terms[index] === parameter',
    to: '? true',
  },
  {
    what: 'fills tables once only',
    file: 'tabling.ts',
    from: 'while (own.grew)',
    to: 'if (own.grew)',
  },
  {
    what: 'loses bits of long numbers',
    file: 'statement.ts',
    from: '!Number.isSafeInteger(row[i])',
    to: 'false',
  },
  {
    what: 'orders texts as JavaScript does',
    file: 'value.ts',
    from: 'return compareTexts(a, b);',
    to: 'return a < b ? -1 : Number(a > b);',
  },
  {
    what: 'answers once what a list names twice',
    file: 'resolve.ts',
    from: 'if (new Set(values).size === values.length) return',
    to: 'if (true) return',
  },
  {
    what: 'sorts upwards only',
    file: 'statement.ts',
    from: "descending ? ' DESC'",
    to: "descending ? ''",
  },
  {
    what: 'answers twice what is asked for once',
    file: 'statement.ts',
    from: "raw(distinct ? 'DISTINCT ' : '')",
    to: "raw('')",
  },
  {
    what: 'forgets all columns of a row but the last',
    file: 'search.ts',
    from: 'extended = extend(extended,',
    to: 'extended = extend(substitution,',
  },
  {
    what: 'leaves the samples of hours out',
    file: 'table.ts',
    from: 'samples(hoursOf(name), NEWEST, last),',
    to: '',
  },
  {
    what: 'orders only the first of several ways',
    file: 'compound.ts',
    from: 'orderOf(orderBy, outputs)}`',
    to: 'orderOf([], outputs)}`',
  },
  {
    what: 'adds what is nothing',
    file: 'builder.ts',
    from: 'if (operand.nullable) this',
    to: 'if (false) this',
  },
];
