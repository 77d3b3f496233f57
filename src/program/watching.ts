import type { Clock } from '../clock/clock.ts';
import { errorText } from '../model/fault.ts';
import { timeOrderedId } from '../model/id.ts';
import type { Log } from '../model/log.ts';
import {
  type Json,
  MESSAGE_VERSION,
  type Message,
  REPORT_PLUGIN,
  type ReportPart,
} from '../model/message.ts';
import { bundle } from '../monitor/bundle.ts';
import { Watch, type WatchedService } from '../monitor/watch.ts';
import { bootId, hostName, machineId } from '../platform/identity.ts';
import { serviceLabel } from '../plugin/plugin.ts';
import { addEntry } from '../queue/spool/add.ts';
import type { SpoolLayout } from '../queue/spool/layout.ts';
import type { DaemonContext } from './daemon-program.ts';
import type { Dog } from './dog.ts';
import { looksOfRoot, RootTrust } from './root-looks.ts';

const NOBODY: ReadonlySet<string> = new Set();

/** Runs the monitor hooks of this machine and puts what they find into the spool; root's part has its own. */
export async function watch(spool: SpoolLayout, { clock, log, signal, dog }: DaemonContext): Promise<void> {
  const host = hostName();
  const isRoot = process.getuid?.() === 0;
  const ofRoot = new RootTrust();
  const services = () => {
    const others = isRoot ? NOBODY : ofRoot.look(looksOfRoot(spool, clock.now()), clock.monotonic());
    return watchedServices(dog(), host).filter(({ service }) => !others.has(service.plugin.name));
  };
  const report = reporter(spool, clock, log);
  await new Watch({ host, services, report, clock, log }).run(signal);
}

/** What a configuration watches on a machine. */
export function watchedServices({ herd, hashOf }: Dog, host: string): WatchedService[] {
  return herd.machine(host).services.map(service => ({
    service,
    label: serviceLabel(service),
    hash: hashOf(service.plugin.name),
  }));
}

/** Puts what is found in a round into the spool; where that takes no more, the log says so. */
export function reporter(spool: SpoolLayout, clock: Clock, log: Log): (parts: ReportPart[]) => boolean {
  return parts => {
    try {
      addReport(spool, parts, clock.now());
      return true;
    } catch (error) {
      log.error({ error: errorText(error) }, 'the spool takes no report');
      return false;
    }
  };
}

/** Puts what was found in one round into the spool. Throws the system's error where it takes no more. */
export function addReport(spool: SpoolLayout, parts: ReportPart[], now: number): void {
  for (const some of bundle(parts)) addEntry(spool, JSON.stringify(reportMessage(some, now)));
}

function reportMessage(parts: ReportPart[], now: number): Message {
  return {
    version: MESSAGE_VERSION,
    id: timeOrderedId(now),
    machine: machineId(),
    boot: bootId(),
    plugin: REPORT_PLUGIN,
    hash: null,
    time: now,
    body: parts as unknown as Json,
  };
}
