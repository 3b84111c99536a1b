import type { End } from '../contract/verdict.ts';
import type { NatGatewayId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Packet } from '../net/packet.ts';

/** "55,000 simultaneous connections to each unique destination", for each address (VPC User Guide, "NAT gateways"). */
const MOST = 55_000;
const FIRST_PORT = 1024;
const LAST_PORT = 65_535;

/** `inside` as it left, so that answers can be turned back into what its sender expects; `key` and `toward` find it. */
export type Mapping = Readonly<{
  nat: NatGatewayId;
  key: string;
  toward: string;
  inside: Packet;
  outside: End;
  expires: Instant;
}>;

/** The ports in use at one address toward one destination. */
export class NatPorts {
  readonly #mappings = new Map<number, Mapping>();
  /** INVARIANT: every port below is in use. */
  #lowest = FIRST_PORT;
  /** INVARIANT: no mapping expires before. */
  #earliest = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#mappings.size;
  }

  values(): Iterable<Mapping> {
    return this.#mappings.values();
  }

  get(port: number): Mapping | undefined {
    return this.#mappings.get(port);
  }

  set(mapping: Mapping): void {
    this.#mappings.set(mapping.outside.port, mapping);
    this.#earliest = Math.min(this.#earliest, mapping.expires);
  }

  delete(port: number): void {
    if (this.#mappings.delete(port)) this.#lowest = Math.min(this.#lowest, port);
  }

  /** The lowest that is free at that time; undefined when as many as there may be are taken. Forgets nothing. */
  free(now: Instant): number | undefined {
    if (now >= this.#earliest) return this.#freeAmongExpired(now);
    if (this.#mappings.size >= MOST) return undefined;
    while (this.#mappings.has(this.#lowest)) this.#lowest++;
    return this.#lowest;
  }

  #freeAmongExpired(now: Instant): number | undefined {
    let living = 0;
    for (const { expires } of this.#mappings.values()) if (expires > now) living++;
    if (living >= MOST) return undefined;
    for (let port = FIRST_PORT; port <= LAST_PORT; port++) {
      const mapping = this.#mappings.get(port);
      if (mapping === undefined || mapping.expires <= now) return port;
    }
    return undefined;
  }

  /** Takes out what has expired. */
  release(now: Instant): readonly Mapping[] {
    if (now < this.#earliest) return [];
    const over: Mapping[] = [];
    this.#earliest = Number.POSITIVE_INFINITY;
    for (const [port, mapping] of this.#mappings) {
      if (mapping.expires > now) {
        this.#earliest = Math.min(this.#earliest, mapping.expires);
        continue;
      }
      this.delete(port);
      over.push(mapping);
    }
    return over;
  }
}
