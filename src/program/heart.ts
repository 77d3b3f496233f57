import { errorText } from '../model/fault.ts';
import { timeOrderedId } from '../model/id.ts';
import { HEARTBEAT_PLUGIN, type Json, MESSAGE_VERSION, type Message } from '../model/message.ts';
import { bootId, machineId } from '../platform/identity.ts';
import { addEntry } from '../queue/spool/add.ts';
import type { SpoolLayout } from '../queue/spool/layout.ts';
import type { DaemonContext } from './daemon-program.ts';

const INTERVAL = 60_000;
/** Three of these are half an hour: as long as an upgrade or a reboot may take. */
const INTERVAL_AWAY = 600_000;

/** Adds a heartbeat to the spool every minute: silence is never taken for health. */
export async function beat(spool: SpoolLayout, { clock, log, signal }: DaemonContext): Promise<void> {
  while (!signal.aborted) {
    try {
      addEntry(spool, JSON.stringify(heartbeat(clock.now(), { interval: INTERVAL })));
    } catch (error) {
      log.error({ error: errorText(error) }, 'the spool takes no heartbeat');
    }
    await clock.sleep(INTERVAL, signal);
  }
}

/** Says that the daemon ends, which buys patience; the next beat takes it back. */
export function sayLeaving(spool: SpoolLayout, { clock, log }: DaemonContext): void {
  try {
    addEntry(spool, JSON.stringify(heartbeat(clock.now(), { interval: INTERVAL_AWAY, leaving: true })));
  } catch (error) {
    log.error({ error: errorText(error) }, 'the spool does not take that this daemon ends');
  }
}

/** @param body `interval`: milliseconds within which the next is promised; `leaving`: the daemon ends */
export function heartbeat(now: number, body: Json): Message {
  return {
    version: MESSAGE_VERSION,
    id: timeOrderedId(now),
    machine: machineId(),
    boot: bootId(),
    plugin: HEARTBEAT_PLUGIN,
    hash: null,
    time: now,
    body,
  };
}
