import { systemClock } from '../clock/clock.ts';
import { silentLog } from '../model/log.ts';
import { takeLock } from '../platform/lock.ts';
import { configuredQueue } from '../platform/paths.ts';
import { formatQueueAddress, parseQueueAddress } from '../queue/address.ts';
import { Lanes } from '../queue/spool/lanes.ts';
import { createSpool } from '../queue/spool/layout.ts';
import { send } from './sending.ts';

const PATIENCE = 60_000;
/** A sender that is about to end has looked for the last time already: what came since is for this one. */
const HANDING_OVER = 1_000;

void main(process.argv[2]!);

/**
 * What a wrapper leaves behind where no daemon runs: `node sender.cjs SPOOL` brings away what is in the spool and
 * ends, at the latest a minute after the last progress. Nobody reads its output.
 */
async function main(path: string): Promise<void> {
  const spool = createSpool(path);
  const lock = await takeLock(spool.senderLock, HANDING_OVER);
  if (lock) {
    const queue = configuredQueue(process.env);
    const address = queue === null ? null : formatQueueAddress(parseQueueAddress(queue));
    const stop = new AbortController();
    process.on('SIGTERM', () => stop.abort());
    const lanes = new Lanes(spool, address, systemClock, silentLog);
    await send({ spool, lanes }, { clock: systemClock, log: silentLog, signal: stop.signal }, PATIENCE);
    lock.release();
  }
  process.exit();
}
