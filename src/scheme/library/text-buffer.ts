// Text that grows by small pieces. Concatenation would leave a rope of as many nodes as there were pieces, which the
// garbage collector walks again and again; so the characters' codes go into a buffer: bytes, and from the first
// character that needs more, 16-bit units.

const FIRST_SIZE = 256;
/** Longer pieces are kept as they are: copying unit by unit would cost more. */
const SHORT = 64;

export class TextBuffer {
  /** What was there before the buffer: long pieces, and buffers turned to text. */
  #front = '';
  #units: Uint8Array | Uint16Array = new Uint8Array(FIRST_SIZE);
  #used = 0;

  append(text: string): void {
    if (text.length > SHORT) {
      this.#front = this.text + text;
      this.#used = 0;
      return;
    }
    if (this.#used + text.length > this.#units.length) this.#grow();
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0xff && this.#units instanceof Uint8Array) this.#widen();
      this.#units[this.#used++] = unit;
    }
  }

  get text(): string {
    if (this.#used > 0) {
      const { buffer, byteOffset, BYTES_PER_ELEMENT: size } = this.#units;
      this.#front += Buffer.from(buffer, byteOffset, this.#used * size).toString(
        size === 1 ? 'latin1' : 'utf16le',
      );
      this.#used = 0;
    }
    return this.#front;
  }

  #grow(): void {
    const larger = new (this.#units.constructor as Uint8ArrayConstructor)(this.#units.length * 2);
    larger.set(this.#units);
    this.#units = larger;
  }

  #widen(): void {
    this.#units = Uint16Array.from(this.#units);
  }
}
