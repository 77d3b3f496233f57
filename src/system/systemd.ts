import { existsSync } from 'node:fs';
import { run } from './command.ts';
import { type Machine, pathOn, toNumber } from './machine.ts';
import { notSeen, type Seen } from './seen.ts';

/** A unit as systemd.unit(5) and systemctl(1) describe it. */
export interface SystemdUnit {
  /** `nginx.service` */
  name: string;
  description: string;
  /** `loaded`, `not-found`, `masked`, `bad-setting` … */
  load: string;
  /** `active`, `inactive`, `failed`, `activating`, `deactivating`, `reloading` */
  active: string;
  /** `running`, `exited`, `dead`, `auto-restart` … */
  sub: string;
  /** `success`, `exit-code`, `signal`, `timeout`, `oom-kill`, `start-limit-hit` … */
  result: string;
  /** `enabled`, `disabled`, `static` …; empty for what has no file. */
  enabled: string;
  /** Null when none is running. */
  pid: number | null;
  /** Exit status of its last main process, or the number of the signal that ended it. */
  exit: number | null;
  /** The program that it is started by, as a path. */
  program: string | null;
  /** How often systemd has restarted it by itself. */
  restarts: number;
  /** When it came into its state: milliseconds since 1970. */
  since: number | null;
}

const PROPERTIES = [
  ...['Id', 'Description', 'LoadState', 'ActiveState', 'SubState', 'Result', 'UnitFileState'],
  ...['MainPID', 'ExecMainStatus', 'NRestarts', 'StateChangeTimestamp', 'ExecStart'],
].join(',');

/**
 * The units that systemd has loaded.
 * @param pattern which; `*.service`
 * @param options.user those of this user's own manager
 */
export async function systemdUnits(
  machine: Machine,
  pattern = '*.service',
  { user = false }: { user?: boolean | undefined } = {},
): Promise<Seen<{ units: SystemdUnit[] }>> {
  // sd_booted(3): the program may be here without being the one that rules.
  if (!existsSync(pathOn(machine, '/run/systemd/system')))
    return notSeen('this machine is not run by systemd');
  const args = ['show', '--no-pager', '--timestamp=unix', `--property=${PROPERTIES}`, '--', pattern];
  const result = await run(machine, 'systemctl', user ? ['--user', ...args] : args, {
    maxBytes: 8 * 1024 * 1024,
  });
  if (result.exit !== 0) return notSeen(result.failure ?? (result.stderr.trim() || 'systemctl failed'));
  return { seen: true, units: parseUnits(result.stdout) };
}

/** `systemctl show`: a block of NAME=value lines for each unit. */
export function parseUnits(text: string): SystemdUnit[] {
  return text
    .split(/\n\n+/)
    .map(
      block =>
        new Map(block.split('\n').map(line => [line.split('=', 1)[0]!, line.slice(line.indexOf('=') + 1)])),
    )
    .filter(fields => fields.has('Id'))
    .map(toUnit);
}

function toUnit(fields: Map<string, string>): SystemdUnit {
  const text = (name: string) => fields.get(name) ?? '';
  const since = /^@(\d+)/.exec(text('StateChangeTimestamp'))?.[1];
  return {
    name: text('Id'),
    description: text('Description'),
    load: text('LoadState'),
    active: text('ActiveState'),
    sub: text('SubState'),
    result: text('Result'),
    enabled: text('UnitFileState'),
    pid: toNumber(fields.get('MainPID')) || null,
    exit: toNumber(fields.get('ExecMainStatus')),
    program: /^\{ path=(\S+) ;/.exec(text('ExecStart'))?.[1] ?? null,
    restarts: toNumber(fields.get('NRestarts')) ?? 0,
    since: since ? Number(since) * 1000 : null,
  };
}
