import type { SpoolNumber } from '../../model/message.ts';
import type { Delivery } from '../contract.ts';

/** An entry of a stream as ioredis gives it: id, and field, value, field, value …; no fields when it was deleted. */
export type StreamEntry = [id: string, fields: string[] | null];

/** Reads the fields of an entry; whatever is missing or odd is left for the receiver to refuse. */
export function deliveryOf(host: string, [entry, list]: StreamEntry): Delivery {
  const fields = new Map<string, string>();
  for (let i = 0; list && i + 1 < list.length; i += 2) fields.set(list[i]!, list[i + 1]!);
  return {
    host,
    number: numberOf(fields),
    sent: wholeNumber(fields.get('sent')),
    text: fields.get('message') ?? null,
    unfit: fields.get('unfit') ?? (fields.has('message') ? null : "an entry without a 'message' field"),
    entry,
  };
}

function numberOf(fields: Map<string, string>): SpoolNumber | null {
  const spool = fields.get('spool');
  const number = wholeNumber(fields.get('number'));
  const base = wholeNumber(fields.get('base'));
  if (!spool || spool.length > 64 || !number || !base || base > number) return null;
  return { spool, number, base };
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
