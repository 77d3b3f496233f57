import { spawn } from 'node:child_process';
import type { Clock } from '../clock/clock.ts';
import { errorText } from '../model/fault.ts';
import type { Log } from '../model/log.ts';
import { VERSION } from './version.ts';

type Environment = Record<string, string | undefined>;

/** The line `ready` in the log for Shepherd and people; sd_notify(3) for systemd. */
export function tellReady(log: Log, env: Environment): void {
  log.info({ version: VERSION }, 'ready');
  notifySystemd(['--ready', `--pid=${process.pid}`], log, env);
}

/**
 * Tells systemd twice in its interval that the daemon is alive, where it wants to know ($WATCHDOG_USEC, microseconds, see
 * sd_watchdog_enabled(3)): one whose event loop hangs says nothing, and is started anew.
 */
export async function keepWatchdog(
  clock: Clock,
  signal: AbortSignal,
  log: Log,
  env: Environment,
): Promise<void> {
  const interval = Number(env.WATCHDOG_USEC) / 1000 / 2;
  if (!(interval > 0)) return;
  while (!signal.aborted) {
    notifySystemd([`--pid=${process.pid}`, 'WATCHDOG=1'], log, env);
    await clock.sleep(interval, signal);
  }
}

/** By way of systemd's own program: Node has no datagrams of Unix. */
function notifySystemd(words: string[], log: Log, env: Environment): void {
  if (!env.NOTIFY_SOCKET) return;
  const notify = spawn('systemd-notify', words, { stdio: 'ignore' });
  notify.on('error', error => log.warn({ error: errorText(error) }, 'systemd could not be told'));
}
