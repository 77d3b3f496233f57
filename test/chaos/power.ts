import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { RedisServer } from '../support/redis.ts';
import { startRedis } from '../support/redis.ts';

/** What happens to Redis in a run of chaos. */
export const POWER_MODES = ['no-aof', 'power-cut', 'wipe'] as const;
export type PowerMode = (typeof POWER_MODES)[number];

/** A Redis that is killed, cut from its power or emptied, and comes back on the same port. */
export class UnreliableRedis {
  readonly #directory: string;
  readonly #mode: PowerMode;
  #server!: RedisServer;

  private constructor(directory: string, mode: PowerMode) {
    this.#directory = directory;
    this.#mode = mode;
  }

  static async start(directory: string, mode: PowerMode): Promise<UnreliableRedis> {
    const redis = new UnreliableRedis(directory, mode);
    await redis.#start();
    return redis;
  }

  get port(): number {
    return this.#server.port;
  }

  /** Kills it as the mode has it and starts it again. */
  async strike(): Promise<void> {
    await this.#server.kill('SIGKILL');
    if (this.#mode === 'power-cut') this.#cutToLastSync();
    if (this.#mode === 'wipe') rmSync(this.#directory, { recursive: true, force: true });
    await this.#start(this.port);
  }

  /** Forgets everything while it goes on running. */
  async flush(): Promise<void> {
    const client = this.#server.client();
    await client.flushall();
    client.disconnect();
  }

  stop(): Promise<void> {
    return this.#server.kill();
  }

  async #start(port?: number): Promise<void> {
    const aof = this.#mode === 'no-aof' ? 'no' : 'yes';
    const settings = ['--appendonly', aof, '--appendfsync', 'everysec'];
    const env = this.#mode === 'power-cut' ? { LD_PRELOAD: this.#shim(), POWERCUT_LOG: this.#log } : {};
    this.#server = await startRedis(this.#directory, settings, port === undefined ? { env } : { env, port });
  }

  get #log(): string {
    return `${this.#directory}.synced`;
  }

  #shim(): string {
    const library = `${this.#directory}.powercut.so`;
    const source = join(import.meta.dirname, 'powercut.c');
    if (!existsSync(library)) execFileSync('gcc', ['-shared', '-fPIC', '-o', library, source, '-ldl']);
    return library;
  }

  #cutToLastSync(): void {
    const synced = new Map<string, number>();
    for (const line of existsSync(this.#log) ? readFileSync(this.#log, 'utf8').split('\n') : []) {
      const [length, path] = line.split(' ');
      if (path) synced.set(path, Number(length));
    }
    const directory = join(this.#directory, 'appendonlydir');
    for (const name of readdirSync(directory).filter(file => file.endsWith('.incr.aof')))
      truncateSync(join(directory, name), synced.get(join(directory, name)) ?? 0);
    rmSync(this.#log, { force: true });
  }
}
