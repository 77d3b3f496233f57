import { errorText, Fault } from '../model/fault.ts';
import type { Connection, Connections } from './connection.ts';
import type { CoreGoal } from './core.ts';
import { answerMaker, type Branch, type Plan } from './question.ts';
import { Search } from './search.ts';
import type { Reach } from './selection.ts';
import { undecided } from './solution.ts';
import { type Order, readAll, readRows } from './statement.ts';
import { Stop, type StopOptions } from './stop.ts';
import { type Term, type Variable, walkAll } from './term.ts';
import { compareForOrder, keyOf } from './value.ts';

export interface AskOptions extends StopOptions {
  /** The most answers that are given. */
  limit?: number;
}

/**
 * The answers of a question, each when it is asked for, all of one moment. Its connection is given back when they end,
 * at an error, at the limit, and by `return` (which `break` out of a loop calls): one of these has to happen.
 */
export function* answers(
  plan: Plan,
  connections: Connections,
  { limit = Infinity, ...stopOptions }: AskOptions,
  reach: Reach = 'conjunction',
): Generator<Term[], void> {
  if (limit <= 0) return;
  const stop = new Stop(stopOptions);
  stop.check();
  const connection = connections.take(() => stop.look());
  try {
    let count = 0;
    for (const answer of arranged(plan, rawAnswers(plan, connection, stop, reach))) {
      yield answer;
      if (++count >= limit) return;
      stop.check();
    }
  } catch (error) {
    throw explained(error);
  } finally {
    connections.giveBack(connection);
  }
}

/** All answers at once. */
export function allAnswers(plan: Plan, connections: Connections, options: AskOptions): Term[][] {
  const { limit = Infinity } = options;
  const branch = plan.whole && limit === Infinity ? plan.branches?.[0] : undefined;
  if (!branch?.statement) return [...answers(plan, connections, options)];
  const stop = new Stop(options);
  stop.check();
  const connection = connections.take(() => stop.look());
  try {
    const rows = readAll(connection, branch.statement);
    const make = answerMaker(branch, plan.question.outputs);
    return make === null ? rows : rows.map(make);
  } catch (error) {
    throw explained(error);
  } finally {
    connections.giveBack(connection);
  }
}

/** SQLite's own errors are about its text, which nobody typed. */
export function explained(error: unknown): unknown {
  if (error instanceof Fault) return error;
  if (/integer overflow/.test(errorText(error)))
    return new Fault('a sum is too large for 64 bits', 'sum fewer or smaller numbers', { cause: error });
  return error;
}

function* rawAnswers(plan: Plan, connection: Connection, stop: Stop, reach: Reach): Generator<Term[], void> {
  const search = new Search(connection, stop, reach);
  const { outputs } = plan.question;
  if (plan.branches === null) return yield* searched(search, [plan.core], outputs);
  for (const branch of plan.branches) {
    if (branch.never !== null) continue;
    if (branch.residual.length > 0 || branch.statement === null)
      yield* searched(search, branch.goals, outputs);
    else yield* selected(branch, connection, stop, outputs);
  }
}

/** The answers of a branch that is one SELECT. */
export function* selected(
  branch: Branch,
  connection: Connection,
  stop: Stop,
  outputs: readonly Variable[],
): Generator<Term[], void> {
  const make = answerMaker(branch, outputs);
  const rows = readRows(connection, branch.statement!);
  if (make === null) return yield* rows as Generator<Term[], void>;
  for (const row of rows) {
    stop.check();
    yield make(row);
  }
}

function* searched(
  search: Search,
  goals: readonly CoreGoal[],
  outputs: readonly Variable[],
): Generator<Term[], void> {
  for (const { substitution, pending } of search.solve(goals, null, outputs)) {
    if (pending.length > 0) throw undecided(pending, substitution);
    yield outputs.map(output => walkAll(output, substitution));
  }
}

/** Distinct and in order, where SQLite has not seen to it. */
function arranged(plan: Plan, raw: Iterable<Term[]>): Iterable<Term[]> {
  const { distinct = false, orderBy = [], outputs } = plan.question;
  if (plan.whole) return raw;
  const once = distinct ? distinctOnly(raw) : raw;
  return orderBy.length === 0 ? once : sorted(once, orderBy, outputs);
}

function* distinctOnly(raw: Iterable<Term[]>): Generator<Term[], void> {
  const seen = new Set<string>();
  for (const answer of raw) {
    const names = new Map<Variable, string>();
    const nameOf = (variable: Variable) => {
      if (!names.has(variable)) names.set(variable, `_.${names.size}`);
      return names.get(variable)!;
    };
    const key = answer.map(term => keyOf(term, nameOf)).join(' ');
    if (seen.has(key)) continue;
    seen.add(key);
    yield answer;
  }
}

function sorted(raw: Iterable<Term[]>, orderBy: readonly Order[], outputs: readonly Variable[]): Term[][] {
  const keys = orderBy.map(
    ({ variable, descending }) => [outputs.indexOf(variable), descending ? -1 : 1] as const,
  );
  return [...raw].sort((a, b) => {
    for (const [index, sign] of keys) {
      const order = compareForOrder(a[index]!, b[index]!);
      if (order !== 0) return order * sign;
    }
    return 0;
  });
}
