import type { EniId } from '../../name/id.ts';

/**
 * A number from 1 to 65535 for each ENI of a VPC, with which its packets are marked. It follows from the ids alone, so
 * that a new process counts as the old one did, and an ENI more hardly ever changes another's number.
 */
export function numberEnis(enis: readonly EniId[]): ReadonlyMap<EniId, number> {
  if (enis.length > 65_535) throw new Error('a VPC of more than 65,535 network interfaces');
  const taken = new Set<number>();
  const numbers = new Map<EniId, number>();
  for (const eni of [...enis].sort()) {
    let number = preferred(eni);
    while (taken.has(number)) number = (number % 65_535) + 1;
    taken.add(number);
    numbers.set(eni, number);
  }
  return numbers;
}

/** FNV-1a, folded. */
function preferred(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return ((((hash >>> 16) ^ hash) & 0xffff) % 65_535) + 1;
}
