import type { CapturedOutput } from '../model/job.ts';

/** How many bytes of the beginning and of the end of an output are kept. */
export const KEPT_BYTES = 32 * 1024;

/** Keeps the first and the last 32 KiB of what passes, in memory that does not grow. */
export class OutputCapture {
  readonly #kept: number;
  #head = Buffer.alloc(0);
  #headLength = 0;
  /** A ring; made when the head is full. */
  #ring: Buffer | null = null;
  /** Bytes that came after the head. */
  #past = 0;

  /** @param kept bytes of head and of tail, for tests */
  constructor(kept = KEPT_BYTES) {
    this.#kept = kept;
  }

  /** Takes note of a chunk; its memory may be used again afterwards. */
  add(chunk: Buffer): void {
    const room = this.#kept - this.#headLength;
    if (room > 0) this.#addToHead(chunk.subarray(0, room));
    if (chunk.length > room) this.#addToTail(room > 0 ? chunk.subarray(room) : chunk);
  }

  /** What is kept, as text: cut between characters, what is not UTF-8 replaced by U+FFFD. */
  result(): CapturedOutput {
    const head = this.#head.subarray(0, this.#headLength);
    const tail = this.#tail();
    if (this.#past <= this.#kept)
      return { head: Buffer.concat([head, tail]).toString(), tail: '', omitted: 0 };
    const cutHead = head.subarray(0, wholeCharacters(head));
    const cutTail = tail.subarray(brokenStart(tail));
    const omitted = head.length + this.#past - cutHead.length - cutTail.length;
    return { head: cutHead.toString(), tail: cutTail.toString(), omitted };
  }

  #addToHead(chunk: Buffer): void {
    if (this.#headLength + chunk.length > this.#head.length) {
      // Most jobs say little: room is made as it is needed.
      const room = Math.min(this.#kept, Math.max(1024, 2 * (this.#headLength + chunk.length)));
      const larger = Buffer.allocUnsafe(room);
      this.#head.copy(larger, 0, 0, this.#headLength);
      this.#head = larger;
    }
    chunk.copy(this.#head, this.#headLength);
    this.#headLength += chunk.length;
  }

  #addToTail(chunk: Buffer): void {
    this.#ring ??= Buffer.allocUnsafe(this.#kept);
    const last = chunk.subarray(Math.max(0, chunk.length - this.#kept));
    const at = (this.#past + chunk.length - last.length) % this.#kept;
    const fits = Math.min(last.length, this.#kept - at);
    last.copy(this.#ring, at, 0, fits);
    last.copy(this.#ring, 0, fits);
    this.#past += chunk.length;
  }

  #tail(): Buffer {
    if (!this.#ring) return Buffer.alloc(0);
    if (this.#past <= this.#kept) return this.#ring.subarray(0, this.#past);
    const at = this.#past % this.#kept;
    return Buffer.concat([this.#ring.subarray(at), this.#ring.subarray(0, at)]);
  }
}

/** How many bytes from the start are whole UTF-8 characters, or none that a cut has broken (RFC 3629). */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 0;
    if (needs > 0) return needs > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** How many bytes at the start are the rest of a character that a cut has broken. */
function brokenStart(bytes: Buffer): number {
  let broken = 0;
  while (broken < 3 && broken < bytes.length && (bytes[broken]! & 0xc0) === 0x80) broken++;
  return broken;
}
