import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { systemClock } from '../../src/clock/clock.ts';
import { makeConfigurationLanguage } from '../../src/configuration/language.ts';
import { runMonitor } from '../../src/plugin/hooks.ts';
import type { Service } from '../../src/plugin/plugin.ts';
import { ENVIRONMENT } from '../../src/setup/units.ts';
import { packageRows } from './daemon-packages.ts';
import { median, printRows, type Row } from './table.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** An hour in a minute. */
const SPEED = 60;
/** What starting costs is not what running costs: it is over by then. */
const SETTLED = 5 * MINUTE;

/** A daemon at the end of a minute of its own, hurried time. */
interface Mark {
  resident: number;
  cpu: number;
  spawned: number;
  time: number;
}

/** The figures of a watched machine: the daemon for an hour, and its monitors one by one. */
export async function run(): Promise<void> {
  execFileSync(process.execPath, ['tools/build.mjs'], { stdio: 'inherit' });
  console.log(`${cpus().length} cores, ${cpus()[0]?.model}`);
  printRows([
    ...(await packageRows()),
    ...(await roundRows()),
    ...(await hourRows('of a herd', ['-H', '127.0.0.1:1'])),
  ]);
  printRows(await hourRows('without a server', []));
}

/** One hour of `sheepdog-daemon` with what is watched by default. */
async function hourRows(machine: string, args: string[]): Promise<Row[]> {
  const marks = await hour(args);
  const settled = marks.find(({ time }) => time >= SETTLED)!;
  const last = marks.at(-1)!;
  const spent = last.time - settled.time;
  const megabytes = (bytes: number) => bytes / 1024 ** 2;
  const figure = (what: string, ours: number, unit: string, limit: string): Row => {
    return { what: `${what}, ${machine}`, ours, peer: null, unit, ratio: ours, limit };
  };
  const perHour = ((last.spawned - settled.spawned) * HOUR) / spent;
  console.log(`${machine}: ${perHour.toFixed(0)} processes spawned an hour`);
  return [
    figure('resident after an hour', megabytes(last.resident), 'MiB', '≤ 80'),
    figure('grown since the fifth minute', megabytes(last.resident - settled.resident), 'MiB', '≤ 4'),
    figure('CPU at default intervals', ((last.cpu - settled.cpu) / spent) * 100, '% of a core', '≤ 0.2'),
  ];
}

function hour(args: string[]): Promise<Mark[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sheepdog-bench-'));
  const env = {
    ...process.env,
    HOME: folder,
    SHEEPDOG_SPOOL: join(folder, 'spool'),
    SHEEPDOG_STORE: join(folder, 'sheepdog.db'),
    SPEED: String(SPEED),
    MARK: String(MINUTE),
    ...Object.fromEntries(ENVIRONMENT.split(' ').map(setting => setting.split('='))), // as its unit runs it
  };
  const hurry = ['-r', join(import.meta.dirname, 'hurry.cjs')];
  const daemon = spawn(
    process.execPath,
    [...hurry, 'dist/sheepdog-daemon.cjs', ...args, '--log-level', 'error'],
    {
      env,
      stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    },
  );
  const marks: Mark[] = [];
  const lines = createInterface({ input: daemon.stdio[3] as Readable });
  return new Promise((resolve, reject) => {
    daemon.once('exit', code => {
      rmSync(folder, { recursive: true, force: true });
      if (marks.length < HOUR / MINUTE) reject(new Error(`the daemon ended with ${code}`));
      else resolve(marks);
    });
    lines.on('line', line => {
      if (marks.push(JSON.parse(line)) === HOUR / MINUTE) daemon.kill();
    });
  });
}

const ROUNDS = 5;

/** All monitors side by side, as the daemon runs them; and each alone, for how long it keeps others from their turn. */
async function roundRows(): Promise<Row[]> {
  const services = makeConfigurationLanguage().baseServices.filter(({ plugin }) => plugin.monitor !== null);
  const look = (service: Service) => runMonitor(service, { timeLimit: 30_000 });
  await Promise.all(services.map(look)); // the first run compiles
  const rounds: number[] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await timed(() => Promise.all(services.map(look))));
  const held: [name: string, ms: number][] = [];
  for (const service of services) {
    const delays: number[] = [];
    for (let i = 0; i < ROUNDS; i++) delays.push(await blocked(() => look(service)));
    held.push([service.plugin.name, median(delays)]);
  }
  const [name, longest] = held.sort((a, b) => b[1] - a[1])[0]!;
  const round = median(rounds);
  return [
    {
      what: `one round of ${services.length} monitors`,
      ours: round,
      peer: null,
      unit: 'ms',
      ratio: round,
      limit: '≤ 500',
    },
    {
      what: `event loop held by ${name}`,
      ours: longest,
      peer: null,
      unit: 'ms',
      ratio: longest,
      limit: '≤ 20',
    },
  ];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = systemClock.monotonic();
  await work();
  return systemClock.monotonic() - began;
}

/** For how long a piece of work lets nobody else have a turn, at most. */
async function blocked(work: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  await systemClock.sleep(20);
  delay.enable();
  await work();
  await systemClock.sleep(5);
  delay.disable();
  return delay.max / 1e6;
}
