import type { Asker, AskLimits } from '../ask/asker.ts';
import type { Rule } from '../configuration/values.ts';
import { errorText } from '../model/fault.ts';
import type { Finding } from '../model/finding.ts';
import { effectsOf } from '../plugin/effects.ts';
import { listToArray, SchemeError, type Value } from '../scheme/index.ts';

/** What a rule found on a machine. */
export interface RuleFinding {
  host: string;
  finding: Finding;
}

/** What came of asking a rule: data, so that it can come from another process. */
export interface RuleAnswer {
  rule: string;
  /** One for each answer. */
  findings: RuleFinding[];
  /** Why there is no answer; null where there is one. */
  trouble: string | null;
}

const HOST = 'host';
const LONGEST_TROUBLE = 2_000;

/**
 * Asks a rule's question and makes its answers findings: of the machine that the variable `host` names, or else of `server`.
 * Nothing is thrown: what is wrong is the rule's trouble.
 */
export function askRule(rule: Rule, asker: Asker, server: string, limits: AskLimits): RuleAnswer {
  try {
    const answers = listToArray(asker.callNow(rule.ask, [], limits))!;
    const findings = answers.flatMap(answer => findingsOf(rule, answer, asker, server, limits));
    return { rule: rule.name, findings, trouble: null };
  } catch (error) {
    const text = error instanceof SchemeError ? error.report() : errorText(error);
    return { rule: rule.name, findings: [], trouble: text.slice(0, LONGEST_TROUBLE) };
  }
}

function findingsOf(
  { name, variables, effect }: Rule,
  answer: Value,
  asker: Asker,
  server: string,
  limits: AskLimits,
): RuleFinding[] {
  const values = listToArray(answer)!;
  const named = values[variables.indexOf(HOST)];
  const host = typeof named === 'string' ? named : server;
  return effectsOf(asker.callNow(effect, values, limits)).map(found => {
    if (found.kind !== 'finding') throw new Error(`rule ${name}: what stands behind => must be a finding`);
    return { host, finding: found.finding };
  });
}
