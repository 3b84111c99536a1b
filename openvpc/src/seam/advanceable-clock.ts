import type { Clock } from './clock.ts';

/** A clock that goes as another goes, and can be put forward: whoever sleeps wakes as much sooner. Never back. */
export class AdvanceableClock implements Clock {
  readonly #base: Clock;
  #ahead = 0;
  readonly #wakers = new Set<() => void>();

  constructor(base: Clock) {
    this.#base = base;
  }

  /** How far it is ahead of the other, in milliseconds. */
  get ahead(): number {
    return this.#ahead;
  }

  now(): number {
    return this.#base.now() + this.#ahead;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const until = this.now() + milliseconds;
    while (signal?.aborted !== true && this.now() < until) {
      const advanced = new AbortController();
      const wake = () => advanced.abort();
      this.#wakers.add(wake);
      await this.#base.sleep(until - this.now(), signal ? AbortSignal.any([signal, advanced.signal]) : advanced.signal);
      this.#wakers.delete(wake);
    }
  }

  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new Error(`a clock goes forward, not by ${milliseconds} ms`);
    this.#ahead += milliseconds;
    for (const wake of this.#wakers) wake(); // a sleeper that goes on adds its next one later
  }
}
