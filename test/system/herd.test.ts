import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Daemon, startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { haveRedis, startRedis } from '../support/redis.ts';
import { count, rows } from '../support/store.ts';
import { until } from '../support/waiting.ts';

const HOST = hostname();

/** A plugin that tells what is in a file: `level text`. */
const WORD = `
(define-plugin word
  (synopsis "The word in a file")
  (options (file (string) "The file."))
  (relations (state (word-of host) (word text "The word.")))
  (monitor (lambda () (assq-ref (read-file file) 'text)))
  (receiver
    (lambda (message)
      (let ((word (string-trim-both (message-body message))))
        (list (word-of (message-host message) word)
              (finding "word" (if (equal? word "good") 'ok 'bark) "the word is ~a" word))))))
`;

const failing = (name: string, monitor: string, receiver = '(lambda (message) #f)') =>
  `(define-plugin ${name} (synopsis "Fails") (monitor ${monitor}) (receiver ${receiver}))`;

function place() {
  const directory = testDirectory();
  const config = join(directory, 'config');
  mkdirSync(join(config, 'plugins'), { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(config, name), text);
  const env = {
    SHEEPDOG_SPOOL: join(directory, 'spool'),
    SHEEPDOG_STORE: join(directory, 'store/sheepdog.db'),
    SHEEPDOG_CONFIG: join(config, 'server-config.scm'),
  };
  return { directory, write, env, store: env.SHEEPDOG_STORE };
}

const findings = (store: string) =>
  rows<{ plugin: string; subject: string; level: string; text: string }>(
    store,
    `SELECT plugin, subject, level, text FROM "relation:finding" WHERE until = 9007199254740991 ORDER BY plugin, subject`,
  );
const finding = (store: string, plugin: string, subject: string) =>
  findings(store).find(each => each.plugin === plugin && each.subject === subject);

describe('a herd on one machine', () => {
  it('watches by its plugins, keeps facts and findings, and takes a new configuration on SIGHUP', async () => {
    const { directory, write, env, store } = place();
    const file = join(directory, 'word');
    writeFileSync(file, 'good\n');
    write('plugins/word.scm', WORD);
    const herd = (path: string) =>
      `(use-plugins word) (herd (services (list (service word-service-type (word-configuration (file "${path}"))))))`;
    write('server-config.scm', herd(file));
    const daemon = startDaemon('sheepdog-daemon', env);
    await until(() => finding(store, 'word', 'word') !== undefined, 'the finding');
    expect(finding(store, 'word', 'word')).toMatchObject({ level: 'ok', text: 'the word is good' });
    expect(rows(store, 'SELECT host, word FROM "relation:word-of"')).toEqual([{ host: HOST, word: 'good' }]);
    expect(findings(store).some(({ plugin }) => plugin === 'disk')).toBe(false);

    write('server-config.scm', '(herd (servics 5))');
    daemon.process.kill('SIGHUP');
    const refused = await daemon.says('the configuration has an error');
    expect(refused.error).toMatch(
      /server-config.scm:1:8: error: herd has no field 'servics'\nhint: did you mean 'services'\?/,
    );

    write('server-config.scm', '(herd)');
    daemon.process.kill('SIGHUP');
    await daemon.says('the configuration was read again');
    expect(await daemon.stop()).toBe(0);
  });

  it('says what is wrong with its configuration and does not start', async () => {
    const { write, env } = place();
    write('server-config.scm', '(herd (machnes 1))\n(herd (quue 2))');
    const daemon = startDaemon('sheepdog-daemon', env);
    const line = await daemon.says('cannot go on');
    expect(line.error).toMatch(/1:8: error.*machnes/);
    expect(line.error).toMatch(/2:8: error.*quue/);
  });

  it('lives with hooks that fail, loop, wait for ever or return rubbish: each is a finding of its own', async () => {
    const { directory, write, env, store } = place();
    writeFileSync(join(directory, 'word'), 'good');
    write('plugins/word.scm', WORD);
    const HOOKS: Record<string, string> = {
      raises: '(lambda () (error "no such luck" 7))',
      rubbish: '(lambda () (list car))',
      circular: '(lambda () (let ((l (list 1 2))) (set-cdr! (cdr l) l) l))',
      nan: '(lambda () (- (/ 1.0 0.0) (/ 1.0 0.0)))',
      huge: '(lambda () (make-string 10485760 #\\x))',
    };
    for (const [name, monitor] of Object.entries(HOOKS)) write(`plugins/${name}.scm`, failing(name, monitor));
    const services = Object.keys(HOOKS).map(name => `(service ${name}-service-type)`);
    write(
      'server-config.scm',
      `(use-plugins word ${Object.keys(HOOKS).join(' ')})
       (herd (services (list ${services.join(' ')} (service word-service-type (word-configuration (file "${directory}/word"))))))`,
    );
    const daemon = startDaemon('sheepdog-daemon', env);
    await until(() => finding(store, 'word', 'word') !== undefined, 'the neighbour');
    for (const name of Object.keys(HOOKS))
      expect(finding(store, name, '(monitor)'), name).toMatchObject({ level: 'warn' });
    expect(finding(store, 'raises', '(monitor)')?.text).toMatch(/raises.scm:1:\d+: error: no such luck 7/);
    expect(await daemon.stop()).toBe(0);
  });

  it('puts a message whose receiver hook throws into the dead letters, with the place', async () => {
    const { write, env, store } = place();
    write(
      'plugins/thrower.scm',
      failing('thrower', '(lambda () 5)', '(lambda (message) (car (message-body message)))'),
    );
    write('plugins/asker.scm', failing('asker', '(lambda () 5)', '(lambda (message) (shell "id"))'));
    write(
      'server-config.scm',
      '(use-plugins thrower asker) (herd (services (list (service thrower-service-type) (service asker-service-type))))',
    );
    const daemon = startDaemon('sheepdog-daemon', env);
    await until(() => count(store, 'SELECT count(*) FROM dead_letter') === 2, 'the dead letters');
    const reasons = rows<{ reason: string }>(store, 'SELECT reason FROM dead_letter ORDER BY id').map(
      ({ reason }) => reason,
    );
    expect(reasons[0]).toMatch(/thrower.scm:1:\d+: error: car/);
    expect(reasons[1]).toMatch(/shell cannot be used in a receiver hook/);
    await daemon.stop();
  });
});

describe.runIf(haveRedis())('a herd with a server', () => {
  it('receives with the options of the machine that sent; a plugin missing on the server is seen, and nothing is lost', async () => {
    const { directory, write, env, store } = place();
    const server = await startRedis(join(directory, 'redis'));
    const address = ['-H', `127.0.0.1:${server.port}`];
    writeFileSync(join(directory, 'word'), 'bad');
    write('plugins/word.scm', WORD);
    write('plugins/lonely.scm', failing('lonely', '(lambda () 42)'));
    const word = `(service word-service-type (word-configuration (file "${directory}/word")))`;
    write(
      'server-config.scm',
      `(use-plugins word lonely) (herd (services (list ${word} (service lonely-service-type))))`,
    );
    write(
      'of-the-server.scm',
      `(use-plugins word) (herd (machines (list (machine (name "${HOST}") (services (list ${word}))))))`,
    );
    const machine = startDaemon('sheepdog-daemon', env, address);
    const receiver: Daemon = startDaemon('sheepdog-queue-daemon', env, [
      ...address,
      '-c',
      join(directory, 'config/of-the-server.scm'),
    ]);
    await receiver.says('ready');
    await until(
      () => finding(store, 'lonely', '(receiver)') !== undefined,
      'what became of the lonely plugin',
    );
    expect(finding(store, 'word', 'word')).toMatchObject({ level: 'bark' });
    expect(finding(store, 'lonely', '(receiver)')).toMatchObject({ level: 'note' });
    expect(
      rows(store, "SELECT plugin, envelope ->> '$.body' AS body FROM message WHERE plugin = 'lonely'"),
    ).toEqual([{ plugin: 'lonely', body: 42 }]);
    await machine.stop();
    await receiver.stop();
    expect(readdirSync(join(directory, 'spool/new'))).toEqual([]);
    await server.kill();
  });

  it('is told by a daemon that it ends, and has patience', async () => {
    const { directory, env, store, write } = place();
    const server = await startRedis(join(directory, 'redis'));
    const address = ['-H', `127.0.0.1:${server.port}`];
    write('server-config.scm', '(herd (services (list)))');
    const receiver = startDaemon('sheepdog-queue-daemon', env, address);
    await receiver.says('ready');
    const machine = startDaemon('sheepdog-daemon', env, address);
    const host = () =>
      rows<{ heartbeat: number; stopped: number | null }>(store, 'SELECT heartbeat, stopped FROM host')[0];
    await until(() => host()?.heartbeat === 60_000, 'the heart');
    expect(host()?.stopped).toBeNull();
    expect(await machine.stop()).toBe(0);
    await until(() => host()?.heartbeat === 600_000, 'the farewell');
    expect(host()?.stopped).toBeGreaterThan(Date.now() - 60_000);
    const again = startDaemon('sheepdog-daemon', env, address);
    await until(() => host()?.stopped === null, 'the heart again');
    await again.stop();
    await receiver.stop();
    await server.kill();
  });
});
