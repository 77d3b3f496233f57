import { describe, expect, it } from 'vitest';
import { QuestionFault } from '../../src/query/fault.ts';
import { Definition } from '../../src/query/goal.ts';
import { rows } from '../support/store.ts';
import {
  ANY,
  Asked,
  aggregate,
  all,
  any,
  at,
  below,
  count,
  declare,
  differ,
  goal,
  member,
  not,
  same,
  variables,
} from './support.ts';

const [q, x, y, n] = variables('q x y n');
const A = declare('a', 'event', { i: 'integer', s: 'text' }, { r: 'number', up: 'boolean' });
const LINK = declare('link', 'state', { to: 'text' }, {});

/** a: 1 "1", 2 "2.0", no number "x", a number beyond 2^53. */
function small(): Asked {
  return new Asked(A, LINK).put(
    'a',
    ['h', 1, '1', 1.5, true],
    ['h', 2, '2.0', null, false],
    ['h', null, 'x', 2, null],
    ['h', 2n ** 53n + 1n, 'long', null, true],
  );
}

describe('trap 1: affinity', () => {
  it('a text is never a number, in a constant and in a join, and no SQL is asked', () => {
    const asked = small();
    expect(asked.ask(q, goal('a', ANY, '1', q))).toEqual([]);
    expect(asked.ask(q, goal('a', ANY, q, 1))).toEqual([]);
    expect(asked.ask(q, goal('a', ANY, q, q))).toEqual([]);
    expect(asked.ask(q, goal('a', ANY, q), goal('a', ANY, ANY, q))).toEqual([]);
    expect(asked.sql([q], goal('a', ANY, '1', q))).toBeNull();
    expect(asked.sql([q], goal('a', q), goal('a', ANY, q))).toBeNull();
  });

  it('a boolean is never a number', () => {
    const asked = small();
    expect(asked.ask(q, goal('a', ANY, q, ANY, ANY, 1))).toEqual([]);
    expect(asked.ask(q, goal('a', ANY, q, ANY, ANY, true))).toEqual([1, 2n ** 53n + 1n]);
    expect(asked.ask([q], goal('a', ANY, 2, ANY, ANY, q))).toEqual([[false]]);
    // But nothing is nothing, in a column of whatever type.
    expect(asked.ask(x, goal('a', ANY, x, ANY, ANY, x))).toEqual([null]);
  });

  it('numbers beyond 2^53 keep their bits, and are found again', () => {
    const asked = small();
    const long = 2n ** 53n + 1n;
    expect(asked.ask(q, goal('a', ANY, q, 'long'))).toEqual([long]);
    expect(asked.ask(q, goal('a', ANY, long, q))).toEqual(['long']);
    expect(asked.ask(q, goal('a', ANY, 2n ** 53n, q))).toEqual([]);
    expect(asked.ask(q, goal('a', ANY, Number(long), q))).toEqual([]);
    expect(asked.ask(q, goal('a', ANY, x, q), below(2n ** 53n, x))).toEqual(['long']);
    expect(asked.ask(q, goal('a', ANY, x, q), below(x, 2n ** 70n))).toEqual(['1', '2.0', 'long']);
    expect([...asked.questions.ask({ outputs: [q], goal: goal('a', ANY, q) })]).toContainEqual([long]);
  });

  it('1.0 and 1n are 1', () => {
    expect(small().ask(q, goal('a', ANY, 1n, q))).toEqual(['1']);
    expect(small().ask(q, goal('a', ANY, ANY, q, 2n))).toEqual(['x']);
  });
});

