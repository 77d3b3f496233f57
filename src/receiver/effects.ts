import type { z } from 'zod';
import type { JobReport } from '../model/job.ts';
import { HEARTBEAT_PLUGIN, JOB_PLUGIN, type Message } from '../model/message.ts';
import { describeIssues } from './decode.ts';
import { heartbeatSchema, jobSchema } from './job.ts';

/** What a message does to the store besides being kept. */
export type Effect =
  | { kind: 'none' }
  | { kind: 'job'; report: JobReport }
  /** Only its host's row changes: the message itself is not worth a row every minute. */
  | { kind: 'heartbeat'; interval: number }
  | { kind: 'refused'; reason: string };

/** The core's own receiver: a pure function of the message. */
export function effectOf(message: Message): Effect {
  if (message.plugin === JOB_PLUGIN) return parsed(jobSchema, message, report => ({ kind: 'job', report }));
  if (message.plugin === HEARTBEAT_PLUGIN)
    return parsed(heartbeatSchema, message, ({ interval }) => ({ kind: 'heartbeat', interval }));
  return { kind: 'none' };
}

function parsed<T>(schema: z.ZodType<T>, message: Message, effect: (body: T) => Effect): Effect {
  const result = schema.safeParse(message.body);
  return result.success
    ? effect(result.data)
    : { kind: 'refused', reason: `body: ${describeIssues(result.error)}` };
}
