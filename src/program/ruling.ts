import { join } from 'node:path';
import { errorText } from '../model/fault.ts';
import { hostName } from '../platform/identity.ts';
import type { RuleAnswer } from '../rule/ask-rule.ts';
import { conclude } from '../rule/conclude.ts';
import { askInChild } from '../rule/in-child.ts';
import { Timetable } from '../rule/timetable.ts';
import type { Store } from '../store/store.ts';
import type { DaemonContext } from './daemon-program.ts';

const BETWEEN_LOOKS = 5_000;
const AFTER_START = 60_000;

/** Asks the rules of the herd when they are due, until the signal aborts; what they find is found like anything else. */
export async function rule(store: Store, path: string, context: DaemonContext): Promise<void> {
  const { clock, log, signal, dog } = context;
  const timetable = new Timetable();
  while (!signal.aborted) {
    const { herd, file } = dog();
    const due = timetable.due(herd.rules, clock.monotonic(), AFTER_START);
    if (due.length > 0) {
      const program = [
        join(import.meta.dirname, 'rules.cjs'),
        path,
        hostName(),
        ...(file === null ? [] : [file]),
      ];
      try {
        const answers = await askInChild(program, due, signal);
        if (!signal.aborted) settle(store, due, answers, clock.now());
      } catch (error) {
        log.error({ error: errorText(error), rules: due }, 'rules could not be asked');
      }
    }
    await clock.sleep(BETWEEN_LOOKS, signal);
  }
}

/** Writes what came of asking these rules, in one transaction. */
export function settle(store: Store, asked: readonly string[], answers: RuleAnswer[], now: number): void {
  const server = hostName();
  const known = store.watched().findings;
  const none = (rule: string): RuleAnswer => ({
    rule,
    findings: [],
    trouble: 'asking it ended a process of its own: does it take all memory?',
  });
  store.transaction(writer => {
    for (const name of asked) {
      const answer = answers.find(({ rule }) => rule === name) ?? none(name);
      const ofRule = known.filter(({ plugin }) => plugin === name);
      for (const { host, finding } of conclude(answer, ofRule, server))
        writer.apply([{ kind: 'finding', finding }], {
          host,
          plugin: name,
          time: now,
          received: now,
          belated: false,
          ownWord: true,
        });
    }
  });
}
