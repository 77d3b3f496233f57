import type { ExplainedBranch, Explanation } from '../query/explain.ts';

/**
 * An explanation as text: each SELECT with what is put into it and SQLite's plan, then what is searched.
 * @param searched goals that are left to the search, as they print
 */
export function explanationText({ branches, warnings }: Explanation, searched: readonly string[]): string {
  return [
    ...branches.flatMap(branchLines),
    ...searched.map(goal => `searched, for each row: ${goal}`),
    ...warnings.map(warning => `warning: ${warning}`),
  ].join('\n');
}

function branchLines({ select, never, searched }: ExplainedBranch): string[] {
  return [
    ...(never === null ? [] : [`no answers: ${never}`]),
    ...(select === null ? [] : [wrapped(select.sql)]),
    ...(select === null || select.parameters.length === 0
      ? []
      : [`  with ${select.parameters.map(shown).join(', ')}`]),
    ...(select?.steps ?? []).map(step => `  ${step}`),
    ...searched.map(({ goal, reason }) => `searched, for each row: ${goal}, for ${reason}`),
  ];
}

const shown = (value: unknown) => (typeof value === 'string' ? JSON.stringify(value) : String(value));

/** A line for each clause, outside of quotes. */
function wrapped(sql: string): string {
  return sql.replace(/"(?:[^"]|"")*"|'(?:[^']|'')*'| (?=FROM |WHERE |ORDER BY |UNION )| (?=AND )/g, found =>
    found === ' ' ? '\n  ' : found,
  );
}
