import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { askInChild } from '../../src/rule/in-child.ts';
import { WatchedHerd } from '../expect/watched-herd.ts';

const PROGRAM = join(import.meta.dirname, '../../dist/rules.cjs');

/** Three rules: one that finds something, one that ends its process, one that comes after it. */
const RULES = `
(define-rule (mounts host mount)
  (synopsis "x") (interval (hours 1))
  (mounted host mount)
  => (finding mount 'note "is there"))
(define-rule (greedy host)
  (synopsis "x") (interval (hours 1))
  (mounted host "/")
  => (finding "x" 'note "~a" (let loop ((all '())) (loop (cons (make-vector 1000 0) all)))))
`;

it('rules are asked in a process of their own, which may die of them', async () => {
  const herd = new WatchedHerd(Date.now(), '(rules (list mounts greedy))', RULES);
  onTestFinished(() => herd.close());
  const root = { mount: '/', source: '/dev/sda1', type: 'ext4', size: 10, used: 1, 'used-ratio': 0.1 };
  herd.report('tux01', 'disk', [root]);
  const ask = (...names: string[]) =>
    askInChild([PROGRAM, herd.path, 'server', herd.configuration], names, new AbortController().signal);
  const finding = { subject: '/', level: 'note', text: 'is there', value: null, limit: null };
  expect(await ask('mounts')).toEqual([
    { rule: 'mounts', findings: [{ host: 'tux01', finding }], trouble: null },
  ]);
  const [first, second] = await ask('mounts', 'greedy');
  expect(first).toMatchObject({ rule: 'mounts', trouble: null });
  if (second) expect(second.trouble).toMatch(/memory/);
}, 60_000);
