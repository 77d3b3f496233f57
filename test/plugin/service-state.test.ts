import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMonitor, runReceiver } from '../../src/plugin/hooks.ts';
import type { Machine } from '../../src/system/machine.ts';
import { recorded, withPrograms } from '../machine/recorded.ts';
import { RECORDED_010, replyOf, service010, service100, shepherdAt } from '../support/shepherd.ts';
import { shippedService } from './plugin-text.ts';

/** What the monitor finds on a machine. */
const seenOn = (machine: Machine) =>
  runMonitor(shippedService('service-state'), { timeLimit: 5_000 }, machine);

/** A machine whose Shepherd has these services. */
async function shepherded(...services: string[]): Promise<Machine> {
  const machine = recorded({});
  await shepherdAt(join(machine.root, 'var/run/shepherd/socket'), socket => socket.end(replyOf(...services)));
  return machine;
}

/** A machine whose systemd says this of its units. */
function systemd(...units: Record<string, string>[]): Machine {
  const blocks = units.map(unit =>
    Object.entries({ LoadState: 'loaded', Result: 'success', NRestarts: '0', ...unit })
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  );
  const booted = recorded({ '/run/systemd/system/x': '' });
  return withPrograms(booted, { systemctl: `cat <<'END'\n${blocks.join('\n\n')}\nEND` });
}

const SINCE = { StateChangeTimestamp: '@1767225600' };
const ENTERED = 1_767_225_600_000;

describe('the state of services of Shepherd', () => {
  it.each([
    ['0.10', service010],
    ['1.0', service100],
  ])('is told by its version %s', async (_, make) => {
    const machine = await shepherded(
      make('nginx'),
      make('sshd', { running: '#t', respawns: '1767225500 1767225400' }),
      make('slow', { running: '#f', status: 'starting', changes: '(starting . 1767225600)' }),
      make('cups', { running: '#f', status: 'stopped', changes: '(stopped . 1767225600) (running . 1)' }),
      make('udev', { running: '#f', status: 'stopped', oneShot: '#t', changes: '(stopped . 1767225600)' }),
      make('unused', { running: '#f', status: 'stopped', changes: '' }),
    );
    expect(await seenOn(machine)).toEqual({
      manager: 'shepherd',
      services: [
        { name: 'nginx', state: 'running', entered: ENTERED },
        { name: 'sshd', state: 'running', entered: ENTERED, restarts: 2 },
        { name: 'slow', state: 'starting', entered: ENTERED },
        { name: 'cups', state: 'stopped', entered: ENTERED },
        { name: 'udev', state: 'finished', entered: ENTERED },
        { name: 'unused', state: 'stopped', entered: false },
      ],
    });
  });

  it('is told by a real one, as it was recorded', async () => {
    const machine = recorded({});
    const socket = join(machine.root, 'var/run/shepherd/socket');
    await shepherdAt(socket, answer => answer.write(RECORDED_010)); // it leaves the connection open
    const entered = 1_795_806_000_000;
    expect(await seenOn(machine)).toEqual({
      manager: 'shepherd',
      services: [
        { name: 'root', state: 'running', entered: 1_795_805_999_000 },
        { name: 'napper', state: 'running', entered },
        { name: 'broken', state: 'failed', entered, reason: 'it could not be started' },
        { name: 'shot', state: 'finished', entered },
        { name: 'idle', state: 'stopped', entered: false },
      ],
    });
  });

  it('is failed where the last start was a failure, or Shepherd has given up', async () => {
    const stopped = { running: '#f', status: 'stopped', changes: '(stopped . 1767225600) (starting . 1)' };
    const machine = await shepherded(
      service100('broken', { ...stopped, failures: '1767225600 1767225000' }),
      service100('stopped-since', { ...stopped, failures: '1767225000' }),
      service100('loops', { ...stopped, enabled: '#f', respawns: '1767225599 1767225598' }),
      service100('disabled-by-hand', { ...stopped, enabled: '#f' }),
    );
    const { services } = (await seenOn(machine)) as { services: object[] };
    expect(services).toMatchObject([
      { name: 'broken', state: 'failed', reason: 'it could not be started' },
      { name: 'stopped-since', state: 'stopped' },
      { name: 'loops', state: 'failed', reason: 'it ended again and again, and is disabled' },
      { name: 'disabled-by-hand', state: 'stopped' },
    ]);
  });

  it('is not seen where Shepherd is not', async () => {
    expect(await seenOn(recorded({}))).toEqual({ unseen: 'neither Shepherd nor systemd runs here' });
  });

  it('is a trouble where Shepherd answers with an error, or with nonsense', async () => {
    const machine = recorded({});
    let answer =
      '(reply (version 0) (result #f) (error (error (version 0) service-not-found root)) (messages ()))';
    await shepherdAt(join(machine.root, 'var/run/shepherd/socket'), socket => socket.end(answer));
    await expect(seenOn(machine)).rejects.toThrow(/answers with an error: .*service-not-found/);
    answer = '(hello)';
    await expect(seenOn(machine)).rejects.toThrow(/a language of its own/);
  });
});

