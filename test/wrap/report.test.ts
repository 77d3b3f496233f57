import { describe, expect, it } from 'vitest';
import type { CapturedOutput } from '../../src/model/job.ts';
import { MAX_MESSAGE_BYTES } from '../../src/model/message.ts';
import { decodeMessage } from '../../src/receiver/decode.ts';
import { effectOf } from '../../src/receiver/effects.ts';
import {
  finalReport,
  jobMessage,
  openReport,
  serialize,
  summary,
  withoutOutputs,
} from '../../src/wrap/report.ts';

const FACTS = {
  run: '1m837c1dgvz0mf',
  tag: 'borg-ipfs',
  command: 'borg create',
  user: 'backup',
  start: 1_795_000_000_000,
  inform: ['mailto:a@b.eu'],
  expect: '0 1 * * *',
  timezone: 'Europe/Berlin',
};
const ORIGIN = { machine: 'm', boot: 'b' };

const report = (
  stdout: CapturedOutput | null,
  outcome = { state: 'exited', exit: 2, signal: null } as const,
) => finalReport(FACTS, { outcome, elapsed: 400, attempt: 1, stdout, stderr: null, note: null });
const message = (stdout: CapturedOutput | null) => jobMessage(report(stdout), 'id-1', FACTS.start, ORIGIN);

/** What the receiver makes of a message. */
function received(text: string) {
  const decoded = decodeMessage(text, { id: 'x', time: 0 });
  if (decoded.kind !== 'message') throw new Error(JSON.stringify(decoded));
  return effectOf(decoded.message);
}

describe('the message of a run', () => {
  it('is taken by the receiver as it was meant, in every state', () => {
    const output = { head: 'a\u0000\u001b', tail: '🐑', omitted: 7 };
    expect(received(serialize(message(output)))).toEqual({ kind: 'job', report: report(output) });
    for (const state of ['running', 'lost'] as const) {
      const open = openReport(FACTS, state, 'why');
      expect(received(serialize(jobMessage(open, 'i', 1, ORIGIN)))).toEqual({ kind: 'job', report: open });
    }
  });

  it('is never longer than a message may be, and counts what it leaves out', () => {
    const output = { head: '\u0000'.repeat(200_000), tail: '🐑'.repeat(200_000), omitted: 5 };
    const text = serialize(message(output));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
    const effect = received(text);
    if (effect.kind !== 'job') throw new Error(JSON.stringify(effect));
    const { head, tail, omitted } = effect.report.stdout!;
    expect(Buffer.byteLength(head + tail) + omitted).toBe(200_000 + 800_000 + 5);
    expect(head).not.toBe('');
    expect(tail).not.toBe('');
  });

  it('fits into a run record without its outputs, and says why they are gone', () => {
    const bare = withoutOutputs(
      message({ head: 'x'.repeat(60_000), tail: '', omitted: 0 }),
      'outputs dropped: ENOSPC',
    );
    expect(Buffer.byteLength(serialize(bare))).toBeLessThan(8192);
    expect(received(serialize(bare))).toMatchObject({
      report: { stdout: null, stderr: null, note: 'outputs dropped: ENOSPC', exit: 2 },
    });
  });
});

describe('the line for a person', () => {
  it.each([
    [{ state: 'exited', exit: 0, signal: null }, 'borg-ipfs ended well after 0.4 s'],
    [{ state: 'exited', exit: 2, signal: null }, 'borg-ipfs failed (exit 2) after 0.4 s'],
    [{ state: 'killed', exit: 137, signal: 'SIGKILL' }, 'borg-ipfs was killed by SIGKILL after 0.4 s'],
    [{ state: 'timeout', exit: 143, signal: 'SIGTERM' }, 'borg-ipfs ran too long and was ended after 0.4 s'],
    [{ state: 'unstartable', exit: 127, signal: null }, 'borg-ipfs could not be started (exit 127)'],
  ])('%j', (outcome, line) => {
    expect(summary(report(null, outcome as never))).toBe(line);
  });
});
