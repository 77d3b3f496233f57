import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, release } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { Fact, FactValue } from '../../src/model/relation.ts';
import { runMonitor, runReceiver } from '../../src/plugin/hooks.ts';
import { other } from '../machine/recorded.ts';
import { testDirectory } from '../support/directory.ts';
import { servicesOf } from './plugin-text.ts';

const HOUR = 3_600_000;

/** What a plugin that ships finds on this machine: its facts by relation, without the host, and its findings. */
async function look(plugin: string, options = '', late = 0) {
  const [service] = servicesOf(
    `(herd (services (list (service ${plugin}-service-type (${plugin}-configuration ${options})))))`,
    {},
  );
  const body = await runMonitor(service!, { timeLimit: 30_000 });
  const message = {
    version: 1,
    id: '',
    machine: null,
    boot: null,
    plugin,
    hash: null,
    time: Date.now() + late,
    body,
  };
  const effects = runReceiver(service!, hostname(), message);
  const facts = effects.flatMap((effect): Fact[] =>
    effect.kind === 'fact' ? [effect.fact] : effect.kind === 'snapshot' ? effect.facts : [],
  );
  const of = (relation: string): FactValue[][] =>
    facts.filter(fact => fact.relation === relation).map(({ values }) => values.slice(1));
  const findings = effects.flatMap((effect): Finding[] =>
    effect.kind === 'finding' ? [effect.finding] : [],
  );
  return {
    of,
    findings,
    level: (subject: string) => findings.find(found => found.subject === subject)?.level,
  };
}

const lines = (text: string) => text.trim().split('\n');
const near = (a: FactValue | undefined, b: number, share: number) =>
  expect(Math.abs(Number(a) - b)).toBeLessThanOrEqual(share * b);

describe('what is watched by default, held against what others say of this machine', () => {
  it('hardware: uname, free, nproc, uptime', async () => {
    const [found] = (await look('hardware')).of('hardware');
    const [os, kernel, , cores, ram, booted] = found!;
    expect(kernel).toBe(release());
    expect(cores).toBe(Number(other('nproc', '--all')));
    expect(ram).toBe(Number(/^Mem: +(\d+)/m.exec(other('free', '-b'))![1]));
    expect(Math.abs(Number(booted) - Date.parse(other('uptime', '-s').trim()))).toBeLessThan(2_000);
    expect(other('cat', '/etc/os-release')).toContain(os);
  });

  it('disk and inodes: df', async () => {
    const { of, level } = await look('disk');
    const sizes = of('mounted').map(([mount, , , size]) => [mount, size]);
    expect(sizes.length).toBeGreaterThan(0);
    for (const [mount, size] of sizes) {
      const [told, used] = lines(other('df', '-B1', '--output=size,used', String(mount)))[1]!
        .trim()
        .split(/ +/);
      expect(size).toBe(Number(told));
      near(of('disk-used').find(([at]) => at === mount)?.[1], Number(used), 0.05);
      expect(level(String(mount))).toMatch(/^(ok|warn|bark)$/);
    }
    for (const [mount, used, total] of (await look('inodes')).of('inodes-used')) {
      const [all, taken] = lines(other('df', '--output=itotal,iused', String(mount)))[1]!
        .trim()
        .split(/ +/);
      expect(total).toBe(Number(all));
      near(used, Number(taken), 0.05);
    }
  });

  it('memory and swap: free', async () => {
    const [, total, , , , , available] = /^Mem:.*$/m.exec(other('free', '-b'))![0].split(/ +/);
    const [[used, left]] = (await look('memory')).of('memory-used') as [FactValue[]];
    expect(Number(used) + Number(left)).toBe(Number(total));
    near(left, Number(available), 0.1);
    const swap = Number(/^Swap: +(\d+)/m.exec(other('free', '-b'))![1]);
    expect((await look('swap')).of('swap-used').map(([, all]) => all)).toEqual(swap > 0 ? [swap] : []);
  });

  it('load: uptime', async () => {
    const { of, level } = await look('load');
    const told = /load average: ([\d.]+), ([\d.]+), ([\d.]+)/.exec(other('uptime'))!.slice(1).map(Number);
    const found = of('system-load')[0]!.map(Number);
    expect(Math.abs(found[2]! - told[2]!)).toBeLessThan(0.5);
    expect(level('load')).toBeDefined();
  });

  it('processes: ps', async () => {
    const [[total, threads]] = (await look('processes')).of('process-count') as [FactValue[]];
    near(total, lines(other('ps', '-e', '--no-headers')).length, 0.2);
    near(threads, lines(other('ps', '-eL', '--no-headers')).length, 0.2);
  });

  it('network: ip, which says what has hardware of its own', async () => {
    const { of } = await look('network');
    for (const [name, state, , address] of of('wired')) {
      const told = statSync(`/sys/class/net/${name}/device`, { throwIfNoEntry: false });
      expect([name, told !== undefined]).toEqual([name, true]);
      expect(other('cat', `/sys/class/net/${name}/address`).trim()).toBe(address);
      expect(other('cat', `/sys/class/net/${name}/operstate`).trim()).toBe(state);
    }
  });

  it('ports: ss', async () => {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const told = lines(other('ss', '-tlnH')).map(line => line.split(/ +/)[3]);
      expect(told).toContain(`127.0.0.1:${port}`);
      const { of, level } = await look('ports', `(expected '("tcp/${port}"))`);
      expect(of('listening')).toContainEqual([
        'tcp',
        '127.0.0.1',
        port,
        expect.any(String),
        process.getuid!(),
      ]);
      expect(level('ports')).toBe('ok');
    } finally {
      server.close();
    }
    expect((await look('ports', '(expected \'("tcp/1"))')).level('ports')).toBe('bark');
  });

  it('reboot: the kernel, and no second event for the same boot', async () => {
    const boots = [(await look('reboot')).of('restarted'), (await look('reboot', '', HOUR)).of('restarted')];
    expect(boots[0]).toEqual(boots[1]);
    expect(boots[0]![0]![0]).toBe(other('cat', '/proc/sys/kernel/random/boot_id').trim());
  });

  it('users: who', async () => {
    const told = other('who').trim();
    expect((await look('users')).of('logged-in')).toHaveLength(told === '' ? 0 : lines(told).length);
  });
});

