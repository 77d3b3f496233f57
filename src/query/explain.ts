import type { SqlValue } from '../store/relation/column.ts';
import type { Connection, Connections } from './connection.ts';
import type { CoreGoal } from './core.ts';
import type { Branch, Plan } from './question.ts';
import type { Residual } from './selection.ts';
import type { Catalog, RelationTable } from './table.ts';

/** A SELECT of a question, and how SQLite goes about it. */
export interface ExplainedSelect {
  sql: string;
  parameters: readonly SqlValue[];
  /** The lines of EXPLAIN QUERY PLAN, indented by depth. */
  steps: string[];
}

export interface ExplainedBranch {
  select: ExplainedSelect | null;
  /** Why this way has no answers, without looking at any. */
  never: string | null;
  /** What is done for each row instead, and why. */
  searched: { goal: string; reason: string; place: unknown }[];
}

export interface Explanation {
  branches: ExplainedBranch[];
  warnings: string[];
}

/** A table of more rows than this had better not be read from one end to the other. */
export const BIG_TABLE = 10_000;

/** How a question is answered. Nothing of it is. */
export function explain(plan: Plan, connections: Connections, catalog: Catalog): Explanation {
  const connection = connections.take();
  try {
    const warnings = new Set<string>();
    if (plan.branches === null)
      warnings.add('its choices make too many ways: one goal is done after the other');
    const branches = (plan.branches ?? []).map(branch =>
      explainBranch(branch, connection, catalog, warnings),
    );
    return { branches, warnings: [...warnings] };
  } finally {
    connections.giveBack(connection);
  }
}

function explainBranch(
  { statement, never, residual }: Branch,
  connection: Connection,
  catalog: Catalog,
  warnings: Set<string>,
): ExplainedBranch {
  const searched = residual.map(explainResidual);
  if (statement === null) return { select: null, never, searched };
  const { text, parameters } = statement.fragment;
  const plan = connection.queryPlan(statement.fragment);
  const depths = new Map<number, number>();
  const steps = plan.map(({ id, parent, detail }) => {
    depths.set(id, (depths.get(parent) ?? -1) + 1);
    return `${'  '.repeat(depths.get(id)!)}${detail}`;
  });
  for (const { detail } of plan)
    for (const table of scannedBy(detail, text, catalog)) warn(table, connection, warnings);
  return { select: { sql: text, parameters, steps }, never, searched };
}

function explainResidual({ goal, reason }: Residual): ExplainedBranch['searched'][number] {
  return { goal: describe(goal), reason, place: goal.place };
}

function describe(goal: CoreGoal): string {
  if (goal.kind === 'scan') return goal.table.name;
  if (goal.kind === 'derived') return goal.definition.name;
  if (goal.kind === 'compare' || goal.kind === 'arithmetic') return goal.operator;
  return goal.kind === 'aggregate' ? goal.operator : goal.kind;
}

/** The relations of which a step of SQLite's plan reads every row, found by the alias in it. */
function scannedBy(detail: string, text: string, catalog: Catalog): RelationTable[] {
  const alias = /^SCAN (t\d+)\b/.exec(detail)?.[1];
  if (!alias) return [];
  const tables = catalog.tables.flatMap(table => [table, ...(table.parts?.samples ?? [])]);
  return tables.filter(table => text.includes(`${quotedSource(table)} AS ${alias}`));
}

const quotedSource = (table: RelationTable) => `"${table.source.replaceAll('"', '""')}"`;

function warn(table: RelationTable, connection: Connection, warnings: Set<string>): void {
  if (!connection.hasMoreRows(table.source, BIG_TABLE)) return;
  warnings.add(`all of '${table.name}' is read, which has more than ${BIG_TABLE} rows`);
  if (!connection.hasStatistics())
    warnings.add('SQLite has no statistics of its tables: ANALYZE has not run');
}
