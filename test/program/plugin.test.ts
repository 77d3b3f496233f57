import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testDirectory } from '../support/directory.ts';
import { HerdStore } from '../support/herd.ts';
import { asJson, person } from '../support/person.ts';

const plugin = (name: string, effects: string) => `(define-plugin ${name}
  (synopsis "Counts ${name}")
  (relations (state (counted-${name} host) (n integer "How many.")))
  (receiver
    (lambda (message)
      (with-fields (n) (message-body message)
        (list (counted-${name} (message-host message) n)
              (finding "n" (above n #:warn 5) "~a of them" n)))))
  (examples
    ("six are too many"
     (${name}-configuration)
     (message '((n . 6)) #:host "tux01")
     => ${effects})))
`;
const RIGHT = `(counted-sheep "tux01" 6) (finding "n" 'warn "6 of them")`;

function fileOf(text: string): string {
  const file = join(testDirectory(), 'sheep.scm');
  writeFileSync(file, text);
  return file;
}

const say = (argv: string[]) => person(new HerdStore()).say(argv);

describe('plugin test', () => {
  it('passes what gives what it should', async () => {
    const { status, out, err } = await say(['plugin', 'test', fileOf(plugin('sheep', RIGHT))]);
    expect([status, out, err]).toEqual([0, 'PASS sheep: six are too many\n', '']);
  });

  it('shows what should have come and what came, line by line, with the place', async () => {
    const file = fileOf(
      plugin('sheep', `(counted-sheep "tux01" 6) (finding "n" 'bark "6 of them") (finding "m" 'ok "")`),
    );
    const { status, out } = await say(['plugin', 'test', file]);
    expect(status).toBe(1);
    expect(out).toBe(
      [
        `${file}:10:6: FAIL sheep: six are too many (- expected, + got)`,
        '    (counted-sheep "tux01" 6)',
        `  - (finding "n" 'bark "6 of them")`,
        `  - (finding "m" 'ok "")`,
        `  + (finding "n" 'warn "6 of them" #:value 6 #:limit 5)`,
        '',
      ].join('\n'),
    );
    expect(asJson((await say(['plugin', 'test', file, '--json'])).out)).toMatchObject([
      {
        plugin: 'sheep',
        title: 'six are too many',
        passed: false,
        place: { line: 10, column: 6 },
        error: null,
      },
    ]);
  });

  it('tells an example that cannot be run, and runs the others', async () => {
    const text = plugin('sheep', RIGHT).replace(
      '(examples',
      `(examples\n    ("nobody" (sheep-configuration) (message '((n . nobody))) => #f)`,
    );
    const { status, out } = await say(['plugin', 'test', fileOf(text)]);
    expect(status).toBe(1);
    expect(out).toMatch(
      /:10:6: FAIL sheep: nobody\n {2}\S+:7:15: error: counted-sheep: column 'n' must be an exact integer, but is nobody\n {2}hint: n: How many/,
    );
    expect(out).toMatch(/PASS sheep: six are too many\n2 examples: 1 failed\n$/);
  });

  it('does not take a value or a limit for right that is not', async () => {
    const file = fileOf(
      plugin('sheep', `(counted-sheep "tux01" 6) (finding "n" 'warn "6 of them" #:value 7)`),
    );
    expect((await say(['plugin', 'test', file])).out).toContain(
      `- (finding "n" 'warn "6 of them" #:value 7)`,
    );
  });

  it('tells all that is wrong with a file that cannot be loaded', async () => {
    const file = fileOf('(define-plugin sheep (synopsys "x") (monitr 1))\n(nothing)');
    const { status, out, err } = await say(['plugin', 'test', file]);
    expect([status, out]).toEqual([2, '']);
    expect(err.split('\n').filter(line => line.includes('error:'))).toHaveLength(3);
  });

  it('runs what ships by name, and says so where there is nothing to run', async () => {
    const { status, out } = await say(['plugin', 'test', 'disk', 'job']);
    expect([status, out]).toEqual([
      0,
      expect.stringMatching(/^PASS disk: .*\n(PASS .*\n)+\d examples: 0 failed\n$/),
    ]);
    expect((await say(['plugin', 'test', 'dsk'])).err).toBe(
      "sheepdog: error: there is no plugin 'dsk'\nhint: did you mean 'disk'?\n",
    );
    expect((await say(['plugin', 'test', fileOf('(define x 1)')])).err).toContain('defines no plugin');
    const bare = fileOf('(define-plugin sheep (synopsis "x"))');
    expect(await say(['plugin', 'test', bare])).toMatchObject({ status: 0, out: 'sheep has no examples\n' });
  });
});

describe('plugin new', () => {
  it('writes a plugin that passes its own example', async () => {
    const path = join(testDirectory(), 'room-temperature');
    const { status, out } = await say(['plugin', 'new', path]);
    expect([status, out]).toEqual([0, expect.stringContaining(`sheepdog try ${path}.scm`)]);
    expect((await say(['plugin', 'test', `${path}.scm`])).out).toBe(
      'PASS room-temperature: a few files are fine\n',
    );
  });

  it('overwrites nothing, and refuses what is no name', async () => {
    const file = fileOf('mine');
    expect((await say(['plugin', 'new', file])).err).toContain(
      'sheep.scm is there already\nhint: nothing was',
    );
    expect(readFileSync(file, 'utf8')).toBe('mine');
    for (const name of ['Room', '1st', 'a--b', 'a b', '-x', ')('])
      expect((await say(['plugin', 'new', '--', join(testDirectory(), name)])).err).toContain(
        'is no name for',
      );
    const nowhere = join(testDirectory(), 'no/folder');
    expect((await say(['plugin', 'new', nowhere])).err).toContain(`cannot write ${nowhere}.scm: ENOENT`);
    expect(existsSync(nowhere)).toBe(false);
  });
});

describe('plugin list', () => {
  it("lists what ships and one's own, and what is broken", async () => {
    const config = join(testDirectory(), 'sheepdog');
    mkdirSync(join(config, 'plugins'), { recursive: true });
    writeFileSync(join(config, 'server-config.scm'), '(herd)');
    writeFileSync(join(config, 'plugins/sheep.scm'), plugin('sheep', RIGHT));
    writeFileSync(join(config, 'plugins/wolf.scm'), '(define-plugin wolf (synopsys "x"))');
    const beside = person(new HerdStore(), { SHEEPDOG_CONFIG: join(config, 'server-config.scm') });
    const { status, out } = await beside.say(['plugin', 'list']);
    expect(status).toBe(0);
    expect(out).toMatch(
      /^PLUGIN +SYNOPSIS +FILE\n(.*\n)*disk +How full each local file system is, and whether it answers +\S+\/disk.scm\n/,
    );
    expect(out).toContain('sheep');
    expect(out).toMatch(/^- +1 error: sheepdog plugin test /m);
    const rows = asJson((await beside.say(['plugin', 'list', '--json'])).out);
    expect(rows).toContainEqual({
      name: 'sheep',
      synopsis: 'Counts sheep',
      file: join(config, 'plugins/sheep.scm'),
    });
  });
});
