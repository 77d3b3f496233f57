import type { Effect } from '../model/effect.ts';
import { type Finding, MONITOR_SUBJECT, RECEIVER_SUBJECT } from '../model/finding.ts';
import type { ReportPart } from '../model/message.ts';
import { runReceiver } from '../plugin/hooks.ts';
import type { Service } from '../plugin/plugin.ts';
import { SchemeError } from '../scheme/index.ts';

/** What the hooks of the plugins make of what a machine found. */
export type PluginOutcome =
  | { kind: 'effects'; effects: Effect[] }
  /** No such service on that host: the message is kept, and seen in the status. */
  | { kind: 'unknown'; effects: Effect[] }
  /** The hook does not take it; what is known of the way to it holds all the same. */
  | { kind: 'refused'; reason: string; effects: Effect[] };

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

/** One service on one host: what runs it, and what was last said of its plumbing. */
interface Way {
  found: ReturnType<ServiceLookup>;
  monitor: string | null;
  receiver: string | null;
}

/** Services that are remembered: what a machine calls its services is its own word, and must not fill the memory. */
const MOST_WAYS = 100_000;

/** Runs the receiver hooks of a herd. */
export class HerdReceivers implements PluginReceivers {
  readonly #lookup: ServiceLookup;
  readonly #ways = new Map<string, Way>();

  constructor(lookup: ServiceLookup) {
    this.#lookup = lookup;
  }

  receive(host: string, part: ReportPart, looked: boolean): PluginOutcome {
    const way = this.#way(host, part);
    const plumbing = plumbingOf(way, part, looked);
    if (part.trouble !== null) return { kind: 'effects', effects: plumbing };
    if (!way.found) return { kind: 'unknown', effects: plumbing };
    try {
      const effects = runReceiver(way.found.service, host, part);
      return { kind: 'effects', effects: effects.concat(plumbing) };
    } catch (error) {
      if (!(error instanceof SchemeError)) throw error;
      return { kind: 'refused', reason: error.report().slice(0, 2000), effects: plumbing };
    }
  }

  again(): void {
    this.#ways.clear();
  }

  #way(host: string, { plugin, service }: ReportPart): Way {
    const key = `${host}\0${plugin}\0${service ?? '\0'}`;
    let way = this.#ways.get(key);
    if (!way) {
      if (this.#ways.size >= MOST_WAYS) this.#ways.clear();
      way = { found: this.#lookup(host, plugin, service), monitor: null, receiver: null };
      this.#ways.set(key, way);
    }
    return way;
  }
}

/** Findings where something is wrong between hook and hook: said when they change, and what is well where it was not so before. */
function plumbingOf(way: Way, part: ReportPart, looked: boolean): Effect[] {
  const effects: Effect[] = [];
  if (looked) {
    const trouble = part.trouble ?? '';
    if (way.monitor !== trouble) effects.push(telling(monitorFinding(part)));
    way.monitor = trouble;
  }
  const doubt = receiverDoubt(part, way.found);
  if (way.receiver !== doubt) effects.push(telling(receiverFinding(part, doubt)));
  way.receiver = doubt;
  return effects;
}

const telling = (finding: Finding): Effect => ({
  kind: finding.level === 'ok' ? 'mended' : 'finding',
  finding,
});

const label = (part: ReportPart, subject: string) =>
  part.service === null ? subject : `${part.service} ${subject}`;

function monitorFinding(part: ReportPart): Finding {
  const subject = label(part, MONITOR_SUBJECT);
  const level = part.trouble === null ? 'ok' : 'warn';
  return { subject, level, text: part.trouble ?? 'looks', value: null, limit: null };
}

/** What is wrong with the receiving of a part; empty where nothing is. */
function receiverDoubt(part: ReportPart, found: Way['found']): string {
  if (!found)
    return 'the server has no such service for this machine: its messages are kept, and nothing is made of them';
  return part.hash !== null && found.hash !== null && part.hash !== found.hash
    ? 'the machine has another version of the plugin than the server'
    : '';
}

function receiverFinding(part: ReportPart, doubt: string): Finding {
  const subject = label(part, RECEIVER_SUBJECT);
  const level = doubt ? 'note' : 'ok';
  return { subject, level, text: doubt || 'takes', value: null, limit: null };
}
