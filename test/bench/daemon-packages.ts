import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/clock/clock.ts';
import { makeConfigurationLanguage } from '../../src/configuration/language.ts';
import type { ReportPart } from '../../src/model/message.ts';
import { runMonitor } from '../../src/plugin/hooks.ts';
import type { Service } from '../../src/plugin/plugin.ts';
import { Counters } from '../../src/system/counters.ts';
import type { Machine } from '../../src/system/machine.ts';
import { median, type Row } from './table.ts';

const PACKAGES = 2000;
const LOOKS = 11;

/** What it costs to know which packages a Debian machine has; the peer is dpkg-query, on the same 2000. */
export async function packageRows(): Promise<Row[]> {
  const root = mkdtempSync(join(tmpdir(), 'sheepdog-bench-'));
  try {
    const admin = join(root, 'var/lib/dpkg');
    mkdirSync(join(admin, 'updates'), { recursive: true });
    writeFileSync(join(admin, 'status'), statusOf(PACKAGES));
    const service = makeConfigurationLanguage().baseServices.find(
      ({ plugin }) => plugin.name === 'installed',
    )!;
    const remembered = { counters: new Counters(systemClock), memory: new Map<string, unknown>() };
    const machine: Machine = { root, clock: systemClock, environment: process.env, ...remembered };
    const whole = await look(service, machine);
    const ours: number[] = [];
    const theirs: number[] = [];
    let unchanged = whole;
    for (let i = 0; i < LOOKS; i++) {
      theirs.push(timed(() => execFileSync('dpkg-query', [`--admindir=${admin}`, '--show'])));
      const began = performance.now();
      unchanged = await look(service, machine);
      ours.push(performance.now() - began);
    }
    const read = median(ours);
    return [
      row(`${PACKAGES} packages, read and compared`, read, median(theirs), 'ms', '≤ 100'),
      row('of these, sent when nothing changed', kilobytes(unchanged), null, 'kB', '≤ 1'),
      row('of these, sent whole, once a day', kilobytes(whole), null, 'kB', '≤ 1048'),
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const row = (what: string, ours: number, peer: number | null, unit: string, limit: string): Row => ({
  what,
  ours,
  peer,
  unit,
  ratio: ours,
  limit,
});

/** The stanzas of this machine's own packages, under other names until there are enough. */
function statusOf(count: number): string {
  const own = readFileSync('/var/lib/dpkg/status', 'utf8')
    .split('\n\n')
    .filter(text => /^Status: \S+ \S+ installed$/m.test(text));
  const stanzas = Array.from({ length: count }, (_, i) =>
    own[i % own.length]!.replace(/^Package: .*$/m, name => `${name}-${Math.floor(i / own.length)}`),
  );
  return `${stanzas.join('\n\n')}\n`;
}

/** What is found, as it would travel. */
async function look(service: Service, machine: Machine): Promise<ReportPart> {
  const body = await runMonitor(service, { timeLimit: 30_000 }, machine);
  const time = Date.now();
  return { plugin: 'installed', service: null, hash: '0'.repeat(64), time, body, trouble: null };
}

const kilobytes = (part: ReportPart): number => Buffer.byteLength(JSON.stringify(part)) / 1000;

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
