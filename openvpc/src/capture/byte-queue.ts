/** Bytes that came in pieces, taken out in the portions that a format has. Holds no more than what is not taken yet. */
export class ByteQueue {
  #held = new Uint8Array();
  /** Of the next byte, in the whole file. */
  offset = 0;

  add(chunk: Uint8Array): void {
    const joined = new Uint8Array(this.#held.length + chunk.length);
    joined.set(this.#held);
    joined.set(chunk, this.#held.length);
    this.#held = joined;
  }

  get length(): number {
    return this.#held.length;
  }

  /** The next bytes, left where they are; undefined when there are fewer. */
  peek(count: number): Uint8Array | undefined {
    return this.#held.length < count ? undefined : this.#held.subarray(0, count);
  }

  take(count: number): Uint8Array | undefined {
    const taken = this.peek(count);
    if (taken === undefined) return undefined;
    this.#held = this.#held.subarray(count);
    this.offset += count;
    return taken;
  }
}
