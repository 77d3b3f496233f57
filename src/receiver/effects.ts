import type { z } from 'zod';
import type { JobReport } from '../model/job.ts';
import {
  HEARTBEAT_PLUGIN,
  JOB_PLUGIN,
  type Message,
  REPORT_PLUGIN,
  type ReportPart,
} from '../model/message.ts';
import { compiledSchema } from './compiled-schema.ts';
import { describeIssues } from './decode.ts';
import { heartbeatSchema, jobSchema, reportSchema } from './job.ts';

/** What the core makes of a message; the hooks of plugins come on top. */
export type CoreEffect =
  /** A message of a plugin. */
  | { kind: 'plugin' }
  /** The parts are messages of plugins. */
  | { kind: 'report'; parts: ReportPart[] }
  | { kind: 'job'; report: JobReport }
  /** Only its host's row changes: the message itself is not worth a row every minute. */
  | { kind: 'heartbeat'; interval: number; leaving: boolean }
  | { kind: 'refused'; reason: string };

const isReport = compiledSchema(jobSchema);

/** The core's own receiver: a pure function of the message. */
export function effectOf(message: Message): CoreEffect {
  if (message.plugin === JOB_PLUGIN)
    return isReport(message.body)
      ? { kind: 'job', report: message.body }
      : parsed(jobSchema, message, report => ({ kind: 'job', report }));
  if (message.plugin === HEARTBEAT_PLUGIN)
    return parsed(heartbeatSchema, message, beat => ({ kind: 'heartbeat', ...beat }));
  if (message.plugin === REPORT_PLUGIN)
    return parsed(reportSchema, message, parts => ({ kind: 'report', parts }));
  return { kind: 'plugin' };
}

function parsed<T>(schema: z.ZodType<T>, message: Message, effect: (body: T) => CoreEffect): CoreEffect {
  const result = schema.safeParse(message.body);
  return result.success
    ? effect(result.data)
    : { kind: 'refused', reason: `body: ${describeIssues(result.error)}` };
}
