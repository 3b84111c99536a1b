/** A frame of a capture: when it was seen, in milliseconds since 1970, on what kind of link, and the bytes that were kept. */
export type Frame = Readonly<{ time: number; link: number; bytes: Uint8Array }>;

/** A file that cannot be read on: where, and why. What came before it stands. */
export type Damage = Readonly<{ offset: number; why: string }>;

/** The longest frame that is believed. */
export const LONGEST_FRAME = 262_144;
