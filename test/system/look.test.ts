import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSpool } from '../../src/queue/spool/layout.ts';
import { lookUnit } from '../../src/setup/units.ts';
import { startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { rows } from '../support/store.ts';
import { until } from '../support/waiting.ts';

const DIST = join(import.meta.dirname, '../../dist');
const NOBODY = { uid: 65_534, gid: 65_534 };

/** Only root can be two users, and the other must be able to read what was built. */
const canBeTwo =
  process.getuid!() === 0 &&
  spawnSync('setpriv', ['--reuid=65534', '--clear-groups', 'test', '-r', join(DIST, 'sheepdog.cjs')])
    .status === 0;

/** Runs a program with no more rights than the unit of root's part grants. */
const AS_UNIT = [
  'setpriv',
  '--bounding-set',
  ['-all', ...rights(lookUnit({ node: '', programs: '' }).text)].join(','),
  process.execPath,
  join(DIST, 'sheepdog.cjs'),
] as const;

/** The capabilities of a unit, as setpriv(1) has them: `+sys_admin`. */
function rights(unit: string): string[] {
  const names = /^CapabilityBoundingSet=(.+)$/m.exec(unit)![1]!.split(' ');
  return names.map(name => name.replace('CAP_', '+').toLowerCase());
}

const SECRET = (file: string) => `
(define-plugin secret
  (interval (minutes 1))
  (needs-root "to read a secret")
  (monitor (lambda () (let ((found (read-file "${file}"))) (or (assq-ref found 'text) #f))))
  (receiver (lambda (message)
    (if (message-body message) (finding "it" 'ok "~a" (message-body message)) (not-seen "it" "needs root")))))
(define-plugin open (monitor (lambda () 1)) (receiver (lambda (message) (finding "it" 'ok "seen by all"))))`;

const EXECUTABLE = (pid: number) => `
(define-plugin secret
  (needs-root "to see what processes of others run")
  (monitor (lambda () (process-executable ${pid})))
  (receiver (lambda (message) #f)))
(define-plugin open (monitor (lambda () 1)) (receiver (lambda (message) #f)))`;

const KERNEL_LOG = `
(define-plugin secret
  (needs-root "to read the kernel's log")
  (monitor (lambda () (assq-ref (kernel-log) 'seen)))
  (receiver (lambda (message) #f)))
(define-plugin open (monitor (lambda () 1)) (receiver (lambda (message) #f)))`;

/** A machine whose daemon is nobody, with a file that only root may read. */
function machine() {
  const folder = testDirectory();
  chmodSync(folder, 0o755);
  const file = join(folder, 'secret');
  writeFileSync(file, 'hidden', { mode: 0o600 });
  writeFileSync(join(folder, 'secret.scm'), SECRET(file));
  const config = join(folder, 'server-config.scm');
  writeFileSync(
    config,
    '(use-plugins secret)\n(herd (services (list (service secret-service-type) (service open-service-type))))',
  );
  const spool = createSpool(join(folder, 'spool'), true);
  for (const path of [spool.root, ...readdirSync(spool.root).map(name => join(spool.root, name))])
    chownSync(path, NOBODY.uid, NOBODY.gid);
  chmodSync(spool.new, 0o3733);
  chmodSync(spool.tmp, 0o3733);
  mkdirSync(join(folder, 'store'));
  chownSync(join(folder, 'store'), NOBODY.uid, NOBODY.gid);
  const store = join(folder, 'store/sheepdog.db');
  const env = {
    SHEEPDOG_SPOOL: spool.root,
    SHEEPDOG_STORE: store,
    SHEEPDOG_CONFIG: config,
    SHEEPDOG_QUEUE: '',
    HOME: folder,
    XDG_CONFIG_HOME: '',
  };
  const findings = () => {
    const found = rows<{ plugin: string; level: string; text: string }>(
      store,
      'SELECT plugin, level, text FROM "relation:finding" WHERE until = 9007199254740991 ORDER BY plugin',
    );
    return found.map(({ plugin, level, text }) => `${plugin} ${level} ${text}`);
  };
  return { env, findings };
}

describe.runIf(canBeTwo)("root's part", () => {
  it('tells what the daemon may not see, and the daemon leaves it alone meanwhile', async () => {
    const { env, findings } = machine();
    const daemon = startDaemon('sheepdog-daemon', env, [], NOBODY);
    const seen = (...expected: string[]) =>
      until(() => JSON.stringify(findings()) === JSON.stringify(expected), `${expected}`, 60_000);
    await seen('open ok seen by all', 'secret note not seen (needs root)');
    const [setpriv, ...words] = AS_UNIT;
    const root = spawn(setpriv, [...words, 'look', '--stay'], {
      env: { ...process.env, ...env },
      stdio: 'inherit',
    });
    onTestFinished(() => void root.kill('SIGKILL'));
    await seen('open ok seen by all', 'secret ok hidden');
    // A daemon that starts looks at everything at once: what root looks at is not among it.
    await daemon.stop();
    const second = startDaemon('sheepdog-daemon', env, [], NOBODY);
    await seen('open ok seen by all', 'secret ok hidden');
    const gone = new Promise(resolve => root.once('close', resolve));
    root.kill('SIGTERM');
    expect(await gone).toBe(0);
    // Root's part has taken leave: the next daemon says again what it does not see.
    await second.stop();
    const third = startDaemon('sheepdog-daemon', env, [], NOBODY);
    await seen('open ok seen by all', 'secret note not seen (needs root)');
    await third.stop();
  }, 180_000);

  it('sees what the processes of others run, with no more rights than its unit grants', () => {
    const other = spawn('sleep', ['60'], NOBODY);
    onTestFinished(() => void other.kill('SIGKILL'));
    const { env } = machine();
    writeFileSync(join(dirname(env.SHEEPDOG_CONFIG), 'secret.scm'), EXECUTABLE(other.pid!));
    const [setpriv, ...words] = AS_UNIT;
    const { status, stderr } = spawnSync(setpriv, [...words, 'look'], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { new: entries } = createSpool(env.SHEEPDOG_SPOOL, true);
    const told = readdirSync(entries).map(name => readFileSync(join(entries, name), 'utf8'));
    expect(told.join()).toMatch(/"body":"[^"]*\/sleep"/);
  }, 60_000);

  it('reads the log of the kernel by the right that its unit grants, where not everybody may', () => {
    const { env } = machine();
    writeFileSync(join(dirname(env.SHEEPDOG_CONFIG), 'secret.scm'), KERNEL_LOG);
    const [setpriv, bounding, granted, ...words] = AS_UNIT;
    const look = (rights: string) =>
      spawnSync(setpriv, [bounding, rights, ...words, 'look', 'secret'], {
        env: { ...process.env, ...env },
        encoding: 'utf8',
      });
    const seen = () => {
      const { new: entries } = createSpool(env.SHEEPDOG_SPOOL, true);
      const texts = readdirSync(entries).map(name => readFileSync(join(entries, name), 'utf8'));
      return texts.map(text => /"plugin":"secret".*?"body":(true|false)/.exec(text)?.[1]).sort();
    };
    expect(look(granted)).toMatchObject({ status: 0, stderr: '' });
    expect(seen()).toEqual(['true']);
    if (readFileSync('/proc/sys/kernel/dmesg_restrict', 'utf8').trim() === '0') return; // then anybody may
    const without = granted
      .split(',')
      .filter(right => right !== '+syslog')
      .join(',');
    expect(look(without)).toMatchObject({ status: 0, stderr: '' });
    expect(seen()).toEqual(['false', 'true']);
  }, 60_000);

  it('has enough rights for all that ships and needs root', () => {
    const { env } = machine();
    writeFileSync(env.SHEEPDOG_CONFIG, '(herd)');
    const [setpriv, ...words] = AS_UNIT;
    const { status, stdout, stderr } = spawnSync(setpriv, [...words, 'look', '--json'], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const looked = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as { plugin: string; trouble: string | null });
    const plugins = looked.map(({ plugin }) => plugin);
    expect(plugins).toEqual(expect.arrayContaining(['smart', 'oom', 'ports', 'open-files']));
    expect(looked.filter(({ trouble }) => trouble !== null)).toEqual([]);
  }, 60_000);

  it('looks once, and says what came of it', () => {
    const { env } = machine();
    const look = (...words: string[]) =>
      spawnSync(process.execPath, [join(DIST, 'sheepdog.cjs'), 'look', ...words], {
        env: { ...process.env, ...env },
        encoding: 'utf8',
      });
    expect(look()).toMatchObject({ status: 0, stdout: 'secret: looked\n' });
    expect(look('open', '--json')).toMatchObject({
      status: 0,
      stdout: '{"plugin":"open","service":null,"trouble":null}\n',
    });
    expect(look('opn')).toMatchObject({ status: 2, stderr: expect.stringMatching(/'opn' is not watched/) });
    expect(readdirSync(join(env.SHEEPDOG_SPOOL, 'new'))).toHaveLength(2);
  }, 60_000);
});
