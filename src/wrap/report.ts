import { formatDuration } from '../clock/duration.ts';
import type { CapturedOutput, JobReport } from '../model/job.ts';
import { succeeded } from '../model/job.ts';
import { JOB_PLUGIN, type Json, MAX_MESSAGE_BYTES, MESSAGE_VERSION, type Message } from '../model/message.ts';
import type { Outcome } from './outcome.ts';

/** What is known of a run before it starts, and stays. */
export type RunFacts = Pick<
  JobReport,
  'run' | 'tag' | 'command' | 'user' | 'start' | 'inform' | 'expect' | 'timezone'
>;

/** What is known when it is over. */
export interface RunResult {
  outcome: Outcome;
  elapsed: number;
  attempt: number;
  stdout: CapturedOutput | null;
  stderr: CapturedOutput | null;
  note: string | null;
}

/** Where the message is from. */
export type Origin = Pick<Message, 'machine' | 'boot'>;

/** The report of a run that goes on, or of one whose wrapper died. */
export function openReport(facts: RunFacts, state: 'running' | 'lost', note: string | null): JobReport {
  const unknown = { elapsed: null, exit: null, signal: null, stdout: null, stderr: null };
  return { ...facts, ...unknown, state, attempt: 1, note };
}

/** The report of a run that is over. */
export function finalReport(facts: RunFacts, { outcome, ...result }: RunResult): JobReport {
  return { ...facts, ...outcome, ...result };
}

/** Puts a report into its envelope. */
export function jobMessage(report: JobReport, id: string, time: number, origin: Origin): Message {
  const body = report as unknown as Json;
  return { version: MESSAGE_VERSION, id, ...origin, plugin: JOB_PLUGIN, hash: null, time, body };
}

/** The message as JSON, its outputs shortened until it is no longer than a message may be. */
export function serialize(message: Message): string {
  const text = JSON.stringify(message);
  if (Buffer.byteLength(text) <= MAX_MESSAGE_BYTES) return text;
  const report = message.body as unknown as JobReport;
  const shorter = { ...report, stdout: halved(report.stdout), stderr: halved(report.stderr) };
  return serialize({ ...message, body: shorter as unknown as Json });
}

/** The same report without outputs. */
export function withoutOutputs(message: Message, reason: string): Message {
  const report = message.body as unknown as JobReport;
  const note = [report.note, reason].filter(Boolean).join('; ');
  const bare: JobReport = { ...report, stdout: null, stderr: null, note };
  return { ...message, body: bare as unknown as Json };
}

/** One line for a person at a terminal: `borg-ipfs failed (exit 2) after 0.4 s`. */
export function summary(report: JobReport): string {
  const after = `after ${formatDuration(report.elapsed ?? 0)}`;
  if (succeeded(report)) return `${report.tag} ended well ${after}`;
  switch (report.state) {
    case 'timeout':
      return `${report.tag} ran too long and was ended ${after}`;
    case 'killed':
      return `${report.tag} was killed by ${report.signal} ${after}`;
    case 'unstartable':
      return `${report.tag} could not be started (exit ${report.exit})`;
    default:
      return `${report.tag} failed (exit ${report.exit}) ${after}`;
  }
}

function halved(output: CapturedOutput | null): CapturedOutput | null {
  if (!output) return null;
  const text = output.head + output.tail;
  const keep = Math.floor(Math.max(output.head.length, output.tail.length) / 2);
  const whole = Buffer.byteLength(text) + output.omitted;
  const head = text.slice(0, Math.min(keep, output.head.length)).replace(/[\ud800-\udbff]$/, '');
  const tail = text.slice(Math.max(text.length - keep, head.length)).replace(/^[\udc00-\udfff]/, '');
  return { head, tail, omitted: whole - Buffer.byteLength(head) - Buffer.byteLength(tail) };
}
