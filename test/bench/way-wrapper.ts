import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, type Row } from './table.ts';

const SHEEPDOG = join(import.meta.dirname, '../../dist/sheepdog.cjs');
const STARTS = 60;
const STREAMS = 5;
const MIB = 1024 * 1024;
const STREAM_BYTES = 1024 * MIB;

/** What the wrapper costs: its start, its memory, its share of a stream; all as built in dist/. */
export async function wrapperRows(): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), 'sheepdog-bench-'));
  const env = {
    ...process.env,
    SHEEPDOG_SPOOL: join(directory, 'spool'),
    SHEEPDOG_QUEUE: '',
    XDG_CONFIG_HOME: directory,
    TMPDIR: directory,
  };
  try {
    const starts = startRows(directory, env);
    const memory = await memoryRows(directory, env);
    return [...starts, ...memory, ...streamRows(directory, env)];
  } finally {
    endSender(env.SHEEPDOG_SPOOL);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** What a wrapper cannot do without: a process that starts a shell and waits for it. */
const BARE = `const { spawn } = require('node:child_process');
spawn('/bin/sh', ['-c', 'true'], { stdio: 'ignore' }).on('exit', status => process.exit(status));
`;

/**
 * Where NODE_EXTRA_CA_CERTS is set, every start of Node reads those certificates, for three times as long as all the rest
 * takes: a ratio from there says little, and the ratio without is told as well.
 */
function startRows(directory: string, given: NodeJS.ProcessEnv): Row[] {
  const { NODE_EXTRA_CA_CERTS, ...env } = given;
  const rows = startRowsIn(directory, env, '');
  if (NODE_EXTRA_CA_CERTS) rows.push(...startRowsIn(directory, given, ', reading certificates'));
  return rows;
}

/** Interleaved, so that what else the machine does falls on all alike. */
function startRowsIn(directory: string, env: NodeJS.ProcessEnv, where: string): Row[] {
  const bare = join(directory, 'bare.cjs');
  writeFileSync(bare, BARE);
  const commands = {
    node: ['node', '-e', '0'],
    bare: ['node', bare],
    plain: [SHEEPDOG, '-e', 'true'],
    // Nobody listens there: the sender that the first run leaves behind keeps trying, as it would.
    queue: [SHEEPDOG, '-H', '127.0.0.1:1', '-e', 'true'],
  };
  const times: Record<string, number[]> = { node: [], bare: [], plain: [], queue: [] };
  for (let i = -3; i < STARTS; i++)
    for (const [name, command] of Object.entries(commands)) {
      const milliseconds = wallTime(command, env);
      if (i >= 0) times[name]!.push(milliseconds); // the first ones fill caches
    }
  const peer = median(times.node!);
  const row = (what: string, name: string, limit: string | null): Row => {
    const ours = median(times[name]!);
    return { what: `${what}, to node -e 0${where}`, ours, peer, unit: 'ms', ratio: ours / peer, limit };
  };
  const added = median(times.queue!) - median(times.plain!);
  const away = { ours: added, ratio: added, peer: null, unit: 'ms', limit: '≤ 50' };
  return [
    row('a script that only runs a shell', 'bare', null),
    row('sheepdog -e true', 'plain', '≤ 1.2'),
    row('sheepdog -H … -e true', 'queue', '≤ 1.2'),
    { ...away, what: `what a queue that is away adds to a job${where}` },
  ];
}

function wallTime([program, ...args]: string[], env: NodeJS.ProcessEnv): number {
  const begin = performance.now();
  const { status } = spawnSync(program!, args, { env, stdio: 'ignore' });
  const time = performance.now() - begin;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} exits with ${status}`);
  return time;
}

/** The most memory the wrapper ever had: with a job that says nothing, and with one that says a gibibyte. */
async function memoryRows(directory: string, env: NodeJS.ProcessEnv): Promise<Row[]> {
  const stream = streamFile(directory);
  const row = (what: string, mib: number): Row => ({
    what,
    ours: mib,
    peer: null,
    unit: 'MiB',
    ratio: mib,
    limit: '≤ 60',
  });
  return [
    row('memory while a silent job runs', await peakMemory(directory, env, 'true')),
    row('memory after 1 GiB of output', await peakMemory(directory, env, `cat ${stream}`)),
  ];
}

async function peakMemory(directory: string, env: NodeJS.ProcessEnv, job: string): Promise<number> {
  const mark = join(directory, 'over');
  rmSync(mark, { force: true });
  // The mark comes while the job still runs: the wrapper is there to be looked at.
  const line = `'${SHEEPDOG}' -e '${job}; echo $PPID > ${mark}.next; mv ${mark}.next ${mark}; sleep 1' | cat >/dev/null`;
  const shell = spawn('sh', ['-c', line], { env, stdio: 'ignore' });
  const over = new Promise(resolve => shell.on('exit', resolve));
  for (let i = 0; !existsSync(mark) && i < 3000; i++) await new Promise(resolve => setTimeout(resolve, 20));
  const status = readFileSync(`/proc/${readFileSync(mark, 'utf8').trim()}/status`, 'utf8');
  await over;
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)![1]) / 1024;
}

/**
 * A gibibyte of a job's output. One pipe: the wrapper reads it and writes to /dev/null, as cat does in its place. Two
 * pipes: the wrapper stands between the job and another program, as cat does in its place.
 */
function streamRows(directory: string, env: NodeJS.ProcessEnv): Row[] {
  const job = `cat ${streamFile(directory)}`;
  const wrapped = `'${SHEEPDOG}' -e '${job}'`;
  return [
    streamRow('1 GiB through cat, to a bare pipe', `${wrapped} >/dev/null`, `${job} | cat >/dev/null`, env),
    streamRow(
      'the same with a pipe behind it',
      `${wrapped} | cat >/dev/null`,
      `${job} | cat | cat >/dev/null`,
      env,
    ),
  ];
}

function streamRow(what: string, line: string, bare: string, env: NodeJS.ProcessEnv): Row {
  const rates = { ours: [] as number[], bare: [] as number[] };
  for (let i = 0; i < STREAMS; i++) {
    rates.bare.push(rate(bare, env));
    rates.ours.push(rate(line, env));
  }
  const [ours, peer] = [median(rates.ours), median(rates.bare)];
  return { what, ours, peer, unit: 'MiB/s', ratio: ours / peer, limit: '≥ 0.5' };
}

function rate(line: string, env: NodeJS.ProcessEnv): number {
  return STREAM_BYTES / MIB / (wallTime(['sh', '-c', line], env) / 1000);
}

function streamFile(directory: string): string {
  const path = join(directory, 'stream');
  mkdirSync(directory, { recursive: true });
  if (!existsSync(path)) writeFileSync(path, '');
  truncateSync(path, STREAM_BYTES); // no blocks on disk: reading it costs what reading from memory costs
  return path;
}

/** Ends the sender that the runs with -H have left behind. */
function endSender(spool: string): void {
  const mark = join(spool, 'sender');
  if (existsSync(mark)) process.kill((JSON.parse(readFileSync(mark, 'utf8')) as { pid: number }).pid);
}