describe('trap 2: null is a term', () => {
  it('is the same as itself, in a constant and in a join', () => {
    const asked = small();
    expect(asked.ask(q, goal('a', ANY, null, q))).toEqual(['x']);
    expect(asked.ask([x, y], goal('a', ANY, n, x), goal('a', ANY, n, y), same(x, 'x'))).toEqual([['x', 'x']]);
    expect(asked.ask(q, goal('a', ANY, x, q), same(x, null))).toEqual(['x']);
  });

  it('differs from every value, and not from itself', () => {
    const asked = small();
    expect(asked.ask(q, goal('a', ANY, x, q), differ(x, 1))).toEqual(['2.0', 'long', 'x']);
    expect(asked.ask(q, goal('a', ANY, x, q), differ(x, null))).toEqual(['1', '2.0', 'long']);
    expect(asked.ask(q, goal('a', ANY, x, q, y), differ(x, y))).toEqual(['1', '2.0', 'long', 'x']);
    expect(asked.ask(q, goal('a', ANY, x, q), differ(x, Number.NaN))).toHaveLength(4);
  });

  it('can be in a list, and in a negation of one', () => {
    const asked = small();
    expect(asked.ask(q, goal('a', ANY, x, q), member(x, 1, null))).toEqual(['1', 'x']);
    expect(asked.ask(q, goal('a', ANY, x, q), not(member(x, 1, null)))).toEqual(['2.0', 'long']);
    const many = Array.from({ length: 60 }, (_, i) => i);
    expect(asked.ask(q, goal('a', ANY, x, q), not(member(x, null, ...many)))).toEqual(['long']);
  });

  it('the greatest of nothing fails, the count and sum of nothing is 0', () => {
    const asked = small();
    const none = goal('a', 'nobody', x);
    expect(asked.ask(q, aggregate('max', q, x, none))).toEqual([]);
    expect(asked.ask(q, aggregate('average', q, x, none))).toEqual([]);
    expect(asked.ask(q, aggregate('sum', q, x, none))).toEqual([0]);
    expect(asked.ask(q, count(q, none))).toEqual([0]);
    expect(asked.ask(q, aggregate('max', q, x, goal('a', ANY, ANY, '2.0', x)))).toEqual([]);
    expect(asked.ask(q, aggregate('sum', q, x, goal('a', ANY, ANY, ANY, x)))).toEqual([3.5]);
  });

  it('not a number is no null', () => {
    expect(small().ask(q, goal('a', ANY, Number.NaN, q))).toEqual([]);
  });
});

describe('trap 3: order', () => {
  it('there is none between texts and numbers, nulls, booleans', () => {
    const asked = small();
    expect(asked.ask(q, goal('a', ANY, ANY, q), below(5, q))).toEqual([]);
    expect(asked.ask(q, goal('a', ANY, x, q), below(x, q))).toEqual([]);
    expect(asked.ask(q, goal('a', ANY, x, q), below(x, 2))).toEqual(['1']);
    expect(asked.ask(q, goal('a', ANY, ANY, q, ANY, x), below(x, 2))).toEqual([]);
    expect(asked.ask(q, goal('a', ANY, x, q), not(below(x, 2)))).toEqual(['2.0', 'long', 'x']);
  });

  it('of texts is that of code points, in SQL and out of it', () => {
    const asked = new Asked(LINK).put('link', ['h', '\u{1F600}'], ['h', '\uFF61']);
    expect(asked.ask(q, goal('link', 'h', q), below('\uFF61', q))).toEqual(['\u{1F600}']);
    expect(asked.ask(q, same(q, '\u{1F600}'), below('\uFF61', q))).toEqual(['\u{1F600}']);
    expect(asked.ask(q, same(q, '\uFF61'), below('\u{1F600}', q))).toEqual([]);
  });
});

describe('trap 4: variables', () => {
  it('one that is twice in a goal is an equality', () => {
    const asked = new Asked(LINK).put('link', ['h', 'h'], ['h', 'i']);
    expect(asked.ask(q, goal('link', q, q))).toEqual(['h']);
  });

  it('a structure is in no column', () => {
    const asked = new Asked(LINK).put('link', ['h', 'h']);
    expect(asked.ask(q, goal('link', q, ['h']))).toEqual([]);
    expect(asked.ask(q, goal('link', q, x), same(x, [y]))).toEqual([]);
    expect(asked.ask(q, goal('link', x, ANY), same(q, [x, 1]))).toEqual([['h', 1]]);
  });

  it('a constraint waits for what another goal binds', () => {
    const asked = new Asked(LINK).put('link', ['h', 'i']);
    expect(asked.ask(q, below(q, 'j'), any(same(q, 'z'), all(goal('link', ANY, q))))).toEqual(['i']);
  });

  it('what can never be decided is an error with its place', () => {
    const asked = new Asked(LINK).put('link', ['h', 'i']);
    const refused = (...goals: Parameters<typeof all>) => {
      try {
        asked.ask([q, x], ...goals);
      } catch (error) {
        expect(error).toBeInstanceOf(QuestionFault);
        expect((error as QuestionFault).message).toContain("'x'");
        return (error as QuestionFault).place;
      }
      return 'answered';
    };
    const link = goal('link', q);
    expect(refused(link, { ...not(goal('link', ANY, x)), place: 'here' })).toBe('here');
    expect(refused(link, { ...count(2, goal('link', ANY, x)), place: 'there' })).toBe('there');
    expect(refused(link, { ...differ(x, 1), place: 'differ' })).toBe('differ');
    expect(refused({ ...at(x, link), place: 'at' })).toBe('at');
    expect(refused({ kind: 'arithmetic', operator: '+', left: x, right: y, result: 1, place: '+' })).toBe(
      '+',
    );
  });

  it('one that occurs only in a negation is anything', () => {
    const asked = new Asked(LINK).put('link', ['h', 'i'], ['i', 'j']);
    expect(asked.ask(q, goal('link', ANY, q), not(goal('link', q, x)))).toEqual(['j']);
  });

  it('a definition that denies itself is an error', () => {
    const asked = new Asked(LINK);
    const odd = new Definition('odd', [x]);
    odd.body = all(goal('link', x, y), not({ kind: 'call', definition: odd, terms: [y] }));
    expect(() => asked.ask(q, { kind: 'call', definition: odd, terms: [q] })).toThrow(
      /depends on its own negation/,
    );
  });
});

