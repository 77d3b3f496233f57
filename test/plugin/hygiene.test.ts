import { describe, expect, it } from 'vitest';
import type { Message } from '../../src/model/message.ts';
import { runReceiver } from '../../src/plugin/hooks.ts';
import type { Service } from '../../src/plugin/plugin.ts';
import { serviceOf, servicesOf } from './plugin-text.ts';

const message = (body: Message['body']): Message => ({
  version: 1,
  id: 'm',
  machine: null,
  boot: null,
  plugin: 'p',
  hash: null,
  time: 1000,
  body,
});
const textsOf = (service: Service, body: Message['body'] = 3) =>
  runReceiver(service, 'tux01', message(body)).map(
    effect => effect.kind === 'finding' && effect.finding.text,
  );

const plugin = (name: string, helper: string, limit: number) => `
(define (helper x) ${helper})
(define-syntax twice (syntax-rules () ((_ x) (list (helper x) (helper x)))))
(define-syntax limit-of (syntax-rules () ((_) limit)))
(define-plugin ${name}
  (synopsis "x")
  (options (limit (count ${limit}) "A limit.") (name (string "${name}") "A name."))
  (relations (state (r-${name} host) (n integer "N.")))
  (receiver (lambda (message)
    (finding name 'ok "~a ~a ~a" name limit (twice (message-body message))))))`;

describe('plugins', () => {
  it('have helpers, macros and options of their own, whatever those of others are called', () => {
    const [one, two] = servicesOf(
      `(define (helper x) 'mine) (define limit 'mine)
       (herd (services (list (service one-service-type) (service two-service-type (two-configuration (limit 9))))))`,
      { one: plugin('one', '(+ x 1)', 5), two: plugin('two', '(* x 10)', 7) },
    );
    expect(textsOf(one!)).toEqual(['one 5 (4 4)']);
    expect(textsOf(two!)).toEqual(['two 9 (30 30)']);
  });

  it('show nothing but configuration, accessors, service type and relations', () => {
    const beside = { one: plugin('one', '(+ x 1)', 5) };
    for (const hidden of ['(helper 1)', '(twice 1)', 'limit', '%one-configuration-form'])
      expect(() => servicesOf(`${hidden} (herd)`, beside)).toThrow(/unbound variable|syntax/);
    const visible = '(list (one-configuration-limit (one-configuration)) one-service-type (r-one "h" 1))';
    expect(() => servicesOf(`${visible} (herd)`, beside)).not.toThrow();
  });

  it('may have a file that defines what the herd defines as well', () => {
    const [service] = servicesOf(
      "(define car cdr) (define (list . x) 'broken) (herd (services (cons (service one-service-type) '())))",
      { one: plugin('one', '(car (list x 2))', 5) },
    );
    expect(textsOf(service!)).toEqual(['one 5 (3 3)']);
  });

  it('may call an option as a procedure of the base library is called, and use both', () => {
    const service = serviceOf(`
      (define (without-first items) (delete (car items) items))
      (define-plugin p (synopsis "x")
        (options (delete (boolean #t) "D.") (list (list-of-numbers '(1 2 3)) "L.") (name (string "n") "N.")
                 (map (count 2) "M.") (message (string "hi") "M."))
        (receiver (lambda (received)
          (finding name 'ok "~a ~a ~a ~a ~a" delete list map message (without-first list)))))`);
    expect(textsOf(service)).toEqual(['#t (1 2 3) 2 hi (2 3)']);
  });

  it('may redefine car for themselves, and harm nobody', () => {
    const [one, two] = servicesOf(
      '(herd (services (list (service one-service-type) (service two-service-type))))',
      {
        one: `(define (car x) 'mine)
              (define-plugin one (synopsis "x") (receiver (lambda (m) (finding "s" 'ok "~a ~a" (car '(1)) (cadr '(1 2))))))`,
        two: `(define-plugin two (synopsis "x") (receiver (lambda (m) (finding "s" 'ok "~a ~a" (car '(1)) (map car '((1)))))))`,
      },
    );
    expect(textsOf(one!)).toEqual(['mine 2']);
    expect(textsOf(two!)).toEqual(['1 (1)']);
  });

  it('take field names in a configuration for what they are, whatever is bound to them there', () => {
    const [service] = servicesOf(
      `(define limit 3)
       (herd (services (let ((name "outer")) (list (service one-service-type (one-configuration (limit limit) (name name)))))))`,
      { one: plugin('one', 'x', 5) },
    );
    expect(textsOf(service!)).toEqual(['outer 3 (3 3)']);
  });

  it('inherit what is not given anew', () => {
    const [service] = servicesOf(
      `(define base (one-configuration (limit 1) (name "base")))
       (herd (services (modify-services (list (service one-service-type base))
                         (one-service-type config => (one-configuration (inherit config) (limit 2))))))`,
      { one: plugin('one', 'x', 5) },
    );
    expect(textsOf(service!)).toEqual(['base 2 (3 3)']);
  });
});
