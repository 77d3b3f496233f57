// `sheepdog repl --attach`: the prompt of a daemon that runs.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Daemon, startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { rows } from '../support/store.ts';
import { Terminal } from '../support/terminal.ts';
import { sleep, until } from '../support/waiting.ts';

const SHEEPDOG = join(import.meta.dirname, '../../dist/sheepdog.cjs');

const word = (monitor: string, text: string) => `
(define-plugin word
  (synopsis "A word")
  (interval (minutes 1))
  (options (file (string) "A file."))
  (receiver (lambda (message) (finding file 'ok "${text} ~a" (message-body message))))
  (monitor (lambda () ${monitor})))
`;

function place() {
  const directory = testDirectory();
  const config = join(directory, 'config');
  mkdirSync(join(config, 'plugins'), { recursive: true });
  writeFileSync(join(config, 'plugins/word.scm'), word('"one"', 'filed'));
  writeFileSync(
    join(config, 'server-config.scm'),
    '(use-plugins word)\n(define flock 7)\n(herd (services (list (service word-service-type (word-configuration (file "f"))))))',
  );
  const env = {
    HOME: directory,
    SHEEPDOG_SPOOL: join(directory, 'spool'),
    SHEEPDOG_STORE: join(directory, 'store/sheepdog.db'),
    SHEEPDOG_CONFIG: join(config, 'server-config.scm'),
  };
  const socket = join(directory, 'spool/prompt/daemon.socket');
  return { directory, env, socket, store: env.SHEEPDOG_STORE };
}

type Env = ReturnType<typeof place>['env'];

async function start(env: Env, socket: string): Promise<Daemon> {
  const daemon = startDaemon('sheepdog-daemon', env);
  await until(() => answers(socket), 'the socket');
  return daemon;
}

