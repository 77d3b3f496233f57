import { expand, unifyEquals } from './branches.ts';
import { SelectionBuilder } from './builder.ts';
import type { CoreGoal } from './core.ts';
import { QuestionFault } from './fault.ts';
import type { Goal } from './goal.ts';
import { resolve } from './resolve.ts';
import { Context, type Reach, type Residual, type Selection } from './selection.ts';
import { type Order, type Statement, statementOf } from './statement.ts';
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
export interface Question {
  /** An answer has a term for each. A variable that other goals use too, beyond these, must be among them. */
  outputs: readonly Variable[];
  goal: Goal;
  orderBy?: readonly Order[];
  distinct?: boolean;
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

/**
 * Decides what of a question SQLite does.
 * @throws QuestionFault where it speaks of what is not there, or sorts by what it does not ask for
 */
export function planQuestion(question: Question, catalog: Catalog, reach: Reach = 'conjunction'): Plan {
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
  const context = new Context(reach);
  const branches = ways.map(way => planWay(way, question, context, ways.length === 1));
  const possible = branches.filter(branch => branch.never === null);
  const isWhole = (branch: Branch) => branch.residual.length === 0 && branch.statement !== null;
  return { question, core, branches, whole: ways.length === 1 && possible.every(isWhole) };
}

function planWay(goals: CoreGoal[], question: Question, context: Context, alone: boolean): Branch {
  const conjunction = unifyEquals(goals, null);
  const impossible = (never: string) => ({ goals, substitution: null, statement: null, residual: [], never });
  if (!conjunction) return impossible('its terms are never equal');
  const { substitution } = conjunction;
  const selection = new SelectionBuilder(context, substitution).build(conjunction.goals);
  if ('never' in selection) return impossible(selection.never);
  const { residual } = selection;
  const complete = residual.length === 0;
  const statement = statementFor(selection, question, alone && complete);
  return { goals, substitution, statement, residual, never: null };
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
