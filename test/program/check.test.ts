import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeConfigurationLanguage } from '../../src/configuration/language.ts';
import { testDirectory } from '../support/directory.ts';
import { HerdStore } from '../support/herd.ts';
import { asJson, person } from '../support/person.ts';
import { haveRedis, startRedis } from '../support/redis.ts';
import { mailServer } from '../support/smtp.ts';

/** A folder with these files, and a person beside it. */
function folderOf(files: Record<string, string>) {
  const folder = testDirectory();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { say } = person(new HerdStore());
  return {
    folder,
    check: (name: string, ...argv: string[]) => say(['check', '-c', join(folder, name), ...argv]),
  };
}

const BASE = makeConfigurationLanguage().baseServices.length;
const TWO_MACHINES = `
(herd
  (machines (list (machine (name "tux01"))
                  (machine (name "tux02") (services (list (service disk-service-type))))))
  (notifiers (list (log-notifier))))`;

describe('check', () => {
  it('says what a configuration amounts to', async () => {
    const { check } = folderOf({ 'server-config.scm': TWO_MACHINES });
    const { status, out, err } = await check('server-config.scm');
    expect([status, out, err]).toEqual([
      0,
      `server-config.scm: 2 machines, ${BASE + 1} services, 2 rules, 1 notifier\n`,
      '',
    ]);
    expect(asJson((await check('server-config.scm', '--json')).out)).toEqual([
      {
        file: expect.stringMatching(/server-config.scm$/),
        machines: 2,
        services: BASE + 1,
        rules: 2,
        notifiers: 1,
      },
    ]);
  });

  it('holds the defaults for right where there is no configuration', async () => {
    const { status, out } = await person(new HerdStore()).say(['check']);
    expect([status, out]).toEqual([
      0,
      `no configuration, so the defaults hold: no machine named, ${BASE} services on each, 2 rules, 0 notifiers\n`,
    ]);
  });

  it('tells all errors at once, with their places and hints, and exits with 1', async () => {
    const { folder, check } = folderOf({ 'h.scm': '(herd\n  (machnes (list))\n  (services 5))\n' });
    const { status, out, err } = await check('h.scm');
    expect([status, out]).toEqual([1, '']);
    expect(err).toBe(
      [
        `${folder}/h.scm:2:4: error: herd has no field 'machnes'`,
        "hint: did you mean 'machines'?",
        `${folder}/h.scm:3:13: error: herd: field 'services' must be a list-of-services, but is 5`,
        'hint: services: What is watched on machines that are not named.',
        '',
      ].join('\n'),
    );
    const [first, second, ...more] = asJson((await check('h.scm', '--json')).out);
    expect(first).toMatchObject({ severity: 'error', line: 2, column: 4, hint: "did you mean 'machines'?" });
    expect(second).toMatchObject({ severity: 'error', line: 3 });
    expect(more).toEqual([]);
  });

  it('tells of two plugins whose relations have one name, and of one the store could not keep', async () => {
    const plugin = (name: string, relation: string) =>
      `(define-plugin ${name} (synopsis "") (relations ${relation}))`;
    const { folder, check } = folderOf({
      'h.scm': '(use-plugins one two)\n(herd)',
      'plugins/one.scm': plugin('one', '(state (seen host what))'),
      'plugins/two.scm': plugin('two', '(state (Seen host)) (metric (heat host) (place text ""))'),
    });
    const { status, err } = await check('h.scm');
    expect(status).toBe(1);
    expect(err).toContain(
      `${folder}/plugins/two.scm:1:16: error: relation 'Seen' of plugin 'two' is there already`,
    );
    expect(err).toContain("error: relation 'heat' measures 'place', a text\nhint: ");
  });

  it('cannot be misled by what stands in a file', async () => {
    const { check } = folderOf({ 'h.scm': '(herd (queue "\\x1b;[2J"))' });
    const { status, err } = await check('h.scm');
    expect(status).toBe(1);
    expect(err).not.toContain('\x1b');
  });

  it('says that there is no such file', async () => {
    const { check } = folderOf({});
    const { status, err } = await check('nothing.scm');
    expect([status, err]).toEqual([
      2,
      expect.stringMatching(/^sheepdog: error: cannot read the configuration /),
    ]);
  });

  it('tries the queue only when told to, and opens no secret before', async () => {
    const address = 'redis://localhost:1?password-file=/nowhere/secret';
    const { check } = folderOf({ 'h.scm': `(herd (queue "${address}"))` });
    expect(await check('h.scm')).toMatchObject({ status: 0, err: '' });
    const { status, err } = await check('h.scm', '--live');
    expect(status).toBe(1);
    expect(err).toContain('cannot read the secret file /nowhere/secret');
  });

  it.runIf(haveRedis())('finds a queue that is there', async () => {
    const redis = await startRedis(testDirectory());
    onTestFinished(() => redis.kill());
    const queue = `redis://localhost:${redis.port}`;
    const other = `redis://dog.tux01@localhost:${redis.port}?password-file=/nowhere/secret`;
    const { check } = folderOf({
      'h.scm': `(herd (queue "${queue}"))`,
      'two.scm': `(herd (queue "${queue}") (alive-queue "${other}"))`,
    });
    const { status, out } = await check('h.scm', '--live');
    expect(out).toContain(`\nqueue ${queue}: is there\n`);
    expect(status).toBe(0);
    expect(await check('two.scm', '--live')).toMatchObject({
      status: 1,
      out: expect.stringContaining(`\nqueue ${queue}: is there\n`),
      err: expect.stringContaining(`alive-queue ${other}: cannot read the secret file /nowhere/secret`),
    });
  });

  it('tries the notifiers, telling nobody anything', async () => {
    const server = await mailServer();
    const mail = (port: number, name: string) =>
      `(mail-notifier (name "${name}") (to '("a@lab.org")) (from "b@lab.org") (server "smtp://127.0.0.1:${port}"))`;
    const { check } = folderOf({
      'h.scm': `(herd (notifiers (list ${mail(server.port, 'post')} ${mail(1, 'pigeon')})))`,
    });
    const { status, out, err } = await check('h.scm', '--live');
    expect([status, server.mails]).toEqual([1, []]);
    expect(out).toContain('notifier post: is there\n');
    expect(err).toMatch(/^error: notifier pigeon: .*ECONNREFUSED.*\nhint: sheepdog notify sends a trial\n$/);
    expect(asJson((await check('h.scm', '--live', '--json')).out).slice(1)).toMatchObject([
      { notifier: 'post', error: null },
      { notifier: 'pigeon', error: expect.stringContaining('ECONNREFUSED') },
    ]);
  });
});
