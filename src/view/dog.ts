import { formatDuration } from '../clock/duration.ts';
import type { StatusRow } from './status-row.ts';

/** What can be seen of Sheepdog itself on this machine. */
export interface DogState {
  /** This machine's name. */
  host: string;
  /** The queue its messages go to; null where the spool is the queue. */
  queue: string | null;
  /** Does somebody bring away what is in the spool? */
  sender: boolean;
  /** Null where this machine keeps no store; `since`: of this, milliseconds since 1970; `trouble`: why it receives nothing now. */
  receiver: { running: boolean; since: number | null; trouble?: string | undefined } | null;
  /**
   * What is in the spool; null where this user may not look. `oldest`: milliseconds since 1970; `refused`: things put
   * aside that cannot be messages.
   */
  spool: { waiting: number; oldest: number; refused: number } | null;
}

/** An entry that waits longer than this does not wait for its turn. */
const PATIENCE = 300_000;

/** How the dog itself is: a daemon that is not running is the one thing it could never tell by a message. */
export function dogRows(dog: DogState, now: number): StatusRow[] {
  return [receiverRow(dog), spoolRow(dog, now), refusedRow(dog)].filter(row => row !== null);
}

function receiverRow({ host, queue, receiver }: DogState): StatusRow | null {
  const row = { host, plugin: 'sheepdog', subject: 'receiver' };
  const daemon = queue === null ? 'sheepdog-daemon' : 'sheepdog-queue-daemon';
  if (receiver === null)
    return queue === null
      ? { ...row, level: 'unknown', since: null, text: `no store here yet: has ${daemon} ever run?` }
      : null;
  const since = receiver.since === null ? null : new Date(receiver.since);
  if (receiver.running && receiver.trouble !== undefined)
    return { ...row, level: 'unknown', since, text: `receives nothing now: ${receiver.trouble}` };
  if (receiver.running) return { ...row, level: 'ok', since, text: 'running' };
  return { ...row, level: 'unknown', since, text: 'not running: what is said here is what it last heard' };
}

function spoolRow({ host, queue, sender, spool }: DogState, now: number): StatusRow | null {
  if (spool === null) return null;
  const { waiting, oldest } = spool;
  const row = { host, plugin: 'sheepdog', subject: 'spool', since: waiting > 0 ? new Date(oldest) : null };
  const late = waiting > 0 && now - oldest > PATIENCE;
  const alone = queue !== null && !sender ? '; no sheepdog-daemon is running' : '';
  if (!late)
    return {
      ...row,
      level: 'ok',
      text: (waiting === 0 ? 'empty' : `${entries(waiting)} on the way`) + alone,
    };
  const age = formatDuration(now - oldest);
  if (alone) return { ...row, level: 'unknown', text: `${entries(waiting)} for ${age}${alone}` };
  return { ...row, level: 'warn', text: `${entries(waiting)} for ${age}: the queue does not take them` };
}

/** Whoever put them there thinks that they were sent. */
function refusedRow({ host, spool }: DogState): StatusRow | null {
  if (!spool?.refused) return null;
  const things = spool.refused === 1 ? '1 thing' : `${spool.refused} things`;
  const text = `${things} in its folder refused/ could not be a message; look, and remove`;
  return { host, plugin: 'sheepdog', subject: 'refused', level: 'warn', since: null, text };
}

const entries = (count: number) => (count === 1 ? '1 message waits' : `${count} messages wait`);
