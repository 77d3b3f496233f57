import { errorText } from '../model/fault.ts';
import { timeOrderedId } from '../model/id.ts';
import { HEARTBEAT_PLUGIN, MESSAGE_VERSION, type Message } from '../model/message.ts';
import { bootId, machineId } from '../platform/identity.ts';
import { addEntry } from '../queue/spool/add.ts';
import type { SpoolLayout } from '../queue/spool/layout.ts';
import type { DaemonContext } from './daemon-program.ts';

const INTERVAL = 60_000;

/** Adds a heartbeat to the spool every minute: silence is never taken for health. */
export async function beat(spool: SpoolLayout, { clock, log, signal }: DaemonContext): Promise<void> {
  while (!signal.aborted) {
    try {
      addEntry(spool, JSON.stringify(heartbeat(clock.now())));
    } catch (error) {
      log.error({ error: errorText(error) }, 'the spool takes no heartbeat');
    }
    await clock.sleep(INTERVAL, signal);
  }
}

function heartbeat(now: number): Message {
  return {
    version: MESSAGE_VERSION,
    id: timeOrderedId(now),
    machine: machineId(),
    boot: bootId(),
    plugin: HEARTBEAT_PLUGIN,
    hash: null,
    time: now,
    body: { interval: INTERVAL },
  };
}
