import { describe, expect, it } from 'vitest';
import type { Clock } from '../../src/clock/clock.ts';
import { FOREVER } from '../../src/model/relation.ts';
import { type Call, Definition, type Goal } from '../../src/query/goal.ts';
import { Questions } from '../../src/query/questions.ts';
import { termsOf } from '../../src/query/table.ts';
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
  not,
  same,
  variables,
} from './support.ts';

const [q, host, service, version, ram, n, t, since, until] = variables(
  'q host service version ram n t since until',
);
const HARDWARE = declare('hardware', 'state', {}, { ram: 'integer' });
const INSTALLED = declare('installed', 'state', { name: 'text' }, { version: 'text' });
const SERVICE = declare('service-state', 'state', { service: 'text' }, { state: 'text' });
const RUN = declare('ended', 'event', { tag: 'text' }, { time: 'time', status: 'integer' });

/** Three machines: penguin2 is small and its nginx failed twice, once so long ago that it does not count. */
function herd(): Asked {
  return new Asked(HARDWARE, INSTALLED, SERVICE, RUN)
    .put('hardware', ['tux01', 64], ['penguin2', 2], ['octopus', 4])
    .put('installed', ['tux01', 'nginx', '1.24'], ['octopus', 'nginx', '1.22'])
    .put('installed', ['penguin2', 'nginx', '1.22', 0, 50], ['penguin2', 'nginx', '1.24', 50, FOREVER])
    .put('service-state', ['penguin2', 'nginx', 'failed', 10, 12], ['penguin2', 'nginx', 'running', 12, 60])
    .put('service-state', ['penguin2', 'nginx', 'failed', 60, FOREVER], ['tux01', 'sshd', 'failed', 40, 45])
    .put('ended', ['penguin2', 'borg', 20, 2], ['penguin2', 'borg', 70, 1], ['tux01', 'borg', 70, 0]);
}

/** A service that failed, from when to when. */
const interrupted = new Definition('interrupted', variables('host service start end'));
interrupted.body = {
  kind: 'lasting',
  since: interrupted.parameters[2]!,
  until: interrupted.parameters[3]!,
  goal: {
    kind: 'relation',
    relation: 'service-state',
    terms: [interrupted.parameters[0]!, interrupted.parameters[1]!, 'failed'],
  },
};
const wasInterrupted = (...terms: Call['terms']): Goal => ({ kind: 'call', definition: interrupted, terms });

describe("the README's question", () => {
  it('is one SELECT in any order of its goals, and finds what began before and still goes on', () => {
    const asked = herd();
    const goals = [
      wasInterrupted(host, service, since, until),
      below(30, until),
      goal('hardware', host, ram),
      below(ram, 4),
      goal('installed', host, 'nginx', '1.24'),
    ];
    for (let turn = 0; turn < goals.length; turn++) {
      const turned = all(...goals.slice(turn), ...goals.slice(0, turn));
      expect(asked.ask([host, service], turned)).toEqual([['penguin2', 'nginx']]);
      const plan = asked.questions.plan({ outputs: [host, service], goal: turned });
      expect(plan.whole).toBe(true);
    }
  });
});

describe('time', () => {
  it('is the present where none is said', () => {
    expect(herd().ask([host, version], goal('installed', host, 'nginx', version))).toEqual([
      ['octopus', '1.22'],
      ['penguin2', '1.24'],
      ['tux01', '1.24'],
    ]);
  });

  it.each([
    [0, '1.22'],
    [49, '1.22'],
    [50, '1.24'],
    [1000, '1.24'],
  ])('at %i', (moment, expected) => {
    expect(herd().ask(version, at(moment, goal('installed', 'penguin2', 'nginx', version)))).toEqual([
      expected,
    ]);
  });

  it('a window counts what was so at any moment of it, of events those within', () => {
    const asked = herd();
    const within = (from: number | null, to: number | null, inner: Goal): Goal => ({
      kind: 'window',
      from,
      to,
      goal: inner,
    });
    const nginx = goal('installed', 'penguin2', 'nginx', version);
    expect(asked.ask(version, within(49, 50, nginx))).toEqual(['1.22', '1.24']);
    expect(asked.ask(version, within(50, null, nginx))).toEqual(['1.24']);
    expect(asked.ask(version, within(null, 49, nginx))).toEqual(['1.22']);
    expect(asked.ask([host, t], within(50, null, goal('ended', host, ANY, t)))).toHaveLength(2);
    expect(asked.ask(t, within(null, 20, goal('ended', ANY, ANY, t)))).toEqual([20]);
    expect(asked.ask(version, within(0, 40, at(50, nginx)))).toEqual(['1.24']);
  });

  it('can be what another goal binds, or an aggregate', () => {
    const asked = herd();
    const failed = all(goal('ended', host, ANY, t, n), differ(n, 0));
    const then = at(t, goal('installed', host, 'nginx', version));
    const expected = [
      ['penguin2', 20, '1.22'],
      ['penguin2', 70, '1.24'],
    ];
    expect(asked.ask([host, t, version], failed, then)).toEqual(expected);
    expect(asked.ask([host, t, version], then, failed)).toEqual(expected);
    const last = aggregate('max', n, t, goal('ended', host, ANY, t));
    const atLast = at(n, goal('installed', host, ANY, version));
    expect(asked.ask([host, n, version], atLast, last, goal('hardware', host))).toEqual([
      ['penguin2', 70, '1.24'],
      ['tux01', 70, '1.24'],
    ]);
  });

  it('reaches through negations and aggregates', () => {
    const asked = herd();
    const old = goal('installed', host, 'nginx', '1.22');
    expect(asked.ask(host, goal('hardware', host), at(10, not(old)))).toEqual(['tux01']);
    expect(asked.ask(n, at(10, count(n, goal('installed', ANY, ANY, '1.22'))))).toEqual([2]);
  });
});

