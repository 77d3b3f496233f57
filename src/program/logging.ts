import pino from 'pino';
import type { Log } from '../model/log.ts';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'];

/** A daemon's log: one JSON object a line on stderr, where systemd and Shepherd pick it up. */
export function openLog(program: string, level: string): Log {
  const destination = pino.destination({ fd: 2, sync: true });
  const options = { name: program, level, timestamp: pino.stdTimeFunctions.isoTime };
  return pino({ ...options, formatters: { level: label => ({ level: label }) } }, destination);
}
