/** Numbers out of bytes; outside of them 0, so that no length that lies can lead a reader astray. */
export class Bytes {
  readonly raw: Uint8Array;
  readonly isLittle: boolean;

  constructor(raw: Uint8Array, isLittle = false) {
    this.raw = raw;
    this.isLittle = isLittle;
  }

  get length(): number {
    return this.raw.length;
  }

  u8(at: number): number {
    return this.raw[at] ?? 0;
  }

  u16(at: number): number {
    return this.isLittle ? this.u8(at) | (this.u8(at + 1) << 8) : (this.u8(at) << 8) | this.u8(at + 1);
  }

  u32(at: number): number {
    const [high, low] = this.isLittle ? [this.u16(at + 2), this.u16(at)] : [this.u16(at), this.u16(at + 2)];
    return high * 0x1_0000 + low;
  }

  from(at: number, end = this.raw.length): Bytes {
    return new Bytes(this.raw.subarray(at, end), this.isLittle);
  }
}
