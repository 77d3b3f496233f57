import { describe, expect, it } from 'vitest';
import { HerdStore } from '../support/herd.ts';
import { person } from '../support/person.ts';

describe('every command', () => {
  const VERBS = [
    'jobs',
    'show',
    'status',
    'send',
    'check',
    'try',
    'doc',
    'plugin',
    'plugin new',
    'plugin list',
    'plugin test',
    'dead-letters',
    'dead-letters list',
    'dead-letters retry',
    'dead-letters drop',
  ];

  it.each(VERBS)('has complete help with an example: %s', async verb => {
    const { status, out, err } = await person(new HerdStore()).say([...verb.split(' '), '--help']);
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`Examples?:\\n(?:  .*\\n)*?  .*sheepdog ${verb.split(' ')[0]}`));
    expect(out).toContain(['dead-letters', 'plugin'].includes(verb) ? 'list' : '--json');
  });

  it('is in the help of the program, which needs no verb', async () => {
    const { say } = person(new HerdStore());
    const { status, out } = await say([]);
    expect(status).toBe(0);
    for (const verb of VERBS) expect(out).toContain(verb.split(' ')[0]);
    expect(out).toBe((await say(['--help'])).out);
    expect(out).toContain('sheepdog run --help');
    expect((await say(['--version'])).out).toBe('0.0.0-test\n');
  });

  it('says what is wrong with its arguments, and 64', async () => {
    const { say } = person(new HerdStore());
    expect(await say(['jobz'])).toEqual({
      status: 64,
      out: '',
      err: "sheepdog: error: unknown command 'jobz'\nhint: did you mean 'jobs'?\n",
    });
    for (const argv of [
      ['jobs', '--fail'],
      ['jobs', '--limit', '0'],
      ['show'],
      ['jobs', 'x'],
      ['status', '--json=x'],
      ['jobs', '--since', 'yesterday'],
      ['send', 'room', '-H', 'a b'],
    ]) {
      const { status, out, err } = await say(argv);
      expect([status, out, err.startsWith('sheepdog: error: ')]).toEqual([64, '', true]);
    }
    expect((await say(['jobs', '--since', 'yesterday'])).err).toMatch(/is no moment\nhint: write it as 2d/);
  });
});
