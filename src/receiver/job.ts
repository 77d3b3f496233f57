import * as z from 'zod';
import { JOB_STATES, type JobReport } from '../model/job.ts';
import type { Json } from '../model/message.ts';

const output = z
  .object({ head: z.string(), tail: z.string().default(''), omitted: z.int().min(0).default(0) })
  .describe('What the job wrote: its first and last part, and how many bytes were left out between them.');
const time = z.int().min(0).max(8.64e15);

/** The body of a `job` message; what other senders leave out has a default. */
export const jobSchema = z.object({
  run: z.string().regex(/^[\w.:-]{1,64}$/, 'letters, digits and . _ : - only, 64 at most'),
  state: z.enum(JOB_STATES),
  tag: z.string().min(1).max(255),
  command: z.string().max(65_536).default(''),
  user: z.string().max(255).default(''),
  start: time,
  elapsed: z.int().min(0).nullable().default(null),
  exit: z.int().min(0).max(255).nullable().default(null),
  signal: z.string().max(32).nullable().default(null),
  attempt: z.int().min(1).default(1),
  stdout: output.nullable().default(null),
  stderr: output.nullable().default(null),
  inform: z.array(z.string().max(320)).max(1000).default([]),
  expect: z.string().max(255).nullable().default(null),
  timezone: z.string().max(64).nullable().default(null),
  note: z.string().max(1000).nullable().default(null),
}) satisfies z.ZodType<JobReport>;

/** The body of a `report` message: what the monitor hooks of one round found. */
export const reportSchema = z
  .array(
    z.object({
      plugin: z
        .string()
        .regex(/^[a-zA-Z][\w.-]{0,63}$/, 'a letter, then letters, digits and . _ -, 64 at most'),
      service: z.string().max(255).nullable().default(null),
      hash: z.string().max(128).nullable().default(null),
      time,
      body: z.unknown().transform(body => body as Json),
      trouble: z.string().max(4096).nullable().default(null),
    }),
  )
  .max(1000);

/** The body of a `heartbeat` message. */
export const heartbeatSchema = z.object({
  interval: z.int().min(1000).describe('Milliseconds until the next beat.'),
  leaving: z.boolean().default(false).describe('Does the daemon end, as for an upgrade or a reboot?'),
});
