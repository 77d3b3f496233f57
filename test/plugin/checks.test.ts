import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Effect } from '../../src/model/effect.ts';
import { runMonitor, runReceiver } from '../../src/plugin/hooks.ts';
import { serviceLabel } from '../../src/plugin/plugin.ts';
import { testDirectory } from '../support/directory.ts';
import { servicesOf } from './plugin-text.ts';

/** Checks as a configuration has them: what monitor and receiver make of each on this machine. */
async function checked(...checks: string[]): Promise<Effect[][]> {
  const services = servicesOf(`(herd (services (list ${checks.join('\n')})))`, {});
  return Promise.all(
    services.map(async service => {
      const body = await runMonitor(service, { timeLimit: 30_000 });
      return runReceiver(service, 'tux01', { time: 1000, body });
    }),
  );
}

/** `subject level text` of each check. */
async function found(...checks: string[]): Promise<string[]> {
  const effects = (await checked(...checks)).flat();
  return effects.flatMap(effect =>
    effect.kind === 'finding'
      ? [`${effect.finding.subject} ${effect.finding.level} ${effect.finding.text}`]
      : [],
  );
}

/** The facts of one check, as lists. */
async function told(check: string): Promise<unknown[][]> {
  const effects = (await checked(check)).flat();
  return effects.flatMap(effect =>
    effect.kind === 'fact' ? [[effect.fact.relation, ...effect.fact.values]] : [],
  );
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('a command check', () => {
  it('is well by the exit status alone', async () => {
    expect(
      await found(
        '(command-check "true" "true")',
        '(command-check "loud" "echo \'  \'; echo 812; echo 813")',
        '(command-check "fails" "echo out; echo one >&2; echo no such thing >&2; exit 3")',
        '(command-check "mild" "echo out; false" #:level \'warn)',
        '(command-check "missing" "no-such-program-here")',
        '(command-check "killed" "kill -SEGV $$")',
        '(command-check "slow" "sleep 30" #:timeout 200)',
      ),
    ).toEqual([
      'true ok ok',
      'loud ok 812',
      'fails bark exit 3: no such thing',
      'mild warn exit 1: out',
      expect.stringMatching(/^missing bark exit 127: .*no-such-program-here: not found$/),
      'killed bark killed by SIGSEGV',
      expect.stringMatching(/^slow bark it was ended after 0 seconds$/),
    ]);
  });

  it('barks only after a while where it is told so', async () => {
    const [effects] = await checked('(command-check "x" "false" #:for (minutes 10))');
    expect(effects).toMatchObject([{ finding: { level: 'bark', hold: 600_000 } }]);
  });
});

describe('a number check', () => {
  it('takes the first number that is printed, and keeps it', async () => {
    expect(
      await found(
        '(number-check "fine" "echo temp: 79.5 C 99" #:warn 80 #:bark 90 #:unit "°C")',
        '(number-check "warm" "echo 81" #:warn 80 #:bark 90)',
        '(number-check "hot" "echo 1e3" #:warn 80 #:bark 90)',
        '(number-check "few" "echo -3" #:warn 10 #:bark 0 #:low #t)',
        '(number-check "only kept" "echo 1000000")',
        '(number-check "none" "echo N/A" #:warn 1)',
        '(number-check "broken" "echo 5; exit 1" #:warn 1)',
      ),
    ).toEqual([
      'fine ok 79.5 °C',
      'warm warn 81',
      'hot bark 1000',
      'few bark -3',
      'only kept ok 1000000',
      'none warn not measured: it printed no number: "N/A"',
      'broken warn not measured: exit 1: 5',
    ]);
    expect(await told('(number-check "n" "echo 2.5")')).toEqual([['measured', 'tux01', 'n', 2.5]]);
    expect(await told('(number-check "n" "echo none")')).toEqual([]);
  });
});

describe('a check that prints as Nagios wants it', () => {
  /** A check that prints this and exits so. */
  const printing = (text: string, exit = 0, name = 'x') => {
    const file = join(testDirectory(), 'check');
    writeFileSync(file, `#!/bin/sh\ncat <<'END'\n${text}\nEND\nexit ${exit}\n`, { mode: 0o755 });
    return `(nagios-check "${name}" "${file}")`;
  };

  // The text is the one of the guidelines of monitoring-plugins.org ("Plugin Output for Nagios").
  const GUIDELINE = `DISK OK - free space: / 3326 MB (56%); | /=2643MB;5948;5958;0;5968
/ 15272 MB (77%);
/boot 68 MB (69%);
/home 69357 MB (27%); | /boot=68MB;88;93;0;98
/home=69357MB;253404;253409;0;253414`;

  it('has a first line, long text, and performance data in both', async () => {
    expect(await found(printing(GUIDELINE))).toEqual(['x ok DISK OK - free space: / 3326 MB (56%);']);
    expect(await found(printing(GUIDELINE, 2))).toEqual([
      'x bark DISK OK - free space: / 3326 MB (56%);; / 15272 MB (77%);; /boot 68 MB (69%);; /home 69357 MB (27%);',
    ]);
    expect(await told(printing(GUIDELINE))).toEqual([
      ['perfdata', 'tux01', 'x', '/', 'MB', 2643],
      ['perfdata', 'tux01', 'x', '/boot', 'MB', 68],
      ['perfdata', 'tux01', 'x', '/home', 'MB', 69357],
    ]);
  });

  it.each([
    ["'a b'=1.5s;;;0 c=2 d=U e=-3%;10:20;@1:2", 'a b s 1.5, c  2, e % -3'],
    ["'it''s'=1 nonsense =5 =", "it''s  1"],
    ['time=0,0012s', 'time s 0.0012'],
    ['', ''],
  ])('has the performance data %j', async (data, expected) => {
    const facts = await told(printing(`OK | ${data}`));
    expect(facts.map(([, , , ...rest]) => rest.join(' ')).join(', ')).toBe(expected);
  });

  it('prints nothing, is not there, or ends strangely: that is unknown', async () => {
    expect(
      await found(
        printing('', 3),
        printing('odd', 7, 'odd'),
        '(nagios-check "y" "/no/such/check")',
        '(nagios-check "z" "sh" \'("-c" "kill -9 $$"))',
        '(nagios-check "slow" "sleep" \'("30") #:timeout 100)',
      ),
    ).toEqual([
      'x unknown ',
      'odd unknown exit 7: odd',
      'y unknown there is no such program',
      'z unknown killed by SIGKILL',
      'slow unknown it was ended after 0 seconds',
    ]);
  });
});

const PLUGINS = '/usr/lib/nagios/plugins';

describe.runIf(existsSync(`${PLUGINS}/check_disk`))("Debian's monitoring-plugins, unchanged", () => {
  it('tell all four outcomes of a disk', async () => {
    const check = (name: string, ...words: string[]) =>
      `(nagios-check "${name}" "check_disk" '(${words.map(word => `"${word}"`).join(' ')}))`;
    expect(
      await found(
        check('fine', '-w', '1%', '-c', '0%', '-p', '/'),
        check('full', '-w', '100%', '-c', '0%', '-p', '/'),
        check('very full', '-w', '100%', '-c', '100%', '-p', '/'),
        check('which?'),
      ),
    ).toEqual([
      expect.stringMatching(/^fine ok DISK OK - free space: \/ \d+/),
      expect.stringMatching(/^full warn DISK WARNING - free space: /),
      expect.stringMatching(/^very full bark DISK CRITICAL - free space: /),
      expect.stringMatching(/^which\? unknown .*Could not parse arguments/),
    ]);
    const facts = await told(check('disk', '-w', '1%', '-c', '0%', '-p', '/'));
    expect(facts).toEqual([['perfdata', 'tux01', 'disk', '/', 'B', expect.any(Number)]]);
  });

  it('watch load and processes, and keep what they measure', async () => {
    const load = `(nagios-check "check_load" '("-w" "900,900,900" "-c" "999,999,999"))`;
    expect(await found(load)).toEqual([
      expect.stringMatching(/^check_load ok (LOAD )?OK - total load average/),
    ]);
    expect((await told(load)).map(fact => fact[3])).toEqual(['load1', 'load5', 'load15']);
    const [procs, none] = await found(
      `(nagios-check "procs" "check_procs" '("-w" "1:" "-c" "1:"))`,
      `(nagios-check "none" "check_procs" '("-c" "1:" "-C" "no-such-process"))`,
    );
    expect(procs).toMatch(/^procs ok PROCS OK: \d+ processes/);
    expect(none).toMatch(/^none bark PROCS CRITICAL: 0 processes/);
  });

  it('ask a web server, a port, and a clock that does not answer', async () => {
    const web = await listening(createHttpServer((_, response) => response.end('sheep here')));
    const port = await listening(createServer(socket => socket.end('hello')));
    const here = '"-H" "127.0.0.1"';
    expect(
      await found(
        `(nagios-check "web" "check_http" '(${here} "-p" "${web}" "-s" "sheep"))`,
        `(nagios-check "wolf" "check_http" '(${here} "-p" "${web}" "-s" "wolf"))`,
        `(nagios-check "tcp" "check_tcp" '(${here} "-p" "${port}" "-e" "hello"))`,
        `(nagios-check "away" "check_tcp" '(${here} "-p" "1"))`,
        `(nagios-check "ntp" "check_ntp_time" '(${here} "-t" "2"))`,
      ),
    ).toEqual([
      expect.stringMatching(/^web ok HTTP OK: HTTP\/1.1 200 OK/),
      expect.stringMatching(/^wolf bark HTTP CRITICAL: .*string 'wolf' not found/),
      expect.stringMatching(/^tcp ok TCP OK/),
      expect.stringMatching(/^away bark connect to address 127.0.0.1 and port 1: Connection refused/),
      expect.stringMatching(/^ntp bark NTP CRITICAL/),
    ]);
  });
});

describe('a program monitor', () => {
  const printing = (text: string, exit = 0) => {
    const file = join(testDirectory(), 'monitor');
    writeFileSync(file, `#!/bin/sh\ncat <<'END'\n${text}\nEND\nexit ${exit}\n`, { mode: 0o755 });
    return `(program-monitor "mail" "${file}")`;
  };

  it.each([
    ['an object', '{"level": "warn", "text": "5 wait"}', ['mail warn 5 wait']],
    ['nothing but that it is well', '{"level": "ok"}', ['mail ok ']],
    ['a list', '[{"subject": "a"}, {"subject": "b", "level": "bark", "text": "x"}]', ['a ok ', 'b bark x']],
    ['an object a line', '{"subject": "a"}\n\n{"subject": "b", "level": "note"}', ['a ok ', 'b note ']],
    ['nothing', '', []],
    ['an empty list', '[]', []],
  ])('prints %s', async (_, text, expected) => {
    expect(await found(printing(text))).toEqual(expected);
  });

  it('has its numbers kept', async () => {
    const text = '{"subject": "q", "value": 5, "limit": 3, "numbers": {"waiting": 5, "oldest": 1.5}}';
    expect(await told(printing(text))).toEqual([
      ['counted', 'tux01', 'mail', 'q', 'waiting', 5],
      ['counted', 'tux01', 'mail', 'q', 'oldest', 1.5],
    ]);
    expect((await checked(printing(text))).flat()).toContainEqual(
      expect.objectContaining({ finding: expect.objectContaining({ value: 5, limit: 3 }) }),
    );
  });

  it.each([
    ['no JSON', 'hello', /this is not JSON: .*hello/],
    ['half of it', '{"level": "ok"', /this is not JSON/],
    ['a number', '[7]', /it printed no JSON object.* 7/],
    ['a level of its own', '{"level": "awful"}', /must be ok, note, warn, bark or unknown, but is "awful"/],
    ['a text that is none', '{"text": 7}', /subject and text must be strings/],
    ['numbers that are none', '{"numbers": {"a": "b"}}', /must be numbers/],
  ])('that prints %s is told so', async (_, text, expected) => {
    await expect(found(printing(text))).rejects.toThrow(expected);
  });

  it('that fails, floods or is missing is told so', async () => {
    await expect(found(printing('{}', 2))).rejects.toThrow(/mail: exit 2/);
    await expect(found(printing(`"${'x'.repeat(600_000)}"`))).rejects.toThrow(/more than 512 KiB/);
    await expect(found('(program-monitor "m" "/no/such")')).rejects.toThrow(/m: there is no such program/);
  });
});

describe('checks', () => {
  it('are told apart by their names, on one machine', () => {
    const services = servicesOf(
      '(herd (services (list (command-check "a" "true") (command-check "b" "true") (nagios-check "check_load"))))',
      {},
    );
    expect(services.map(serviceLabel)).toEqual(['a', 'b', 'check_load']);
  });

  it.each(['mail-queue.sh', 'backups.py'])('have an example: %s', async name => {
    const file = join(import.meta.dirname, '../../examples/monitors', name);
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThanOrEqual(25);
    const [first] = await found(`(program-monitor "example" "${file}" '("${testDirectory()}"))`);
    expect(first).toMatch(/ (ok|warn|bark) /);
  });
});
