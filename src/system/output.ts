/** Keeps the beginning of an output, and says when it is more than anybody would read. */
export class BoundedOutput {
  readonly #kept: number;
  readonly #flood: number;
  readonly #flooded: () => void;
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #passed = 0;

  /**
   * @param kept bytes that are kept
   * @param flood bytes after which `flooded` is called, once
   */
  constructor(kept: number, flood = Number.POSITIVE_INFINITY, flooded = () => {}) {
    this.#kept = kept;
    this.#flood = flood;
    this.#flooded = flooded;
  }

  add(chunk: Buffer): void {
    const before = this.#passed;
    this.#passed += chunk.length;
    const room = this.#kept - this.#length;
    if (room > 0) {
      const part = chunk.subarray(0, room);
      this.#chunks.push(part);
      this.#length += part.length;
    }
    if (before <= this.#flood && this.#passed > this.#flood) this.#flooded();
  }

  /** Was there more than is kept? */
  get cut(): boolean {
    return this.#passed > this.#kept;
  }

  /**
   * What is kept, as text: a character that the end cuts in two is left out, what is not UTF-8 becomes
   * U+FFFD.
   */
  text(): string {
    return new TextDecoder().decode(Buffer.concat(this.#chunks), { stream: this.cut });
  }
}
