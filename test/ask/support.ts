// A small herd, and questions to it as they are typed.
import { onTestFinished } from 'vitest';
import { Asker, type AskLimits } from '../../src/ask/asker.ts';
import { questionEnvironment } from '../../src/ask/environment.ts';
import type { Relation } from '../../src/model/relation.ts';
import { type Environment, printed, SchemeError } from '../../src/scheme/index.ts';
import { Asked, declare } from '../query/support.ts';

export const RELATIONS: Relation[] = [
  declare('hardware', 'state', {}, { os: 'text', ram: 'integer', booted: 'time' }),
  declare('installed', 'state', { name: 'text' }, { version: 'text' }),
  declare('link', 'state', { to: 'text' }, {}),
  declare('failed', 'event', { service: 'text' }, { time: 'time', status: 'integer' }),
  declare('load', 'metric', {}, { value: 'number' }),
];

/** A store with these relations, and an environment above them. */
export class Typed {
  readonly store: Asked;
  readonly asker: Asker;
  readonly environment: Environment;

  constructor(...relations: Relation[]) {
    this.store = new Asked(...relations);
    this.asker = new Asker(this.store.questions);
    this.environment = questionEnvironment(relations);
    onTestFinished(() => {
      if (this.store.questions.busy > 0) throw new Error('a question was left open');
    });
  }

  /** What a text evaluates to, as `write` prints it. */
  ask(text: string, limits: AskLimits = {}): string {
    return printed(this.asker.evaluateNow(text, this.environment, limits));
  }

  /** The answers, in an order that does not depend on SQLite. */
  sorted(text: string): string {
    return this.ask(`(sort (map (lambda (answer) (format #f "~s" answer)) ${text}) string<?)`).replaceAll(
      '\\"',
      "'",
    );
  }

  /** How a question fails. */
  fault(text: string, limits: AskLimits = {}): string {
    try {
      return `no error, but ${this.ask(text, limits)}`;
    } catch (error) {
      if (error instanceof SchemeError) return error.report().split('\n  in ')[0]!;
      throw error;
    }
  }
}

/** Three machines: one without an operating system that is known, one whose nginx was upgraded at 10. */
export function smallHerd(): Typed {
  const typed = new Typed(...RELATIONS);
  const { store } = typed;
  store.put('hardware', ['tux01', 'guix', 2048, 5], ['tux02', null, 8192, 6], ['tux03', 'debian', 1024, 7]);
  store.put(
    'installed',
    ['tux01', 'nginx', '1.22.0', 0, 10],
    ['tux01', 'nginx', '1.24.0', 10, Number.MAX_SAFE_INTEGER],
    ['tux02', 'nginx', '1.22.1'],
    ['tux03', 'openssh', '9.6'],
  );
  store.put('link', ['a', 'b'], ['b', 'c'], ['c', 'a']);
  store.put('failed', ['tux01', 'nginx', 4, 1], ['tux01', 'nginx', 12, 2], ['tux03', 'cron', 12, 0]);
  return typed;
}
