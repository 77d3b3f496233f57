import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HerdStore } from '../support/herd.ts';
import { person } from '../support/person.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');
const scheme = (folder: string) => readdirSync(folder).filter(name => name.endsWith('.scm'));

/** Lines of a file that are neither empty nor comment. */
const codeLines = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line.trim() !== '' && !line.startsWith(';'));

describe('the examples', () => {
  it('are there', () => {
    expect(scheme(EXAMPLES)).toHaveLength(5);
    expect(scheme(join(EXAMPLES, 'plugins'))).toHaveLength(3);
  });

  it.each(scheme(EXAMPLES))('have a herd without a fault: %s', async name => {
    const said = await person(new HerdStore()).say(['check', '-c', join(EXAMPLES, name)]);
    expect(said).toEqual({ status: 0, out: expect.stringMatching(`^${name}: .*services`), err: '' });
  });

  it.each(scheme(join(EXAMPLES, 'plugins')))('have a plugin that passes its examples: %s', async name => {
    const { status, out } = await person(new HerdStore()).say([
      'plugin',
      'test',
      join(EXAMPLES, 'plugins', name),
    ]);
    expect([status, out]).toEqual([0, expect.stringMatching(/^PASS /)]);
  });

  it('have a monitor, receiver, relation and finding in at most 15 lines', () => {
    const lines = codeLines(join(EXAMPLES, 'plugins/waiting.scm'));
    for (const part of ['(monitor', '(receiver', '(relations', '(finding'])
      expect(lines.some(line => line.includes(part))).toBe(true);
    expect(lines.length).toBeLessThanOrEqual(15);
  });
});
