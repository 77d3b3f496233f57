import { expect, it } from 'vitest';
import { runReceiver } from '../../src/plugin/hooks.ts';
import { serviceOf } from './plugin-text.ts';

const message = {
  version: 1,
  id: 'm',
  machine: null,
  boot: null,
  plugin: 'p',
  hash: null,
  time: 1000,
  body: null,
};

/** What the decision is given by a finding of this form. */
function given(form: string) {
  const plugin = `(define-plugin p (synopsis "x") (receiver (lambda (message) (finding "/" ${form}))))`;
  const [effect] = runReceiver(serviceOf(plugin), 'tux01', message);
  if (effect?.kind !== 'finding') throw new Error('no finding');
  const { level, hold, lingers, tolerate } = effect.finding;
  return { level, hold, lingers, tolerate };
}

it.each([
  ['(above 98 #:warn 90 #:bark 97)', { level: 'bark' }],
  ['(above 98 #:warn 90 #:bark 97 #:for (minutes 5))', { level: 'bark', hold: 300_000 }],
  ['(above 88 #:warn 90 #:bark 97 #:clear 85)', { level: 'ok', lingers: true }],
  ['(above 85 #:warn 90 #:bark 97 #:clear 85)', { level: 'ok' }],
  ['(below 12 #:bark 10 #:clear 15 #:for (hours 1))', { level: 'ok', lingers: true, hold: 3_600_000 }],
  [`'bark "it is" #:for (minutes 5) #:tolerate 2`, { level: 'bark', hold: 300_000, tolerate: 2 }],
  [`(above 98 #:bark 97 #:for (minutes 5)) "~a %" 98 #:for (minutes 1)`, { level: 'bark', hold: 60_000 }],
])('a finding carries what the decision needs: %s', (form, expected) => {
  expect(given(form)).toEqual({ hold: undefined, lingers: undefined, tolerate: undefined, ...expected });
});
