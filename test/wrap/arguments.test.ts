import { describe, expect, it } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import { parseWrapArguments } from '../../src/wrap/arguments.ts';
import type { WrapOptions } from '../../src/wrap/options.ts';

const parse = (...argv: string[]) => parseWrapArguments(argv) as WrapOptions;

describe('the wrapper reads its command line', () => {
  it('takes the line of the README', () => {
    const text = 'borg create --stats /export/backup/borg::ipfs-{now} /export/ipfs';
    const options = parse('-H', 'localhost:645', '-e', text);
    expect(options.command).toEqual({ kind: 'shell', text });
    expect(options.queue).toBe('redis://localhost:645');
  });

  it('leaves everything behind -- to the program', () => {
    const options = parse('--tag', 'x', '--', 'borg', '--tag', 'y', '-e', '--', 'z');
    expect(options.command).toEqual({
      kind: 'program',
      program: 'borg',
      args: ['--tag', 'y', '-e', '--', 'z'],
    });
    expect(options.tag).toBe('x');
    expect(parse('--', 'status').command).toEqual({ kind: 'program', program: 'status', args: [] });
  });

  it('has defaults that change nothing about the job', () => {
    expect(parse('-e', 'true')).toEqual({
      command: { kind: 'shell', text: 'true' },
      queue: null,
      tag: null,
      timeout: null,
      lock: null,
      lockWait: 0,
      retries: 0,
      retryWait: 5000,
      quiet: false,
      record: true,
      onError: false,
      inform: [],
      expect: null,
    } satisfies WrapOptions);
  });

  it('reads every option', () => {
    const options = parse(
      ...[
        '--timeout',
        '3h',
        '--lock',
        'borg',
        '--lock-wait',
        '3m',
        '--retries',
        '2',
        '--retry-wait',
        '500ms',
      ],
      ...['-q', '--on-error', '--inform', 'mailto:a@b.eu', '--inform', 'mailto:c@d.org'],
      ...['--expect', ' 0 1  * * mon-fri ', '-e', 'true'],
    );
    expect(options).toMatchObject({ timeout: 10_800_000, lock: 'borg', lockWait: 180_000, retries: 2 });
    expect(options).toMatchObject({ retryWait: 500, quiet: true, onError: true, expect: '0 1 * * mon-fri' });
    expect(options.inform).toEqual(['mailto:a@b.eu', 'mailto:c@d.org']);
    expect(parse('--no-record', '-e', 'x').record).toBe(false);
    expect(parse('--timeout', '0', '-e', 'x').timeout).toBeNull();
  });

  it('takes values as getopt does, and the last one where one counts', () => {
    const options = parse('--tag=a', '-Hhost', '--tag', 'b=c', '--inform=mailto:a@b.eu', '-e', '-x; --y');
    expect(options).toMatchObject({ tag: 'b=c', queue: 'redis://host:6379', inform: ['mailto:a@b.eu'] });
    expect(options.command).toEqual({ kind: 'shell', text: '-x; --y' });
  });

  it('gives help when asked, but not when the program is asked', () => {
    expect(parseWrapArguments(['--help'])).toBe('help');
    expect(parseWrapArguments(['-h'])).toBe('help');
    expect(parse('--', 'borg', '--help').command).toMatchObject({ program: 'borg' });
  });

  it.each([
    [[], /no command to run/],
    [['--'], /no command to run/],
    [['-e', '  '], /no command to run/],
    [['-e', 'a', '-e', 'b'], /more than once/],
    [['-e', 'a', '--', 'b'], /both -e and --/],
    [['borg', 'create'], /unexpected 'borg'/],
    [['--nosuch', '-e', 'a'], /unknown option '--nosuch'/],
    [['--tag'], /option '--tag' needs a value/],
    [['-x', '-e', 'a'], /unknown option '-x'/],
    [['--__proto__', '-e', 'a'], /unknown option '--__proto__'/],
    [['--quiet=yes', '-e', 'a'], /option '--quiet' takes no value/],
    [['-qe', 'a'], /option '-q' takes no value/],
    [['-'], /unexpected '-'/],
    [['--tag', '', '-e', 'a'], /--tag must be a short name/],
    [['--tag', 'a\u001b[2J', '-e', 'a'], /--tag must be a short name/],
    [['--tag', 'ä'.repeat(51), '-e', 'a'], /--tag must be a short name/],
    [['--timeout', 'soon', '-e', 'a'], /'soon' is not a duration/],
    [['--timeout', '', '-e', 'a'], /'' is not a duration/],
    [['--timeout', '25d', '-e', 'a'], /longer than 24 days/],
    [['--retries', '-1', '-e', 'a'], /--retries/],
    [['--retries', '1.5', '-e', 'a'], /--retries 1.5 is not a number/],
    [['--retries', '1001', '-e', 'a'], /not a number from 0 to 1000/],
    [['--lock', '../etc/passwd', '-e', 'a'], /cannot be the name of a lock/],
    [['--lock', '', '-e', 'a'], /cannot be the name of a lock/],
    [['--inform', 'admin@myhost.eu', '-e', 'a'], /not one mail address/],
    [['--inform', 'mailto:a@b,c@d', '-e', 'a'], /not one mail address/],
    [['--inform', 'mailto:a@b?bcc=c@d', '-e', 'a'], /not one mail address/],
    [['--inform', 'mailto:a@b\nBcc: c@d', '-e', 'a'], /not one mail address/],
    [['--expect', '0 1 * *', '-e', 'a'], /not a cron expression/],
    [['--expect', '0 1 * * $(x)', '-e', 'a'], /not a cron expression/],
    [['-H', 'http://x', '-e', 'a'], /not the address of a queue/],
    [['-H', 'redis://user:secret@x', '-e', 'a'], /password does not belong into an address/],
    [['--quiet', '--no-record', '-e', 'a'], /--quiet needs to see/],
  ] as [string[], RegExp][])('refuses %j', (argv, message) => {
    expect(() => parseWrapArguments(argv)).toThrow(Fault);
    expect(() => parseWrapArguments(argv)).toThrow(message);
  });

  it('never repeats a password in its complaint', () => {
    expect(() => parse('-H', 'redis://user:hunter2@x', '-e', 'a')).not.toThrow(/hunter2/);
  });
});
