import { randomBytes } from 'node:crypto';

/** The door to chance. */
export interface Random {
  /** That many lower-case hex digits. */
  hex(digits: number): string;
}

export const systemRandom: Random = {
  hex: (digits) =>
    randomBytes(Math.ceil(digits / 2))
      .toString('hex')
      .slice(0, digits),
};

/** Counts upward from `start`: the same ids in every run. */
export function countingRandom(start = 1): Random {
  let next = start;
  return { hex: (digits) => (next++).toString(16).padStart(digits, '0') };
}
