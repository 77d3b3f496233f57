import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { Redis } from 'ioredis';
import { until } from './waiting.ts';

/** A real redis-server of the test's own, on a free port of loopback. */
export interface RedisServer {
  port: number;
  process: ChildProcess;
  /** A client that fails at once instead of waiting. */
  client(): Redis;
  /** Ends the server by this signal and waits until it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** Is redis-server here? Says so loudly where it is not; CI installs it. */
export function haveRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version']);
    return true;
  } catch {
    console.warn('NOT TESTED: redis-server is not installed (apt-get install redis-server)');
    return false;
  }
}

/** Starts redis-server in `directory` and resolves when it answers. */
export async function startRedis(
  directory: string,
  settings: string[] = [],
  options: { port?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<RedisServer> {
  mkdirSync(directory, { recursive: true });
  const port = options.port ?? (await freePort());
  const where = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    directory,
    '--logfile',
    `${directory}/log`,
  ];
  // It ends with us, so that a test which fails or is killed leaves none behind.
  const program = ['setpriv', '--pdeathsig', 'KILL', 'redis-server'] as const;
  const server = spawn(program[0], [...program.slice(1), ...where, '--save', '', ...settings], {
    stdio: 'ignore',
    env: { ...process.env, ...options.env },
  });
  await until(() => answers(port), `redis-server on port ${port}`);
  const client = () => {
    const redis = new Redis({ port, retryStrategy: () => 50, maxRetriesPerRequest: 0 });
    redis.on('error', () => {});
    return redis;
  };
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise(resolve => server.once('exit', resolve));
    server.kill(signal);
    await gone;
  };
  return { port, process: server, client, kill };
}

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1');
    const answer = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', reply => answer(/^(\+PONG|-NOAUTH)/.test(String(reply))));
    socket.once('error', () => answer(false));
  });
}

/** A port of loopback that nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
