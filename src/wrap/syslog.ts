import { spawnSync } from 'node:child_process';

const SYSLOG_WAIT = 2_000;

/** Tells syslog; returns whether it listens. */
export function toSyslog(text: string): boolean {
  // Without --socket-errors logger(1) says that all is well where no syslog listens.
  const args = ['--socket-errors=on', '-t', 'sheepdog', '-p', 'user.err', '--', text];
  const { status } = spawnSync('logger', args, { stdio: 'ignore', timeout: SYSLOG_WAIT });
  return status === 0;
}