const answers = (socket: string) =>
  new Promise<boolean>(resolve => {
    const probe = connect(socket, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });

function typed(env: Env, input: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SHEEPDOG, 'repl', '--attach', ...args], {
    env: { ...process.env, ...env },
    input,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function typing(
  env: Env,
  input: string,
): { client: ChildProcess; said: () => string; done: Promise<number | null> } {
  const client = spawn(process.execPath, [SHEEPDOG, 'repl', '--attach'], { env: { ...process.env, ...env } });
  let said = '';
  client.stderr.on('data', text => {
    said += text;
  });
  client.stdin.end(input);
  const done = new Promise<number | null>(resolve => client.once('close', resolve));
  return { client, said: () => said, done };
}

const found = (store: string) =>
  rows<{ text: string }>(
    store,
    `SELECT text FROM "relation:finding" WHERE until = 9007199254740991 AND plugin = 'word'`,
  ).map(({ text }) => text);

describe('the prompt of a daemon', () => {
  it('evaluates in the language of its configuration, with the store, and outlives errors', async () => {
    const { env, socket, store } = place();
    await start(env, socket);
    await until(() => found(store).length > 0, 'the first look');
    expect(typed(env, '(define x\n  flock)\n\n(display "hi")\n(* x 6)\n')).toEqual({
      status: 0,
      stdout: 'hi\n42\n',
      stderr: '',
    });
    expect(typed(env, '(run* (text) (fresh (host) (finding host "word" "f" #:text text)))')).toMatchObject({
      status: 0,
      stdout: '("filed one")\n',
    });
    expect(typed(env, '(+ 1 2)\n(list\n  (car 5))\n(+ 3 4)\n')).toEqual({
      status: 1,
      stdout: '3\n7\n',
      stderr: expect.stringMatching(/^prompt:3:3: error: car: argument 1 must be a pair, but is 5\n/),
    });
    expect(typed(env, '(+ 1')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^prompt:1:1: error/),
    });
    expect(typed(env, '(exit 3)').status).toBe(3);
    expect(typed(env, '(+ 1 2)', socket).stdout).toBe('3\n');
  });

  it('speaks lines of text: what is written, the values, and how it ended', async () => {
    const { env, socket } = place();
    await start(env, socket);
    const client = connect(socket).setEncoding('utf8');
    let heard = '';
    client.on('data', text => {
      heard += text;
    });
    client.write('(display "a")\n(list "b" 1)\n(car 1)\n');
    await until(() => heard.includes(';; error\n'), 'three answers');
    expect(heard).toMatch(/^a\n;; ok\n\("b" 1\)\n;; ok\nprompt:3:1: error: .*\n;; error\n$/s);
    client.destroy();
  });

  it('ends a loop in time, answers others meanwhile, and one whose client goes away at once', async () => {
    const { env, socket } = place();
    const daemon = await start(env, socket);
    const loop = typing(env, '(let loop () (loop))\n');
    await daemon.says('a prompt was attached');
    expect(typed(env, '(+ 1 2)').stdout).toBe('3\n');
    expect(loop.client.exitCode).toBeNull();
    expect(await loop.done).toBe(1);
    expect(loop.said()).toContain('stopped: still running after 10000 ms');

    const before = daemon.log.length;
    const left = typing(env, '(let loop () (loop))\n');
    const since = (text: string) => daemon.log.slice(before).filter(({ msg }) => msg === text);
    await until(() => since('a prompt was attached').length === 1, 'the second loop');
    left.client.kill('SIGKILL');
    await until(() => since('a prompt was left').length === 1, 'its end', 8_000);
    expect(await daemon.stop()).toBe(0);
  });

  it('interrupts on the character of Ctrl-C', async () => {
    const { env, socket } = place();
    await start(env, socket);
    const client = connect(socket).setEncoding('utf8');
    let heard = '';
    client.on('data', text => {
      heard += text;
    });
    client.write('(begin (display "on\\n") (let loop () (loop)))\n');
    await until(() => heard === 'on\n', 'the loop');
    client.write('\x03(+ 1 2)\n');
    await until(() => heard.endsWith('3\n;; ok\n'), 'the next answer', 8_000);
    expect(heard).toMatch(/error: interrupted\n.*;; error\n3\n;; ok\n$/s);
    client.destroy();
  });

  it('stops a question that keeps all else waiting', async () => {
    const { directory, env, socket, store } = place();
    const many = `(map (lambda (i) (finding (number->string i) 'ok "one of many")) (iota 30))`;
    const plugin = word('"one"', 'filed').replace(/\(finding file .*\)\)\)(?=\n)/, `${many}))`);
    writeFileSync(join(directory, 'config/plugins/word.scm'), plugin);
    await start(env, socket);
    await until(() => found(store).length === 30, 'the first look');
    const names = 'abcdefghijkl'.split('');
    const slow = `(run* (n) (counto n (fresh (${names.join(' ')}) ${names.map(name => `(finding ${name})`).join(' ')})))`;
    expect(typed(env, `${slow}\n(+ 1 2)\n`)).toMatchObject({
      stdout: '3\n',
      stderr: expect.stringContaining('this question held up the daemon for 2 seconds'),
    });
  });

  it('knows the relations of its store, its plugins, and what was typed', async () => {
    const { env, socket, store } = place();
    await start(env, socket);
    await until(() => found(store).length > 0, 'the first look');
    const said = typed(
      env,
      '(define (kept x)\n  "What was typed."\n  x)\n,describe kept\n,relations\n,describe finding\n,apropos word-serv\n,bad\n(car 1)\n',
    );
    expect(said.stdout).toMatch(/\(kept x\)\nWhat was typed\.\ndefined at prompt:1:1\n/);
    expect(said.stdout).toMatch(/^RELATION .*KIND.*^finding +state/ms);
    expect(said.stdout).toMatch(/^since +time/m);
    expect(said.stdout).toMatch(/^word-service-type$/m);
    expect(said.stdout).toContain('there is no command ,bad');
    expect(said.stderr).toContain('prompt:9:1: error: car');
  });

  it('says of a daemon without a store that it has no relations to ask', async () => {
    const { env, socket, store } = place();
    await start({ ...env, SHEEPDOG_QUEUE: 'redis://127.0.0.1:1' } as Env, socket);
    expect(existsSync(store)).toBe(false);
    const said = typed(env, ',relations\n,describe word-service-type\n').stdout;
    expect(said).toContain('this daemon fills no store: it has no relations to ask');
    expect(said).toContain('word-service-type is a variable');
  });

  it('redefines a plugin for the rounds that follow, until the next reload', async () => {
    const { env, socket, store } = place();
    const daemon = await start(env, socket);
    await until(() => found(store)[0] === 'filed one', 'the first look');
    expect(typed(env, word('"two"', 'typed')).stdout).toBe(
      ';; plugin word is in force until the next reload\n',
    );
    await until(() => found(store)[0] === 'typed two', 'the next round', 90_000);
    daemon.process.kill('SIGHUP');
    await daemon.says('the configuration was read again');
    await until(() => found(store)[0] === 'filed one', 'the round after the reload', 90_000);
  }, 200_000);

  it('refuses a plugin that does not fit, and says so of one that nothing uses', async () => {
    const { env, socket, store } = place();
    await start(env, socket);
    await until(() => found(store).length > 0, 'the first look');
    const wanting = word('"two"', 'typed').replace('(options ', '(options (more (string) "More.") ');
    expect(typed(env, wanting)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("error: option 'more' is not in the configuration"),
    });
    const other = word('"two"', 'typed').replace('word', 'other');
    expect(typed(env, other).stdout).toBe(';; plugin other is used by no service of the configuration\n');
  });
});

