import type { Effect } from '../model/effect.ts';
import type { Finding } from '../model/finding.ts';
import type { Json, ReportPart } from '../model/message.ts';
import { runReceiver } from '../plugin/hooks.ts';
import type { Service } from '../plugin/plugin.ts';
import { SchemeError } from '../scheme/index.ts';

/** What the hooks of the plugins make of what a machine found. */
export type PluginOutcome =
  | { kind: 'effects'; effects: Effect[] }
  /** No such service on that host: the message is kept, and seen in the status. */
  | { kind: 'unknown'; effects: Effect[] }
  | { kind: 'refused'; reason: string };

/** The receiver's side of all plugins. */
export interface PluginReceivers {
  /** @param looked does it come from the machine's monitor hook, and not from somebody who sent it by hand? */
  receive(host: string, part: ReportPart, looked: boolean): PluginOutcome;
  /** What was received last may not have been stored: what is told but once has to be told again. */
  again(): void;
}

/** The service that a machine runs, with its options, and the hash of the plugin's file on the server. */
export type ServiceLookup = (
  host: string,
  plugin: string,
  service: string | null,
) => { service: Service; hash: string | null } | null;

/** Subjects of the plumbing's own findings, beside those of the plugin. */
export const MONITOR_SUBJECT = '(monitor)';
export const RECEIVER_SUBJECT = '(receiver)';

/** Runs the receiver hooks of a herd. */
export class HerdReceivers implements PluginReceivers {
  readonly #lookup: ServiceLookup;
  /** What was last said of the plumbing of each service: it is only said again when it changes. */
  readonly #said = new Map<string, string>();

  constructor(lookup: ServiceLookup) {
    this.#lookup = lookup;
  }

  receive(host: string, part: ReportPart, looked: boolean): PluginOutcome {
    const found = this.#lookup(host, part.plugin, part.service);
    const plumbing = this.#plumbing(host, part, found, looked);
    if (part.trouble !== null) return { kind: 'effects', effects: plumbing };
    if (!found) return { kind: 'unknown', effects: plumbing };
    try {
      const message = { ...EMPTY, plugin: part.plugin, time: part.time, body: part.body };
      return { kind: 'effects', effects: [...runReceiver(found.service, host, message), ...plumbing] };
    } catch (error) {
      if (!(error instanceof SchemeError)) throw error;
      return { kind: 'refused', reason: error.report().slice(0, 2000) };
    }
  }

  again(): void {
    this.#said.clear();
  }

  /** Findings where something is wrong between hook and hook; what is well is told where it was not so before. */
  #plumbing(host: string, part: ReportPart, found: ReturnType<ServiceLookup>, looked: boolean): Effect[] {
    const ways = looked
      ? [monitorFinding(part), receiverFinding(part, found)]
      : [receiverFinding(part, found)];
    return ways.flatMap(finding => {
      const key = JSON.stringify([host, part.plugin, part.service, finding.subject]);
      const said = `${finding.level} ${finding.text}`;
      if (this.#said.get(key) === said) return [];
      this.#said.set(key, said);
      return [{ kind: finding.level === 'ok' ? 'mended' : 'finding', finding } as const];
    });
  }
}

const EMPTY = { version: 1, id: '', machine: null, boot: null, hash: null, body: null as Json };

const label = (part: ReportPart, subject: string) =>
  part.service === null ? subject : `${part.service} ${subject}`;

function monitorFinding(part: ReportPart): Finding {
  const subject = label(part, MONITOR_SUBJECT);
  const level = part.trouble === null ? 'ok' : 'warn';
  return { subject, level, text: part.trouble ?? 'looks', value: null, limit: null };
}

function receiverFinding(part: ReportPart, found: ReturnType<ServiceLookup>): Finding {
  const subject = label(part, RECEIVER_SUBJECT);
  const note = (text: string): Finding => ({ subject, level: 'note', text, value: null, limit: null });
  if (!found)
    return note(
      'the server has no such service for this machine: its messages are kept, and nothing is made of them',
    );
  if (part.hash !== null && found.hash !== null && part.hash !== found.hash)
    return note('the machine has another version of the plugin than the server');
  return { subject, level: 'ok', text: 'takes', value: null, limit: null };
}

/** Where there are no plugins: every message is kept as it is. */
export const NO_PLUGINS: PluginReceivers = {
  receive: () => ({ kind: 'unknown', effects: [] }),
  again() {},
};
