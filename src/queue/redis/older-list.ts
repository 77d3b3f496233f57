import { createHash } from 'node:crypto';
import type { CapturedOutput, JobReport } from '../../model/job.ts';
import { JOB_PLUGIN, MAX_MESSAGE_BYTES, MESSAGE_VERSION } from '../../model/message.ts';
import type { Delivery } from '../contract.ts';

/** What the older sheepdog, written in Ruby, pushes for each run of a job. */
interface OlderEvent {
  time: string | number;
  elapsed: number;
  host: string;
  user?: string;
  command?: string;
  tag?: string;
  stdout?: string;
  stderr?: string;
  status?: number;
  err?: string;
}

const KEPT = 32 * 1024;

/**
 * An entry of the older list as a delivery of ours. It has no id: the hash of its text serves, so that reading it twice
 * stores it once. The host is what the entry says, for want of anything better.
 */
export function olderDelivery(text: string): Delivery {
  const id = `ruby-${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
  const delivery = { host: 'unknown', number: null, sent: null, text, unfit: null, entry: text };
  if (text.length > MAX_MESSAGE_BYTES) return { ...delivery, unfit: `${text.length} characters long` };
  let event: OlderEvent;
  try {
    event = JSON.parse(text) as OlderEvent;
  } catch (error) {
    return { ...delivery, unfit: `not JSON: ${(error as Error).message}` };
  }
  const end = typeof event?.time === 'number' ? Math.round(event.time * 1000) : parseRubyTime(event?.time);
  if (!event || typeof event.host !== 'string' || !event.host || !Number.isFinite(end))
    return { ...delivery, unfit: 'not an entry of the older sheepdog: no host or no time' };
  const body = reportOf(event, id, end);
  const envelope = { version: MESSAGE_VERSION, id, plugin: JOB_PLUGIN, time: end, body };
  return { ...delivery, host: event.host, text: JSON.stringify(envelope) };
}

function reportOf(event: OlderEvent, run: string, end: number): JobReport {
  const elapsed = Math.max(0, Math.round(Number(event.elapsed) * 1000) || 0);
  const failedToStart = event.err === 'CMD_NOT_FOUND';
  return {
    run,
    state: failedToStart ? 'unstartable' : 'exited',
    tag: event.tag || (event.command ?? '').split(/\s/)[0]?.split('/').pop() || 'unnamed',
    command: event.command ?? '',
    user: event.user ?? '',
    start: Math.max(0, end - elapsed),
    elapsed,
    exit: failedToStart ? 127 : exitOf(event),
    signal: null,
    attempt: 1,
    stdout: capturedOutput(event.stdout),
    stderr: capturedOutput(event.stderr),
    inform: [],
    expect: null,
    timezone: null,
    note: 'sent by the older sheepdog',
  };
}

// Ruby's exitstatus is nil for a job that a signal ended: that was a failure too.
function exitOf({ status, err }: OlderEvent): number {
  if (typeof status === 'number') return status & 0xff;
  return err === 'SUCCESS' ? 0 : 1;
}

function capturedOutput(text: string | undefined): CapturedOutput | null {
  if (typeof text !== 'string') return null;
  if (text.length <= 2 * KEPT) return { head: text, tail: '', omitted: 0 };
  const omitted = Buffer.byteLength(text.slice(KEPT, -KEPT));
  return { head: text.slice(0, KEPT), tail: text.slice(-KEPT), omitted };
}

/** Ruby's Time#to_s: `2021-08-01 12:00:00 +0200`. */
function parseRubyTime(text: unknown): number {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)$/.exec(String(text));
  return match ? Date.parse(`${match[1]}T${match[2]}${match[3]}:${match[4]}`) : Date.parse(String(text));
}