describe('trap 5: connections', () => {
  it('are given back at the end, at an error, at the limit, and when nobody asks on', () => {
    const asked = new Asked(LINK).put('link', ['h', 'i'], ['i', 'j']);
    const question = { outputs: [q], goal: goal('link', q) };
    expect([...asked.questions.ask(question)]).toHaveLength(2);
    expect(asked.questions.busy).toBe(0);
    expect([...asked.questions.ask(question, { limit: 1 })]).toHaveLength(1);
    expect(asked.questions.busy).toBe(0);
    for (const _ of asked.questions.ask(question)) break;
    expect(asked.questions.busy).toBe(0);
    const failing = all(goal('link', q), differ(x, 1));
    expect(() => [...asked.questions.ask({ outputs: [q, x], goal: failing })]).toThrow(QuestionFault);
    expect(asked.questions.busy).toBe(0);
  });

  it('neither hold up a writer nor see what it writes meanwhile', () => {
    const asked = new Asked(LINK).put('link', ['a', 'b'], ['b', 'c']);
    const answers = asked.questions.ask({ outputs: [q], goal: goal('link', q) });
    answers.next();
    asked.put('link', ['c', 'd']);
    expect([...answers]).toHaveLength(1);
    expect(asked.ask(q, goal('link', q))).toEqual(['a', 'b', 'c']);
    expect(asked.db.pragma('wal_checkpoint(TRUNCATE)')).toEqual([{ busy: 0, log: 0, checkpointed: 0 }]);
  });

  it('cannot write', () => {
    const asked = new Asked(LINK).put('link', ['a', 'b']);
    asked.ask(q, goal('link', q));
    expect(rows(asked.path, 'SELECT * FROM "relation:link"')).toHaveLength(1);
  });
});

describe('trap 6: the limits of SQLite', () => {
  it('a list of 40,000 constants', () => {
    const asked = new Asked(LINK).put('link', ['a', 'b']);
    const many = Array.from({ length: 40_000 }, (_, i) => String(i));
    expect(asked.ask(q, goal('link', ANY, q), member(q, 'b', ...many))).toEqual(['b']);
    expect(asked.ask(q, goal('link', ANY, q), member(q, ...many.map(Number)))).toEqual([]);
  });

  it('100 goals of one conjunction', () => {
    const asked = new Asked(LINK).put('link', ['a', 'a']);
    const chain = variables(Array.from({ length: 101 }, (_, i) => `v${i}`).join(' '));
    const goals = chain.slice(1).map((to, i) => goal('link', chain[i]!, to));
    expect(asked.ask(chain[100]!, ...goals)).toEqual(['a']);
  });

  it('1,000 conditions, and a choice of 2^10 ways', () => {
    const asked = new Asked(LINK).put('link', ['a', 'b']);
    const conditions = Array.from({ length: 1000 }, (_, i) => differ(q, String(i)));
    expect(asked.ask(q, goal('link', q), ...conditions)).toEqual(['a']);
    const choices = Array.from({ length: 10 }, () => any(goal('link', q), goal('link', q, 'none')));
    expect(asked.ask(q, ...choices)).toEqual(['a']);
  });
});

describe('trap 7: statistics', () => {
  it('their lack is told with a scan of a big table', () => {
    const asked = new Asked(LINK);
    asked.put('link', ...Array.from({ length: 10_001 }, (_, i) => ['h', `to${i}`]));
    const question = { outputs: [q], goal: goal('link', ANY, q) };
    const { warnings } = asked.questions.explain(question);
    expect(warnings).toContain("all of 'link' is read, which has more than 10000 rows");
    expect(warnings.join()).toContain('ANALYZE');
    asked.db.exec('ANALYZE');
    expect(asked.questions.explain(question).warnings.join()).not.toContain('ANALYZE');
    expect(
      asked.questions.explain({ outputs: [q], goal: goal('link', q, 'to5') }).branches[0]!.select!.steps[0],
    ).toMatch(/^SEARCH/);
  });
});