describe('aggregates', () => {
  it('group by what is bound elsewhere, so that zeros appear', () => {
    const asked = herd();
    const runs = count(n, goal('ended', host));
    expect(asked.ask([host, n], goal('hardware', host), runs)).toEqual([
      ['octopus', 0],
      ['penguin2', 2],
      ['tux01', 1],
    ]);
    expect(asked.ask(host, goal('hardware', host), runs, below(1, n))).toEqual(['penguin2']);
  });

  it('go on over choices', () => {
    const either = any(goal('ended', host), goal('service-state', host));
    expect(herd().ask([host, n], goal('hardware', host), count(n, either))).toEqual([
      ['octopus', 0],
      ['penguin2', 3],
      ['tux01', 1],
    ]);
  });
});

describe('arithmetic', () => {
  it('works out the third of three, in SQL and out of it', () => {
    const asked = herd();
    const plus = (left: typeof t | number, right: typeof t | number, result: typeof t | number): Goal => ({
      kind: 'arithmetic',
      operator: '+',
      left,
      right,
      result,
    });
    const run = goal('ended', host, 'borg', t, 1);
    expect(asked.ask(q, run, plus(t, 5, q))).toEqual([75]);
    expect(asked.ask(q, run, plus(q, 5, t))).toEqual([65]);
    expect(asked.ask(q, run, plus(5, q, t))).toEqual([65]);
    expect(asked.ask(q, plus(Number.MAX_SAFE_INTEGER, 2, q))).toEqual([2n ** 53n + 1n]);
    const half: Goal = { kind: 'arithmetic', operator: '*', left: q, right: 2, result: 7 };
    expect(asked.ask(q, half)).toEqual([3.5]);
  });
});

describe('an unbound variable', () => {
  it('stays one in the answer', () => {
    const answers = herd().ask([host, q], goal('hardware', host, 64)) as unknown[][];
    expect(answers).toEqual([['tux01', q]]);
  });
});

describe('terms by position and by name', () => {
  const table = herd;
  it('are put together, and wrong ones told with a hint', () => {
    const installed = table().questions.catalog.table('installed');
    expect(termsOf(installed, ['h'], [['version', 'v']])).toEqual(['h', ANY, 'v', ANY, ANY]);
    const wrong = (work: () => unknown) => {
      try {
        work();
      } catch (error) {
        return error as { message: string; hint: string; place: unknown };
      }
      throw new Error('nothing was wrong');
    };
    expect(wrong(() => termsOf(installed, [], [['verson', 1]], 'here'))).toMatchObject({
      message: "'installed' has no column 'verson'",
      hint: "did you mean 'version'?",
      place: 'here',
    });
    expect(wrong(() => termsOf(installed, ['h'], [['host', 1]])).message).toBe(
      "'host' of 'installed' is there twice",
    );
    expect(wrong(() => termsOf(installed, [1, 2, 3, 4, 5, 6], [])).message).toBe(
      "'installed' has 5 columns, not 6",
    );
    expect(wrong(() => herd().ask(q, goal('instaled', q)))).toMatchObject({
      hint: "did you mean 'installed'?",
    });
  });
});

