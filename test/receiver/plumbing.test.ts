import { describe, expect, it } from 'vitest';
import type { ReportPart } from '../../src/model/message.ts';
import { HerdReceivers } from '../../src/receiver/plugins.ts';
import { serviceOf } from '../plugin/plugin-text.ts';

const PART: ReportPart = { plugin: 'p', service: null, hash: 'a', time: 1000, body: 1, trouble: null };

/** Receivers of a herd in which every machine runs the plugin p, of this hash on the server; or none. */
function receivers(hash: string | null) {
  const service = serviceOf('(define-plugin p (synopsis "x") (receiver (lambda (message) #f)))');
  return new HerdReceivers(() => (hash === null ? null : { service, hash }));
}

/** What is said of the plumbing: how, subject and level. */
function said(plugins: HerdReceivers, part: Partial<ReportPart> = {}, looked = true): string[] {
  const outcome = plugins.receive('tux01', { ...PART, ...part }, looked);
  if (outcome.kind === 'refused') return [outcome.reason];
  return outcome.effects.map(effect =>
    effect.kind === 'finding' || effect.kind === 'mended'
      ? `${effect.kind} ${effect.finding.subject} ${effect.finding.level}`
      : effect.kind,
  );
}

describe('of the way between monitor and receiver', () => {
  it('nothing is found while it is well', () => {
    expect(said(receivers('a'))).toEqual(['mended (monitor) ok', 'mended (receiver) ok']);
  });

  it('trouble is found once, and its end', () => {
    const plugins = receivers('a');
    const trouble = { trouble: 'no such luck' };
    expect(said(plugins, trouble)).toEqual(['finding (monitor) warn', 'mended (receiver) ok']);
    expect(said(plugins, trouble)).toEqual([]);
    expect(said(plugins)).toEqual(['mended (monitor) ok']);
  });

  it('what somebody sends by hand says nothing of the monitor', () => {
    expect(said(receivers('a'), {}, false)).toEqual(['mended (receiver) ok']);
  });

  it('another version, and a service the server does not have, are noted', () => {
    expect(said(receivers('b'))).toContain('finding (receiver) note');
    expect(said(receivers(null))).toContain('finding (receiver) note');
  });

  it('what may not have been stored is found again', () => {
    const plugins = receivers('a');
    said(plugins, { trouble: 'no such luck' });
    plugins.again();
    expect(said(plugins, { trouble: 'no such luck' })).toContain('finding (monitor) warn');
  });

  it('what is found is told even of a message that the hook refuses', () => {
    const service = serviceOf('(define-plugin p (synopsis "x") (receiver (lambda (message) (error "no"))))');
    const plugins = new HerdReceivers(() => ({ service, hash: 'a' }));
    plugins.receive('tux01', { ...PART, trouble: 'no such luck' }, true);
    expect(plugins.receive('tux01', PART, true)).toMatchObject({
      kind: 'refused',
      effects: [{ kind: 'mended', finding: { subject: '(monitor)', level: 'ok' } }],
    });
  });

  it('services of one plugin are told apart', () => {
    expect(said(receivers('a'), { service: 'big', trouble: 'x' })[0]).toBe('finding big (monitor) warn');
  });
});
