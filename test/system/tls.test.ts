import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startDaemon } from '../support/daemon.ts';
import { testDirectory } from '../support/directory.ts';
import { freePort, haveRedis, startRedis } from '../support/redis.ts';
import { count } from '../support/store.ts';
import { until } from '../support/waiting.ts';

/** An authority of the test's own, and a certificate of it for localhost. */
function certificates(directory: string) {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: directory, stdio: 'pipe' });
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=test authority',
  );
  openssl('req', ...key, '-keyout', 'redis.key', '-out', 'redis.csr', '-subj', '/CN=localhost');
  writeFileSync(join(directory, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2', '-extfile', 'names'];
  openssl('x509', '-req', '-in', 'redis.csr', ...signed, '-out', 'redis.pem');
  return {
    authority: join(directory, 'ca.pem'),
    pem: join(directory, 'redis.pem'),
    key: join(directory, 'redis.key'),
  };
}

describe.runIf(haveRedis())('a queue with TLS', () => {
  it('brings messages, by name and by address, where its certificate is trusted; and says so where it is not', async () => {
    const directory = testDirectory();
    const { authority, pem, key } = certificates(directory);
    const port = await freePort();
    const tls = [
      '--tls-port',
      String(port),
      '--tls-cert-file',
      pem,
      '--tls-key-file',
      key,
      '--tls-auth-clients',
      'no',
    ];
    const server = await startRedis(join(directory, 'redis'), [...tls, '--tls-ca-cert-file', authority]);
    const store = join(directory, 'store/sheepdog.db');
    const env = {
      SHEEPDOG_STORE: store,
      SHEEPDOG_SPOOL: join(directory, 'spool'),
      XDG_CONFIG_HOME: directory,
      NODE_EXTRA_CA_CERTS: authority,
    };
    const receiver = startDaemon('sheepdog-queue-daemon', env, ['-H', `rediss://localhost:${port}`]);
    await receiver.says('ready');
    const machine = startDaemon('sheepdog-daemon', env, ['-H', `rediss://127.0.0.1:${port}`]);
    await until(() => count(store, 'SELECT count(*) FROM host WHERE heartbeat = 60000') === 1, 'a heartbeat');
    await machine.stop();

    const stranger = startDaemon('sheepdog-daemon', { ...env, NODE_EXTRA_CA_CERTS: '' }, [
      '-H',
      `rediss://localhost:${port}`,
    ]);
    const line = await stranger.says('the queue cannot be reached');
    expect(line.error).toMatch(/certificate/);
    expect(line.hint).toMatch(/NODE_EXTRA_CA_CERTS/);
    await stranger.stop();
    await receiver.stop();
    await server.kill();
  });
});
