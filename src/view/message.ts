import type { CapturedOutput } from '../model/job.ts';
import type { Json, Message } from '../model/message.ts';
import type { JobRunRow } from '../store/job-runs.ts';
import type { MessageRow } from '../store/messages.ts';
import { type JobView, jobView } from './jobs.ts';

/** One message whole; `--json` shows it as it is. */
export interface MessageView {
  id: string;
  host: string;
  plugin: string;
  time: Date;
  sent: Date | null;
  received: Date;
  spool: string | null;
  number: number | null;
  machine: string | null;
  boot: string | null;
  hash: string | null;
  /** The run it tells of, for a message of a job. */
  run: JobView | null;
  body: Json;
}

export function messageView(
  row: MessageRow,
  message: Message,
  run: JobRunRow | null,
  now: number,
): MessageView {
  const { id, host, plugin, spool, number } = row;
  const { machine, boot, hash, body } = message;
  return {
    id,
    host,
    plugin,
    time: new Date(row.time),
    sent: row.sent === null ? null : new Date(row.sent),
    received: new Date(row.received),
    spool,
    number,
    machine,
    boot,
    hash,
    run: run && jobView(run, now),
    body,
  };
}

/** What was recorded of an output, marked where something was left out. */
export function outputText({ head, tail, omitted }: CapturedOutput): string {
  if (omitted === 0) return head + tail;
  const before = head === '' || head.endsWith('\n') ? head : `${head}\n`;
  return `${before}[… ${omitted} bytes left out …]\n${tail}`;
}
