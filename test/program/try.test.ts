import { readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testDirectory } from '../support/directory.ts';
import { HerdStore } from '../support/herd.ts';
import { asJson, NOW, person } from '../support/person.ts';

const SHEEP = `(define-plugin sheep
  (synopsis "Counts sheep")
  (options (flock (list-of-strings) "Files, each with a number of sheep.")
           (most (count 5) "More than these are too many."))
  (relations (state (sheep-count host file) (n integer "How many.")))
  (monitor (lambda () (map (lambda (file) \`((file . ,file) (n . ,(string->number (command-output "cat" file))))) flock)))
  (receiver
    (lambda (message)
      (map (lambda (each)
             (with-fields (file n) each
               (list (sheep-count (message-host message) file n)
                     (finding file (above n #:warn most) "~a sheep at ~a" n (message-time message)))))
           (message-body message)))))`;

/** A person with a plugin and two flocks. */
function shepherd() {
  const folder = testDirectory();
  writeFileSync(join(folder, 'few'), '3');
  writeFileSync(join(folder, 'many'), '7');
  writeFileSync(join(folder, 'sheep.scm'), SHEEP);
  const file = join(folder, 'sheep.scm');
  const flock = (...names: string[]) => `flock='(${names.map(name => `"${join(folder, name)}"`).join(' ')})`;
  return { ...person(new HerdStore()), folder, file, flock };
}

describe('try', () => {
  it('shows what a plugin finds here and now', async () => {
    const { say, folder, file, flock } = shepherd();
    const { status, out, err } = await say(['try', file, '-o', flock('few', 'many'), '--facts']);
    expect([status, err]).toEqual([0, '']);
    const lines = out.split('\n').map(line => line.replace(/ {2,}/g, '  '));
    expect(lines).toEqual([
      'HOST  PLUGIN  SUBJECT  STATE',
      `${hostname()}  sheep  ${folder}/few  ok  3 sheep at ${NOW}`,
      `${hostname()}  sheep  ${folder}/many  warn  7 sheep at ${NOW}`,
      '',
      `(sheep-count "${hostname()}" "${folder}/few" 3)`,
      `(sheep-count "${hostname()}" "${folder}/many" 7)`,
      '',
      '1 plugin, 2 subjects: 1 ok, 1 warn',
      '',
    ]);
  });

  it('of all that is watched by default shows what is not well, and says how to see the rest', async () => {
    const { say } = shepherd();
    const [news, all] = [(await say(['try'])).out, (await say(['try', '--all'])).out];
    expect(news.trim()).toMatch(/\d+ plugins, \d+ subjects: .*; --all shows the rest$/);
    expect(news).not.toMatch(/ hardware +machine +ok/);
    expect(all.trim()).toMatch(/ hardware +machine +ok .*\d+ plugins, \d+ subjects: [^;]*$/s);
  });

  it('has JSON', async () => {
    const { say, folder, file, flock } = shepherd();
    const { out } = await say(['try', file, '-o', flock('many'), '-o', 'most=(+ 1 9)', '--json']);
    const subject = `${folder}/many`;
    expect(asJson(out)).toEqual([
      {
        host: hostname(),
        plugin: 'sheep',
        subject,
        level: 'ok',
        text: `7 sheep at ${NOW}`,
        value: 7,
        limit: 10,
      },
      { host: hostname(), plugin: 'sheep', fact: `(sheep-count "${hostname()}" "${subject}" 7)` },
    ]);
  });

  it('tells what a hook could not see, and exits with 1', async () => {
    const { say, file, flock } = shepherd();
    const { status, out, err } = await say(['try', file, '-o', flock('none')]);
    expect([status, out]).toEqual([1, '1 plugin, 0 subjects. Not seen: sheep\n']);
    expect(err).toMatch(/^sheep failed:\n\S+sheep.scm:6:\d+: error: cat failed: exit 1, cat: .*No such file/);
  });

  it('needs the options that have no default, and says how they are given', async () => {
    const { say, file } = shepherd();
    const wrong = async (...options: string[]) =>
      (await say(['try', file, ...options.flatMap(o => ['-o', o])])).err;
    expect(await wrong()).toBe(
      "sheepdog: error: sheep-configuration: field 'flock' is missing\nhint: add (flock list-of-strings): Files, each with a number of sheep.\n",
    );
    expect(await wrong("flock='()", 'mots=1')).toContain("has no field 'mots'\nhint: did you mean 'most'?");
    expect(await wrong("flock='()", 'most="x"')).toContain('field \'most\' must be a count, but is "x"');
    expect(await wrong("flock='()", 'most=(car 1)')).toMatch(
      /the options: car: .*\nhint: an option is given as -o/,
    );
    expect(await wrong("flock='()", 'most=(1')).toMatch(/^sheepdog: error: the options: /);
    expect((await say(['try', file, '-o', 'most'])).status).toBe(64);
  });

  it('takes the base services where nothing is named, stores nothing, and needs no configuration', async () => {
    const store = new HerdStore();
    const before = readdirSync(dirname(store.path));
    const { say } = person(store, { SHEEPDOG_STORE: '/nowhere/at/all', SHEEPDOG_CONFIG: '/nowhere' });
    const { status, out } = await say(['try', '--all']);
    expect(status).toBe(0);
    expect(out).toMatch(/ disk +\/ /);
    expect(out).toMatch(/^\d+ plugins?, \d+ subjects?: /m);
    expect(readdirSync(dirname(store.path))).toEqual(before);
  });

  it("takes a configuration's services of this machine", async () => {
    const { say, folder, flock } = shepherd();
    const config = join(folder, 'server-config.scm');
    const options = flock('few').replace('flock=', '');
    writeFileSync(
      config,
      `(use-plugins sheep)
(herd (services (list (service sheep-service-type (sheep-configuration (flock ${options}))))))`,
    );
    expect((await say(['try', '-c', config])).out).toBe('1 plugin, 1 subject: 1 ok; --all shows the rest\n');
    expect((await say(['try', '-c', config, 'disk'])).err).toContain("watches no 'disk' on ");
  });

  it('says why there is nothing to try', async () => {
    const { say, file } = shepherd();
    expect((await say(['try', 'job'])).err).toMatch(/^sheepdog: error: job has no monitor/);
    expect((await say(['try', 'nothing-of-the-kind'])).err).toMatch(/^sheepdog: error: there is no plugin/);
    expect((await say(['try', '-o', 'x=1'])).err).toMatch(/^sheepdog: error: options of which plugin\?/);
    expect((await say(['try', file, '-c', 'x', '-o', 'x=1'])).err).toMatch(
      /options are in the configuration/,
    );
  });
});