describe('what is asked for, held against what others say', () => {
  it('certificates: openssl', async () => {
    const folder = testDirectory();
    const file = join(folder, 'cert.pem');
    const request = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    other(
      'openssl',
      ...request,
      '-subj',
      '/CN=sheep',
      '-days',
      '10',
      '-out',
      file,
      '-keyout',
      join(folder, 'key.pem'),
    );
    const end = other('openssl', 'x509', '-in', file, '-noout', '-enddate').trim().replace('notAfter=', '');
    const { of, level } = await look('certificates', `(places '("${file}"))`);
    expect(of('certified')).toEqual([[file, 'CN=sheep', 'CN=sheep', Date.parse(end), true]]);
    expect(level(file)).toBe('warn');
    expect((await look('certificates', `(places '("${file}"))`, 5 * 24 * HOUR)).level(file)).toBe('bark');
  });

  it('web and tcp: a server that answers, then does not', async () => {
    const server = createServer((_, response) => response.end('Welcome'));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    const place = `127.0.0.1:${port}`;
    const page = (text: string) => look('web', `(urls '("${url}")) (text "${text}")`);
    expect((await page('Welcome')).level(url)).toBe('ok');
    expect((await page('Goodbye')).findings[0]!.text).toBe('status 200, but without "Goodbye"');
    expect((await look('tcp', `(places '("${place}"))`)).level(place)).toBe('ok');
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    expect((await page('Welcome')).findings[0]!.text).toBe('no answer: refused');
    expect((await look('tcp', `(places '("${place}"))`)).findings[0]).toMatchObject({
      level: 'bark',
      text: 'refused',
    });
  });

  it('dns: what programs here know', async () => {
    const { of, level } = await look('dns', '(names \'("localhost" "no-such-name.invalid"))');
    expect(other('getent', 'ahosts', 'localhost')).toContain(String(of('resolved')[0]![1]).split(' ')[0]);
    expect(level('localhost')).toBe('ok');
    expect(level('no-such-name.invalid')).toBe('bark');
  });

  it('file-age: stat', async () => {
    const folder = testDirectory();
    const file = join(folder, 'dump.gz');
    writeFileSync(file, 'dump');
    const before = Date.now() / 1000 - 40 * 3600;
    utimesSync(file, before, before);
    const { of, level } = await look('file-age', `(places '("${folder}" "${folder}/*.gz" "${folder}/none"))`);
    const modified = Number(other('stat', '-c', '%Y', file)) * 1000;
    expect(Math.floor(Number(of('newest')[0]![2]) / 1000) * 1000).toBe(modified);
    expect(of('newest').map(([place]) => place)).toEqual([folder, `${folder}/*.gz`]);
    expect([level(folder), level(`${folder}/*.gz`), level(`${folder}/none`)]).toEqual([
      'bark',
      'bark',
      'bark',
    ]);
  });
});
