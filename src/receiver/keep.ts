import { Fault } from '../model/fault.ts';
import { JOB_PLUGIN, type Message, type ReportPart } from '../model/message.ts';
import type { BatchWriter, Origin } from '../store/batch.ts';
import type { Telling } from '../store/relation/telling.ts';
import { decodeMessage } from './decode.ts';
import { effectOf } from './effects.ts';
import type { PluginReceivers } from './plugins.ts';

/** Why a text, or a part of it, was not kept; `parked` is the envelope's version where it is too new. */
export interface Refusal {
  reason: string;
  parked: number | null;
  /** What is to be a dead letter: the text, or the part that was refused as an envelope of its own. */
  text: string;
}

/** A text from a queue, and where it came from. */
export interface Arrival {
  origin: Origin;
  hostName: string;
  text: string;
  /** Stands in where the sender gave no id. */
  fallbackId: string;
  /** Received after what came later, as a dead letter that is tried again. */
  belated: boolean;
}

/** Keeps messages: their rows, and what the core and the plugins make of them. */
export class MessageKeeper {
  readonly #writer: BatchWriter;
  readonly #plugins: PluginReceivers;

  constructor(writer: BatchWriter, plugins: PluginReceivers) {
    this.#writer = writer;
    this.#plugins = plugins;
  }

  /** @returns what was refused; empty when all of it is kept */
  keep(arrival: Arrival): Refusal[] {
    const { origin, text, fallbackId } = arrival;
    const decoded = decodeMessage(text, { id: fallbackId, time: origin.received });
    if (decoded.kind === 'refused') return [{ reason: decoded.reason, parked: null, text }];
    if (decoded.kind === 'parked') return [{ reason: decoded.reason, parked: decoded.version, text }];
    const { message } = decoded;
    const effect = effectOf(message);
    switch (effect.kind) {
      case 'refused':
        return [{ reason: effect.reason, parked: null, text }];
      case 'heartbeat':
        this.#writer.heartbeat(origin, effect, message);
        return [];
      case 'report':
        return effect.parts.flatMap((part, i) => this.#part(arrival, part, `${message.id}.${i}`, message));
      case 'job': {
        const row = this.#writer.message(origin, message, text);
        if (row === null) return [];
        this.#writer.jobRun(origin, row, effect.report);
        this.#writer.expectations.announced(arrival.hostName, effect.report, origin.received);
        const { run, inform } = effect.report;
        return this.#receive(arrival, partOf(message), false, () => {}, text, { show: run, inform });
      }
      case 'plugin':
        return this.#receive(
          arrival,
          partOf(message),
          false,
          () => this.#writer.message(origin, message, text),
          text,
        );
    }
  }

  #part(arrival: Arrival, part: ReportPart, id: string, whole: Message): Refusal[] {
    const { plugin, hash, time, body } = part;
    const { version, machine, boot } = whole;
    const envelope = { version, id, machine, boot, plugin, hash, time, body };
    const text = () => JSON.stringify(envelope);
    const keepWhole = () => this.#writer.message(arrival.origin, envelope, text());
    return this.#receive(arrival, part, true, keepWhole, text);
  }

  /**
   * @param looked does it come from a monitor hook?
   * @param keepWhole keeps the message itself: of what a plugin took, what it says of the herd is enough
   */
  #receive(
    arrival: Arrival,
    part: ReportPart,
    looked: boolean,
    keepWhole: () => void,
    text: string | (() => string),
    more: Pick<Telling, 'show' | 'inform'> = {},
  ): Refusal[] {
    const { hostName, origin, belated } = arrival;
    const refused = (reason: string) => [
      { reason, parked: null, text: typeof text === 'string' ? text : text() },
    ];
    const outcome = this.#plugins.receive(hostName, part, looked);
    if (outcome.kind === 'unknown' && part.trouble === null) keepWhole();
    const telling = {
      host: hostName,
      plugin: part.plugin,
      service: part.service,
      time: part.time,
      received: origin.received,
      belated,
      ...more,
    };
    try {
      this.#writer.apply(outcome.effects, telling);
      return outcome.kind === 'refused' ? refused(outcome.reason) : [];
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#plugins.again();
      return refused(error.message);
    }
  }
}

/** A message of one plugin, as a report of one part. */
export function partOf({ plugin, hash, time, body }: Message): ReportPart {
  return { plugin, service: null, hash: plugin === JOB_PLUGIN ? null : hash, time, body, trouble: null };
}
