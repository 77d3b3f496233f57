import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Asker } from '../../src/ask/asker.ts';
import { questionEnvironment } from '../../src/ask/environment.ts';
import { ANY } from '../../src/model/effect.ts';
import { Definition, type Goal } from '../../src/query/goal.ts';
import type { Question } from '../../src/query/question.ts';
import { Questions } from '../../src/query/questions.ts';
import { Catalog } from '../../src/query/table.ts';
import { type Term, Variable } from '../../src/query/term.ts';
import { listToArray, type Value } from '../../src/scheme/index.ts';
import { type Database, openForReading } from '../../src/store/database.ts';
import { Random } from '../query/random.ts';
import { BENCH_RELATIONS, DAY, makeHerd, NOW } from './query-herd.ts';
import { median, printRows, type Row } from './table.ts';

const MONTH_AGO = NOW - 30 * DAY;
const TODAY = NOW - DAY / 4;
const PRESENT = '"until" = 9007199254740991';
const ROUNDS = 50;

/** Questions to a large herd, beside the same in SQL by hand; `--short` has a twentieth of it. */
export async function run(args: string[]): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'sheepdog-bench-'));
  const path = join(directory, 'herd.db');
  try {
    makeHerd(path, args.includes('--short') ? 0.05 : 1);
    const db = openForReading(path);
    db.pragma('cache_size = -65536');
    const questions = new Questions(path, Catalog.of(BENCH_RELATIONS));
    const typed = new Typed(questions);
    printRows([
      ...readmeRows(questions, db, typed),
      ...otherRows(questions, db, typed),
      ...firstRows(questions, typed),
      ...processRows(path),
    ]);
    questions.close();
    db.close();
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const v = (name: string) => new Variable(name);
const goal = (relation: string, ...terms: (Term | typeof ANY)[]): Goal => ({
  kind: 'relation',
  relation,
  terms,
});
const below = (left: Term, right: Term): Goal => ({ kind: 'compare', operator: '<', left, right });
const all = (...goals: Goal[]): Goal => ({ kind: 'all', goals });

/** The README's question in ten orders of its goals, from TypeScript and as it is typed. */
function readmeRows(questions: Questions, db: Database, typed: Typed): Row[] {
  const [host, service, time, ram] = ['host', 'service', 'time', 'ram'].map(v) as [
    Variable,
    Variable,
    Variable,
    Variable,
  ];
  const goals = [
    goal('happened', host, service, 'interruption', time),
    below(MONTH_AGO, time),
    goal('hardware', host, ram),
    below(ram, 2048),
    goal('installed', host, 'nginx', '1.22.1'),
  ];
  const sql = `SELECT e.host, e.service FROM "relation:hardware" m
    JOIN "relation:installed" p ON p.host = m.host AND p.name = 'nginx' AND p.version = '1.22.1' AND p.${PRESENT}
    JOIN "relation:happened" e ON e.host = m.host AND e.kind = 'interruption' AND e.time > ${MONTH_AGO}
    WHERE m.ram < 2048 AND m.${PRESENT}`;
  const texts = [
    '(happened host service "interruption" time)',
    `(>o time ${MONTH_AGO})`,
    '(hardware host #:ram ram)',
    '(<o ram 2048)',
    '(installed host "nginx" "1.22.1")',
  ];
  const random = new Random(7);
  const ways = goals.map((_, i) => i);
  const shuffled = Array.from({ length: 10 }, (_, i) => (i === 0 ? ways : random.shuffle(ways)));
  const orders = shuffled.map(order => order.map(i => goals[i]!));
  const typedRows = shuffled.map((order, i) =>
    compared(
      `README's question, typed, order ${i + 1}`,
      typed.ask(`(run* (host service) (fresh (time ram) ${order.map(i => texts[i]).join(' ')}))`),
      sql,
      db,
      1.5,
    ),
  );
  const rows = orders.map((order, i) =>
    compared(
      `README's question, order ${i + 1}`,
      fromTypeScript(questions, { outputs: [host, service], goal: all(...order) }),
      sql,
      db,
      1.3,
    ),
  );
  return [rows, typedRows].flatMap(way => {
    const worst = way.reduce((a, b) => (a.ratio > b.ratio ? a : b));
    return [way[0]!, { ...worst, what: `${worst.what}, the worst of ten` }];
  });
}

function otherRows(questions: Questions, db: Database, typed: Typed): Row[] {
  const [host, service, n, m, x, time, on, version] = 'host service n m x time on version'
    .split(' ')
    .map(v) as Variable[];
  const [h, s, count, most, value, t, d, ver] = [host!, service!, n!, m!, x!, time!, on!, version!];
  const step = new Definition('step', [v('from'), v('to')]);
  step.body = goal('depends', ANY, ...step.parameters);
  const when = NOW - 20 * DAY;
  const row = (
    what: string,
    text: string,
    outputs: Variable[],
    asked: Goal,
    sql: string,
    more: Partial<Question> = {},
  ) => [
    compared(what, fromTypeScript(questions, { outputs, goal: asked, ...more }), sql, db, 1.5, 0.5),
    compared(`${what}, typed`, typed.ask(text), sql, db, 1.5, 0.5),
  ];
  const recent = all(goal('happened', h, ANY, 'interruption', t), below(TODAY, t));
  const rows = [
    row(
      'absence since a time',
      `(run* (host) (hardware host) (noto (fresh (t) (happened host #:kind "interruption" #:time t) (<o ${TODAY} t))))`,
      [h],
      all(goal('hardware', h), { kind: 'not', goal: recent }),
      `SELECT m.host FROM "relation:hardware" m WHERE m.${PRESENT} AND NOT EXISTS
        (SELECT 1 FROM "relation:happened" e WHERE e.host = m.host AND e.kind = 'interruption' AND e.time > ${TODAY})`,
    ),
    row(
      'count per host, in order',
      `(run* (host n) #:order-by ((descending n)) (hardware host) (counto n (fresh (t) (happened host #:kind "interruption" #:time t) (>o t ${MONTH_AGO}))))`,
      [h, count],
      all(goal('hardware', h), {
        kind: 'aggregate',
        operator: 'count',
        result: count,
        value: null,
        goal: all(goal('happened', h, ANY, 'interruption', t), below(MONTH_AGO, t)),
      }),
      `SELECT m.host, (SELECT count(*) FROM "relation:happened" e WHERE e.host = m.host AND e.kind = 'interruption' AND e.time > ${MONTH_AGO}) c
        FROM "relation:hardware" m WHERE m.${PRESENT} ORDER BY c DESC`,
      { orderBy: [{ variable: count, descending: true }] },
    ),
    row(
      'max of a day per host',
      `(run* (host most) (fresh (value) (hardware host) (maxo most value (fresh (t) (measured host "load1" value t) (>o t ${NOW - DAY})))))`,
      [h, most],
      all(goal('hardware', h), {
        kind: 'aggregate',
        operator: 'max',
        result: most,
        value,
        goal: all(goal('measured', h, 'load1', value, t), below(NOW - DAY, t)),
      }),
      `SELECT m.host, (SELECT max(x.value) FROM "series:measured" s JOIN "sample:measured" x ON x."#" = s."#"
          WHERE s.host = m.host AND s.name = 'load1' AND x.time > ${NOW - DAY}) v
        FROM "relation:hardware" m WHERE m.${PRESENT} AND v IS NOT NULL`,
    ),
    row(
      'transitive depends-on, with a join',
      `(begin (define (needs a b) (depends #:service a #:on b)) (run* (on host) (fresh (t) (transitiveo needs "nginx" on) (happened host on "interruption" t) (<o ${TODAY} t))))`,
      [d, h],
      all(
        { kind: 'closure', from: 'nginx', to: d, step },
        goal('happened', h, d, 'interruption', t),
        below(TODAY, t),
      ),
      `WITH RECURSIVE r(s) AS (SELECT "on" FROM "relation:depends" WHERE service = 'nginx' AND ${PRESENT}
          UNION SELECT d."on" FROM r JOIN "relation:depends" d ON d.service = r.s AND d.${PRESENT})
        SELECT e.service, e.host FROM r JOIN "relation:happened" e ON e.service = r.s AND e.kind = 'interruption' AND e.time > ${TODAY}`,
    ),
    row(
      'at a past moment',
      `(run* (host version) (at ${when} (installed host "nginx" version)))`,
      [h, ver],
      { kind: 'window', from: when, to: when, goal: goal('installed', h, 'nginx', ver) },
      `SELECT host, version FROM "relation:installed" WHERE name = 'nginx' AND since <= ${when} AND "until" > ${when}`,
    ),
    row(
      'which version was there when it failed',
      `(run* (host service version) (fresh (t) (happened host service "interruption" t) (<o ${TODAY} t) (at t (installed host "nginx" version))))`,
      [h, s, ver],
      all(goal('happened', h, s, 'interruption', t), below(TODAY, t), {
        kind: 'window',
        from: t,
        to: t,
        goal: goal('installed', h, 'nginx', ver),
      }),
      `SELECT e.host, e.service, p.version FROM "relation:happened" e JOIN "relation:installed" p
        ON p.host = e.host AND p.name = 'nginx' AND p.since <= e.time AND p."until" > e.time
        WHERE e.kind = 'interruption' AND e.time > ${TODAY}`,
    ),
  ];
  return rows.flat();
}

/** The first answer of any single relation, in ms. */
function firstRows(questions: Questions, typed: Typed): Row[] {
  const rows = BENCH_RELATIONS.map(({ name }) => {
    const [host, other] = [v('host'), v('other')];
    const question = { outputs: [host, other], goal: goal(name, host, other) };
    const ours = best(() => void [...questions.ask(question, { limit: 1 })]);
    return firstRow(`first of ${name}`, ours);
  });
  const typedRows = BENCH_RELATIONS.map(({ name }) => {
    const ask = typed.ask(`(run 1 (host) (${name} host))`);
    return firstRow(
      `first of ${name}, typed`,
      best(() => void ask.answer()),
    );
  });
  return [...rows, ...typedRows];
}

const firstRow = (what: string, ours: number): Row => ({
  what,
  ours,
  peer: null,
  unit: 'ms',
  ratio: ours,
  limit: '≤ 1',
});

const QUESTION = '(run* (host ram) (hardware host #:ram ram) (<o ram 1024))';

/** A small question by the whole program that was built, beside Node alone; none where nothing was built. */
function processRows(store: string): Row[] {
  const program = join(import.meta.dirname, '../../dist/sheepdog.cjs');
  if (!existsSync(program)) return [];
  const env = { ...process.env, SHEEPDOG_STORE: store, XDG_CONFIG_HOME: '/nowhere' };
  const spent = (args: string[]) => timed(() => void spawnSync(process.execPath, args, { env }));
  const rounds = Array.from({ length: 15 }, () => [spent([program, 'query', QUESTION]), spent(['-e', '0'])]);
  const [ours, peer] = [0, 1].map(i => median(rounds.map(round => round[i]!))) as [number, number];
  const what = 'sheepdog query of a small question, the whole process, and node -e 0';
  return [{ what, ours, peer, unit: 'ms', ratio: ours / peer, limit: '≤ 2' }];
}

/** What is measured, and how its answers are seen. */
interface Asking {
  answer(): unknown;
  rows(): unknown[][];
}

const fromTypeScript = (questions: Questions, question: Question): Asking => ({
  answer: () => questions.all(question),
  rows: () => questions.all(question),
});

/** Questions as they are typed at the prompt: read, expanded, compiled, run, and their answers made Scheme's. */
class Typed {
  readonly #asker: Asker;
  readonly #environment = questionEnvironment(BENCH_RELATIONS);

  constructor(questions: Questions) {
    this.#asker = new Asker(questions);
  }

  ask(text: string): Asking {
    const answer = () => this.#asker.evaluateNow(text, this.#environment);
    const row = (value: Value) => listToArray(value) ?? [value];
    return { answer, rows: () => listToArray(answer())!.map(row) };
  }
}

/** @param slack milliseconds that may be added to the peer's */
function compared(what: string, asking: Asking, sql: string, db: Database, limit: number, slack = 0): Row {
  const statement = db.prepare(sql).raw();
  const expected = statement.all() as unknown[][];
  const got = asking.rows();
  const same =
    JSON.stringify([...expected].map(row => JSON.stringify(row)).sort()) ===
    JSON.stringify(got.map(row => JSON.stringify(row)).sort());
  if (!same) throw new Error(`${what}: ${got.length} answers, by hand ${expected.length}`);
  let [ours, peer] = [Infinity, Infinity];
  for (let i = 0; i < ROUNDS; i++) {
    ours = Math.min(
      ours,
      timed(() => asking.answer()),
    );
    peer = Math.min(
      peer,
      timed(() => statement.all()),
    );
  }
  return {
    what: `${what} (${got.length} answers)`,
    ours,
    peer,
    unit: 'ms',
    ratio: ours / (peer + slack / limit),
    limit: `≤ ${limit}`,
  };
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function best(work: () => unknown): number {
  return Math.min(...Array.from({ length: ROUNDS }, () => timed(work)));
}
