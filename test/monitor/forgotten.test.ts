import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock/clock.ts';
import type { ReportPart } from '../../src/model/message.ts';
import { Watch } from '../../src/monitor/watch.ts';
import { serviceOf } from '../plugin/plugin-text.ts';

const LOG = { debug() {}, info() {}, warn() {}, error() {} };

/** Looks again and again at a plugin with this monitor; what of it was handed over. */
function watched(monitor: string, takes: () => boolean) {
  const service = serviceOf(`(define-plugin p (monitor (lambda () ${monitor})))`);
  const told: ReportPart[] = [];
  const report = (parts: ReportPart[]) => {
    if (takes()) told.push(...parts);
    return takes();
  };
  const services = () => [{ service, label: null, hash: null }];
  const watch = new Watch({ host: 'tux01', services, report, clock: systemClock, log: LOG });
  return { told, look: () => watch.look(() => true, new AbortController().signal) };
}

describe('what a monitor has told', () => {
  it('counts as told where it was handed over, and else is told again', async () => {
    let takes = true;
    const { told, look } = watched('(news "x" \'(1 2))', () => takes);
    await look();
    await look();
    takes = false;
    await look();
    takes = true;
    await look();
    await look();
    expect(told.map(({ body }) => (body as { whole: boolean }).whole)).toEqual([true, false, true, false]);
  });

  it('is told again when it was too long for a message, or the hook failed behind it', async () => {
    const long = watched(
      '(append (assq-ref (news "x" (list (make-string 2000000 #\\x))) \'came) \'(1))',
      () => true,
    );
    await long.look();
    await long.look();
    expect(long.told.map(({ body }) => body)).toEqual([null, null]);
    expect(long.told.every(({ trouble }) => trouble?.includes('bytes long'))).toBe(true);
    const failing = watched('(error "no" (assq-ref (news "x" \'(1)) \'whole))', () => true);
    await failing.look();
    await failing.look();
    expect(failing.told.every(({ trouble }) => trouble?.includes('no #t'))).toBe(true);
  });
});