describe('the state of units of systemd', () => {
  it('is told of those that ran since boot, or are asked to', async () => {
    const machine = systemd(
      { Id: 'nginx.service', ActiveState: 'active', SubState: 'running', NRestarts: '2', ...SINCE },
      { Id: 'networking.service', ActiveState: 'active', SubState: 'exited', ...SINCE },
      { Id: 'logrotate.service', ActiveState: 'inactive', SubState: 'dead', ...SINCE },
      { Id: 'cups.service', ActiveState: 'inactive', SubState: 'dead', UnitFileState: 'enabled' },
      { Id: 'never.service', ActiveState: 'inactive', SubState: 'dead', UnitFileState: 'static' },
      { Id: 'gone.service', LoadState: 'not-found', ActiveState: 'inactive', SubState: 'dead', ...SINCE },
      { Id: 'user@1000.service', ActiveState: 'active', SubState: 'running', ...SINCE },
    );
    expect(await seenOn(machine)).toEqual({
      manager: 'systemd',
      services: [
        { name: 'nginx', state: 'running', entered: ENTERED, restarts: 2 },
        { name: 'networking', state: 'finished', entered: ENTERED },
        { name: 'logrotate', state: 'stopped', entered: ENTERED },
        { name: 'cups', state: 'stopped', entered: false },
      ],
    });
  });

  it.each([
    [{ ActiveState: 'failed', Result: 'exit-code', ExecMainStatus: '203' }, 'failed', 'exit 203'],
    [{ ActiveState: 'failed', Result: 'signal', ExecMainStatus: '11' }, 'failed', 'signal 11'],
    [{ ActiveState: 'failed', Result: 'oom-kill' }, 'failed', 'oom-kill'],
    [{ ActiveState: 'activating', SubState: 'auto-restart', Result: 'timeout' }, 'failed', 'timeout'],
    [{ ActiveState: 'activating', SubState: 'start' }, 'starting', undefined],
    [{ ActiveState: 'deactivating' }, 'stopping', undefined],
    [{ ActiveState: 'reloading' }, 'running', undefined],
  ])('of %j is %s', async (unit, state, reason) => {
    const { services } = (await seenOn(systemd({ Id: 'a.service', ...SINCE, ...unit }))) as {
      services: { state: string; reason?: string }[];
    };
    expect(services[0]).toMatchObject({ state });
    expect(services[0]!.reason).toBe(reason);
  });

  it('comes as facts and findings', async () => {
    const machine = systemd(
      { Id: 'a.service', ActiveState: 'failed', Result: 'oom-kill', ...SINCE },
      { Id: 'b.service', ActiveState: 'active', SubState: 'running' },
    );
    const body = await seenOn(machine);
    const message = { version: 1, id: 'm', machine: null, boot: null, plugin: 'service-state', hash: null };
    const effects = runReceiver(shippedService('service-state'), 'tux01', {
      ...message,
      time: ENTERED,
      body,
    });
    expect(effects).toMatchObject([
      {
        kind: 'snapshot',
        facts: [
          { values: ['tux01', 'a', 'failed', ENTERED, 0, 'systemd'] },
          { values: ['tux01', 'b', 'running', null, 0, 'systemd'] },
        ],
      },
      { finding: { subject: 'services', level: 'ok' } },
      { finding: { subject: 'a', level: 'bark', text: 'failed: oom-kill' } },
      { finding: { subject: 'b', level: 'ok', text: 'running' } },
      { kind: 'no-others', subjects: new Set(['services', 'a', 'b']) },
    ]);
  });
});