describe('a session', () => {
  it('hands back what it cannot decide, and goes on when more is known, all of one moment', () => {
    const asked = herd();
    const session = asked.questions.session();
    const question = all(goal('hardware', host, ram), below(ram, q), not(goal('installed', host, version)));
    const partial = [...session.solve({ outputs: [host, ram, q, version], goal: question })];
    expect(partial.map(({ terms }) => terms[0]).sort()).toEqual(['octopus', 'penguin2', 'tux01']);
    asked.put('hardware', ['later', 1]);
    const resumed = (limit: number, which: string) =>
      partial.flatMap(({ pending }) => [
        ...session.resume(
          pending!,
          [
            [q, limit],
            [version, which],
          ],
          [host],
        ),
      ]);
    expect(resumed(10, '1.24')).toEqual([
      { terms: ['octopus'], pending: null },
      { terms: ['penguin2'], pending: null },
    ]);
    expect(resumed(3, 'nginx')).toEqual([]);
    expect(partial.flatMap(({ pending }) => [...session.resume(pending!, [[q, 3]], [host])])).toMatchObject([
      { terms: ['penguin2'], pending: { goals: [{ kind: 'not' }] } },
    ]);
    expect([...session.solve({ outputs: [host], goal: goal('hardware', host) })]).toHaveLength(3);
    session.end();
    expect(asked.questions.busy).toBe(0);
  });
});

describe('a store', () => {
  const CORE = ['alert', 'expected', 'finding', 'heartbeat', 'job-run', 'notification'];

  it('says itself what can be asked of it', () => {
    const asked = herd();
    const questions = Questions.open(asked.path);
    expect(questions.catalog.tables.map(table => table.name).sort()).toEqual(
      [...CORE, ...asked.relations.map(relation => relation.name)].sort(),
    );
    expect(questions.all({ outputs: [host], goal: goal('hardware', host, 64) })).toEqual([['tux01']]);
    questions.close();
  });
});

describe('explain', () => {
  it('shows the SQL, its parameters apart, the steps, and what is searched and why', () => {
    const asked = herd();
    const explained = asked.questions.explain({
      outputs: [host, q],
      goal: all(goal('installed', host, 'nginx', version), { kind: 'member', term: q, values: [1, 2] }),
    });
    const [branch] = explained.branches;
    expect(branch!.select!.sql).toContain('"name" = ?');
    expect(branch!.select!.parameters).toEqual(['nginx']);
    expect(branch!.select!.steps.join()).toMatch(/t1/);
    expect(branch!.searched).toEqual([
      { goal: 'member', reason: 'no relation here binds its variable', place: undefined },
    ]);
    const never = asked.questions.explain({ outputs: [host], goal: goal('hardware', host, 'much') });
    expect(never.branches[0]).toMatchObject({ select: null, never: 'a number is never "much"' });
  });
});

describe('a question that has to end', () => {
  /** A clock that goes on by a second each time it is looked at. */
  const hasty = (): Clock => {
    let now = 0;
    return { now: () => now, monotonic: () => (now += 1000), sleep: async () => {} };
  };

  it('ends at its time in the midst of a SELECT, and gives its connection back', () => {
    const asked = new Asked(RUN);
    asked.put('ended', ...Array.from({ length: 5000 }, (_, i) => ['h', `t${i}`, i, 0]));
    const pairs = all(goal('ended', host), goal('ended', ANY, q));
    const question = { outputs: [n], goal: count(n, pairs) };
    expect(() => asked.questions.all(question, { timeout: 10_000, clock: hasty() })).toThrow(
      /longer than 10000 ms/,
    );
    expect(asked.questions.busy).toBe(0);
    expect(asked.ask(n, count(n, goal('ended', ANY, 't1')))).toEqual([1]);
  });

  it('ends when it is told to', () => {
    const asked = herd();
    const stop = new AbortController();
    const answers = asked.questions.ask(
      { outputs: [host], goal: goal('hardware', host) },
      { signal: stop.signal },
    );
    expect(answers.next().done).toBe(false);
    stop.abort();
    expect(() => answers.next()).toThrow('the question was stopped');
    expect(asked.questions.busy).toBe(0);
  });
});

describe('while others write', () => {
  it('all answers are of one moment, those of later SELECTs too', () => {
    const asked = herd();
    const both = any(...Array.from({ length: 60 }, () => goal('hardware', host)));
    const answers = asked.questions.ask({ outputs: [host], goal: both });
    answers.next();
    asked.put('hardware', ['later', 1]);
    expect([...answers].flat()).not.toContain('later');
    expect(asked.ask(host, goal('hardware', host), same(ram, 1))).toContain('later');
  });
});
