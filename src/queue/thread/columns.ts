import type { Delivery } from '../contract.ts';

/**
 * Deliveries on their way from one thread to another, column by column: as objects they take four times as long to
 * read (5.2 and 1.4 µs each).
 */
export interface DeliveryColumns {
  host: string[];
  spool: (string | null)[];
  number: number[];
  base: number[];
  sent: (number | null)[];
  text: (string | null)[];
  unfit: (string | null)[];
  entry: string[];
}

export function toColumns(deliveries: readonly Delivery[]): DeliveryColumns {
  return {
    host: deliveries.map(({ host }) => host),
    spool: deliveries.map(({ number }) => number?.spool ?? null),
    number: deliveries.map(({ number }) => number?.number ?? 0),
    base: deliveries.map(({ number }) => number?.base ?? 0),
    sent: deliveries.map(({ sent }) => sent),
    text: deliveries.map(({ text }) => text),
    unfit: deliveries.map(({ unfit }) => unfit),
    entry: deliveries.map(({ entry }) => entry),
  };
}

export function fromColumns(columns: DeliveryColumns): Delivery[] {
  const { host, spool, number, base, sent, text, unfit, entry } = columns;
  return entry.map((name, i) => {
    const id = spool[i]!;
    return {
      host: host[i]!,
      number: id === null ? null : { spool: id, number: number[i]!, base: base[i]! },
      sent: sent[i]!,
      text: text[i]!,
      unfit: unfit[i]!,
      entry: name,
    };
  });
}
