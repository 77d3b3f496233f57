import type { BatchWriter, Origin } from '../store/batch.ts';
import { decodeMessage } from './decode.ts';
import { effectOf } from './effects.ts';

/** Why a text was not kept; `parked` is the envelope's version where it is too new. */
export interface Refusal {
  reason: string;
  parked: number | null;
}

/**
 * Keeps one message: its row, and what it does to the store.
 * @param fallbackId stands in where the sender gave no id
 * @returns null when it is kept
 */
export function keepMessage(
  writer: BatchWriter,
  origin: Origin,
  text: string,
  fallbackId: string,
): Refusal | null {
  const decoded = decodeMessage(text, { id: fallbackId, time: origin.received });
  if (decoded.kind === 'refused') return { reason: decoded.reason, parked: null };
  if (decoded.kind === 'parked') return { reason: decoded.reason, parked: decoded.version };
  const effect = effectOf(decoded.message);
  if (effect.kind === 'refused') return { reason: effect.reason, parked: null };
  if (effect.kind === 'heartbeat') {
    writer.heartbeat(origin.host, effect.interval, decoded.message);
    return null;
  }
  const message = writer.message(origin, decoded.message, text);
  if (effect.kind === 'job' && message !== null) writer.jobRun(origin.host, message, effect.report);
  return null;
}
