import { Failure } from './failure.ts';

/** A whole number from 0 to `most`. Throws with exit code 2 and says what was meant. */
export function wholeNumber(text: string, most: number, what: string): number {
  if (!/^[0-9]{1,15}$/.test(text) || Number(text) > most)
    throw new Failure(`${what} must be a whole number up to ${most}`, 2);
  return Number(text);
}

export function portNumber(text: string, what = 'the port'): number {
  return wholeNumber(text, 65_535, what);
}
