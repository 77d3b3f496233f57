import type { Finding } from '../model/finding.ts';
import type { RuleAnswer, RuleFinding } from './ask-rule.ts';

/** What is found of a rule itself, where it cannot be asked. */
export const RULE_SUBJECT = '(rule)';

/** What a rule found before and is so still. */
export interface Known {
  host: string;
  subject: string;
  level: Finding['level'];
}

/** What is to be said after a rule was asked: its findings, and that what it does not find any more is well. */
export function conclude(
  { findings, trouble }: RuleAnswer,
  known: readonly Known[],
  server: string,
): RuleFinding[] {
  if (trouble !== null) return [{ host: server, finding: plain(RULE_SUBJECT, 'warn', trouble) }];
  const found = new Set(findings.map(({ host, finding }) => keyOf(host, finding.subject)));
  const over = known.filter(({ host, subject, level }) => level !== 'ok' && !found.has(keyOf(host, subject)));
  return [
    ...findings,
    ...over.map(({ host, subject }) => ({ host, finding: plain(subject, 'ok', 'not so any more') })),
  ];
}

const keyOf = (host: string, subject: string) => `${host}\0${subject}`;
const plain = (subject: string, level: Finding['level'], text: string): Finding => ({
  subject,
  level,
  text,
  value: null,
  limit: null,
});