describe('trap 8: names', () => {
  it.each(['"; DROP TABLE host; --', 'select', 'μηχανή', "it's", 'a"b', '%_'])(
    '%s is a name like any other',
    name => {
      const odd = declare(name, 'state', { [name]: 'text' }, { [`${name}2`]: 'integer' });
      const asked = new Asked(odd).put(name, [name, name, 1], ['h', 'other', 2]);
      expect(asked.ask([q, x], goal(name, q, name, x))).toEqual([[name, 1]]);
      expect(asked.ask(q, goal(name, ANY, q), not(same(q, name)))).toEqual(['other']);
      expect(asked.ask(n, count(n, goal(name, name)))).toEqual([1]);
      expect(rows(asked.path, 'SELECT count(*) AS n FROM host')).toEqual([{ n: 0 }]);
    },
  );
});

describe('trap 9: a state of its own for each row', () => {
  it('what one row binds is not left for the next', () => {
    const asked = new Asked(LINK).put('link', ['a', 'b'], ['b', 'c'], ['c', 'd']);
    const ways = any(...Array.from({ length: 50 }, (_, i) => all(goal('link', q, x), same(y, i))));
    expect(asked.ask([q, x], ways, same(y, 3))).toEqual([
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'd'],
    ]);
  });
});

describe('trap 10: order of answers', () => {
  it('is as asked for, by several columns, nothing first', () => {
    const asked = small();
    const question = {
      outputs: [q, x],
      goal: goal('a', ANY, x, q),
      orderBy: [{ variable: x, descending: true }],
    };
    expect(asked.questions.all(question).map(answer => answer[0])).toEqual(['long', '2.0', '1', 'x']);
    const both = any(goal('a', ANY, x, q), all(same(q, 'more'), same(x, 1)));
    const order = [
      { variable: x, descending: false },
      { variable: q, descending: true },
    ];
    const answers = [...asked.questions.ask({ outputs: [q, x], goal: both, orderBy: order }, { limit: 4 })];
    expect(answers.map(answer => answer[0])).toEqual(['x', 'more', '1', '2.0']);
  });
});

describe('trap 11: cycles', () => {
  it('paths in a cyclic graph end, however they are said', () => {
    const asked = new Asked(LINK).put('link', ['a', 'b'], ['b', 'c'], ['c', 'a'], ['x', 'y']);
    const step = new Definition('step', [x, y]);
    step.body = goal('link', x, y);
    const closure = (from: Parameters<typeof same>[0], to: Parameters<typeof same>[0]) =>
      ({ kind: 'closure', from, to, step }) as const;
    expect(asked.ask(q, closure('a', q))).toEqual(['a', 'b', 'c']);
    expect(asked.ask(q, closure(q, 'y'))).toEqual(['x']);
    expect(asked.ask([q, n], closure(q, n))).toHaveLength(10);
    const path = new Definition('path', [x, y]);
    const z = variables('z')[0];
    const call = (...terms: [typeof x, typeof x]) => ({ kind: 'call', definition: path, terms }) as const;
    path.body = any(goal('link', x, y), all(call(x, z), call(z, y)));
    expect(asked.ask([q, n], { kind: 'call', definition: path, terms: [q, n] })).toHaveLength(10);
  });

  it('of infinitely many answers the first ten can be had', () => {
    const asked = new Asked(LINK).put('link', ['a', 'b']);
    const number = new Definition('number', [x]);
    const next = { kind: 'arithmetic', operator: '+', left: y, right: 1, result: x } as const;
    number.body = any(
      all(goal('link', 'a'), same(x, 0)),
      all({ kind: 'call', definition: number, terms: [y] }, next),
    );
    const question = { outputs: [q], goal: { kind: 'call', definition: number, terms: [q] } } as const;
    expect([...asked.questions.ask(question, { limit: 10 })].flat()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});

describe('trap 12: absence since a time', () => {
  it('looks into an index of host and time, not through the table', () => {
    const beat = declare('beat', 'event', {}, { time: 'time' });
    const asked = new Asked(beat, LINK).put('link', ['a', 'x'], ['b', 'x']).put('beat', ['a', 5], ['b', 50]);
    const silent = [goal('link', q), not(goal('beat', q, x), below(10, x))];
    expect(asked.ask(q, ...silent)).toEqual(['a']);
    const { branches } = asked.questions.explain({ outputs: [q], goal: all(...silent) });
    expect(branches[0]!.select!.steps.join('\n')).toMatch(
      /SEARCH t2 USING COVERING INDEX .*\(host=\? AND time>\?\)/,
    );
  });
});