describe('the prompt on a terminal', () => {
  it('takes forms of many lines, stops one by Ctrl-C, and keeps what was typed', async () => {
    const { directory, env, socket } = place();
    await start(env, socket);
    const terminal = new Terminal(['repl', '--attach'], { ...env, XDG_STATE_HOME: directory });
    onTestFinished(() => terminal.stop());
    await terminal.sees('sheepdog (attached)> ');
    terminal.type('(* flock\r6)\r');
    await terminal.sees('42');
    await terminal.sees('sheepdog (attached)> ');
    terminal.type('(begin (display "on\\n") (let loop () (loop)))\r');
    await terminal.sees('loop () (loop)))');
    await sleep(500);
    terminal.type('\x03');
    await terminal.sees('error: interrupted');
    terminal.type('(string-append "still" "here")\r');
    await terminal.sees('stillhere');
    terminal.type('(list floc\t');
    await terminal.sees('flock');
    terminal.type(')\r');
    await terminal.sees('(7)');
    terminal.type('\x04');
    expect(await terminal.ended).toBe(0);
    expect(readFileSync(join(directory, 'sheepdog/attached-history'), 'utf8')).toContain('(* flock');
  });
});

describe('the socket of a daemon', () => {
  it('is gone when the daemon has ended, and taken over where one was killed', async () => {
    const { env, socket } = place();
    const first = await start(env, socket);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(statSync(join(socket, '..')).mode & 0o777).toBe(0o700);
    await first.stop('SIGKILL');
    expect(existsSync(socket)).toBe(true);
    const second = await start(env, socket);
    expect(typed(env, '(+ 1 2)').stdout).toBe('3\n');
    expect(await second.stop()).toBe(0);
    expect(existsSync(socket)).toBe(false);
    expect(typed(env, '(+ 1 2)')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('cannot attach to'),
    });
  });

  it('is not taken from a daemon that listens, nor made where others can enter', async () => {
    const { directory, env, socket } = place();
    await start(env, socket);
    const other = join(directory, 'other');
    const queue = startDaemon('sheepdog-queue-daemon', {
      ...env,
      SHEEPDOG_SPOOL: join(other, 'spool'),
      SHEEPDOG_STORE: join(other, 'store.db'),
      SHEEPDOG_SOCKET: socket,
    });
    expect((await queue.says('there is no prompt')).error).toContain('another daemon listens on');
    await queue.stop();
    mkdirSync(join(other, 'open'), { recursive: true });
    chmodSync(join(other, 'open'), 0o755);
    const open = startDaemon('sheepdog-queue-daemon', {
      ...env,
      SHEEPDOG_SPOOL: join(other, 'spool'),
      SHEEPDOG_STORE: join(other, 'store.db'),
      SHEEPDOG_SOCKET: join(other, 'open/socket'),
    });
    expect((await open.says('there is no prompt')).error).toContain('is not yours alone');
    expect(typed(env, '(+ 1 2)').stdout).toBe('3\n');
  });

  it('opens for nobody else', async context => {
    if (process.getuid?.() !== 0) context.skip('only root can try it as another user');
    const { directory, env, socket } = place();
    await start(env, socket);
    for (const folder of [directory, join(directory, 'spool')]) chmodSync(folder, 0o755);
    expect(connectAs(0, socket)).toBe('open');
    expect(connectAs(65534, socket)).toBe('EACCES');
    chmodSync(join(socket, '..'), 0o755); // without its folder the socket still has its own mode
    expect(connectAs(65534, socket)).toBe('EACCES');
  });
});

function connectAs(uid: number, socket: string): string {
  const program = `const s = require('net').connect(process.argv[1]);
    s.on('connect', () => { console.log('open'); process.exit() }).on('error', e => console.log(e.code))`;
  return spawnSync(process.execPath, ['-e', program, socket], {
    uid,
    gid: uid,
    encoding: 'utf8',
    cwd: '/',
  }).stdout.trim();
}
