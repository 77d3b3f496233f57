import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HerdStore } from '../support/herd.ts';
import { asJson, person } from '../support/person.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples/plugins');
const say = (...argv: string[]) => person(new HerdStore()).say(['doc', ...argv]);

describe('doc', () => {
  it('shows what a plugin declares: options, relations, examples', async () => {
    const { status, out } = await say(join(EXAMPLES, 'btrfs-scrub.scm'));
    expect(status).toBe(0);
    expect(out).toBe(
      [
        'btrfs-scrub: When each btrfs file system was last scrubbed, and whether it was clean',
        `${EXAMPLES}/btrfs-scrub.scm; a monitor on the machine, a receiver on the server`,
        '',
        '(service btrfs-scrub-service-type (btrfs-scrub-configuration FIELD …)), the fields with their types and defaults:',
        '  (interval (duration (hours 6)))',
        '      Time between two looks.',
        '  (mounts (list-of-strings))',
        '      Mount points to watch.',
        '  (warn-after (duration (days 35)))',
        '      Age of the last scrub that goes into the digest.',
        '  (bark-after (duration (days 70)))',
        '      Age that barks.',
        '',
        'state (scrubbed host mount)',
        '  (started time)',
        '      When the last scrub began.',
        '  (clean boolean)',
        '      Did it find no error?',
        '',
        "Examples, run by 'sheepdog plugin test btrfs-scrub':",
        '  an old scrub barks',
        '  errors bark, however young the scrub',
        '',
      ].join('\n'),
    );
  });

  it('has JSON, and knows what ships by its name', async () => {
    const [disk] = asJson((await say('disk', '--json')).out);
    expect(disk).toMatchObject({ name: 'disk', monitor: true, receiver: true });
    expect(disk.options).toContainEqual({
      name: 'ignore',
      type: 'list-of-strings',
      default: "'()",
      doc: 'Mount points left alone.',
    });
    expect(disk.relations.map(({ name }: { name: string }) => name)).toEqual(['mounted', 'disk-used']);
  });

  it('shows the fields of a form, and what a procedure is for', async () => {
    expect((await say('machine')).out).toMatch(
      /^\(machine \(FIELD VALUE\) …\)\n\n {2}\(name \(string\)\)\n {6}The machine's/,
    );
    expect((await say('above')).out).toMatch(
      /^\(above value #:key .*\nThe level of a value that should stay low/,
    );
    expect((await say('file-systems')).out).toContain('file-systems');
  });

  it('says when nothing is called so', async () => {
    const { status, err } = await say('nonsense');
    expect([status, err]).toEqual([2, expect.stringContaining("nothing is called 'nonsense'\nhint: ")]);
  });
});
