import { expand, unifyEquals } from './branches.ts';
import { SelectionBuilder } from './builder.ts';
import { compoundStatement } from './compound.ts';
import type { CoreGoal } from './core.ts';
import { QuestionFault } from './fault.ts';
import type { Goal } from './goal.ts';
import { resolve } from './resolve.ts';
import { Context, type Never, type Reach, type Residual, type Selection } from './selection.ts';
import { type Arrangement, type Statement, statementOf } from './statement.ts';
import type { Catalog } from './table.ts';
import {
  collectVariables,
  isCompound,
  type Substitution,
  type Term,
  Variable,
  walk,
  walkAll,
} from './term.ts';

/** What is asked, and of what. */
export interface Question extends Arrangement {
  goal: Goal;
}

/** One way through the choices of a question. */
export interface Branch {
  /** The goals of this way, when there is more to do than its SELECT. */
  goals: CoreGoal[];
  substitution: Substitution;
  statement: Statement | null;
  residual: readonly Residual[];
  /** Why it can have no answer at all; null where it can. */
  never: string | null;
}

/** How a question will be answered. */
export interface Plan {
  question: Question;
  core: CoreGoal;
  /** Null where the choices make too many ways: then one goal is done after the other. */
  branches: readonly Branch[] | null;
  /** Is all of it one SELECT, its order and distinctness too? */
  whole: boolean;
}

export interface PlanOptions {
  reach?: Reach;
  /** Can the question be ended at a certain time, even in the midst of a SELECT? It costs a little. */
  guarded?: boolean;
}

/**
 * Decides what of a question SQLite does.
 * @throws QuestionFault where it speaks of what is not there, or sorts by what it does not ask for
 */
export function planQuestion(
  question: Question,
  catalog: Catalog,
  { reach = 'conjunction', guarded = false }: PlanOptions = {},
): Plan {
  const { outputs, orderBy = [] } = question;
  const stranger = orderBy.find(({ variable }) => !outputs.includes(variable));
  if (stranger)
    throw new QuestionFault(
      `'${stranger.variable.name}' is not asked for`,
      'order by what is in the answer',
      undefined,
    );
  const core = resolve(question.goal, catalog, outputs);
  const ways = expand([core]);
  if (ways === null || reach === 'goal') return { question, core, branches: null, whole: false };
  const context = new Context(reach, guarded);
  const planned = ways.map(way => planWay(way, context));
  const possible = planned.flatMap(({ selection }) => ('never' in selection ? [] : [selection]));
  const complete = possible.every(({ residual }) => residual.length === 0);
  const compound = complete && possible.length > 1 ? compoundStatement(possible, question) : null;
  if (compound) return { question, core, branches: [branchOf(core, compound)], whole: true };
  const alone = complete && possible.length === 1;
  const branches = planned.map(way => finished(way, question, alone));
  return { question, core, branches, whole: possible.length === 0 || (alone && branches.every(isWhole)) };
}

interface PlannedWay {
  goals: CoreGoal[];
  selection: Selection | Never;
}

function planWay(goals: CoreGoal[], context: Context): PlannedWay {
  const conjunction = unifyEquals(goals, null);
  if (!conjunction) return { goals, selection: { never: 'its terms are never equal' } };
  const builder = new SelectionBuilder(context, conjunction.substitution);
  return { goals, selection: builder.build(conjunction.goals) };
}

function finished({ goals, selection }: PlannedWay, question: Question, ordered: boolean): Branch {
  if ('never' in selection)
    return { goals, substitution: null, statement: null, residual: [], never: selection.never };
  const { substitution, residual } = selection;
  return {
    goals,
    substitution,
    statement: statementFor(selection, question, ordered),
    residual,
    never: null,
  };
}

const isWhole = ({ never, statement }: Branch) => never !== null || statement !== null;

function branchOf(core: CoreGoal, statement: Statement): Branch {
  return { goals: [core], substitution: null, statement, residual: [], never: null };
}

function statementFor(selection: Selection, question: Question, ordered: boolean): Statement | null {
  if (selection.known.size + selection.from.length + selection.where.length === 0) return null;
  const { outputs, orderBy = [], distinct = false } = question;
  const free = new Set<Variable>();
  for (const output of outputs) collectVariables(output, free, selection.substitution);
  const variables = [...free].filter(variable => selection.known.has(variable));
  if (!ordered) return statementOf(selection, variables);
  const keys = orderBy.flatMap(({ variable, descending }) => {
    const walked = walk(variable, selection.substitution);
    return walked instanceof Variable && selection.known.has(walked)
      ? [{ variable: walked, descending }]
      : [];
  });
  return statementOf(selection, variables, { distinct, orderBy: keys });
}

/** Makes an answer of a row of a branch that leaves nothing to do; null where the row is the answer. */
export function answerMaker(
  branch: Branch,
  outputs: readonly Variable[],
): ((row: readonly Term[]) => Term[]) | null {
  const variables = branch.statement?.variables ?? [];
  const terms = outputs.map(output => walkAll(output, branch.substitution));
  if (
    terms.length > 0 &&
    terms.length === variables.length &&
    terms.every((term, i) => term === variables[i])
  )
    return null;
  const makers = terms.map(term => maker(term, variables));
  return row => makers.map(make => make(row));
}

function maker(term: Term, variables: readonly Variable[]): (row: readonly Term[]) => Term {
  if (term instanceof Variable) {
    const index = variables.indexOf(term);
    return index < 0 ? () => term : row => row[index]!;
  }
  if (!isCompound(term)) return () => term;
  const parts = term.map(part => maker(part, variables));
  return row => parts.map(make => make(row));
}
