import { MAX_MESSAGE_BYTES, type ReportPart } from '../model/message.ts';

/** Room for the envelope around the parts. */
const LARGEST = MAX_MESSAGE_BYTES - 4096;

/** Parts the finds of a round, which all are `fitting`, into messages, as few as will do. */
export function bundle(parts: ReportPart[]): ReportPart[][] {
  const bundles: ReportPart[][] = [];
  let room = 0;
  for (const part of parts) {
    const size = sizeOf(part);
    if (size > room) {
      bundles.push([]);
      room = LARGEST;
    }
    bundles.at(-1)!.push(part);
    room -= size;
  }
  return bundles;
}

/** What is too large for a message is its hook's trouble, and costs its neighbours nothing. */
export function fitting(part: ReportPart): ReportPart {
  const size = sizeOf(part);
  if (size <= LARGEST) return part;
  return {
    ...part,
    body: null,
    trouble: `what it found is ${size} bytes long, and a message holds ${LARGEST}`,
  };
}

const sizeOf = (part: ReportPart): number => Buffer.byteLength(JSON.stringify(part)) + 1;
