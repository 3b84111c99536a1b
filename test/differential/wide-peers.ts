import fc from 'fast-check';
import type { World } from '../world.ts';
import { peerRoutes } from './wide-routes.ts';
import { aclPair, GROUPS_B, GROUPS_C, groupsNamed } from './wide-rules.ts';

/**
 * VPCs B and C of the wide worlds, each peered with A and with one subnet. Their IPv4 addresses are the same, and their
 * IPv6 ones may be: two VPCs may share a private block. One may be in another Region.
 */
function peerArbitrary(vpc: 'b' | 'c', groups: readonly string[]): fc.Arbitrary<World> {
  return fc
    .record({
      groups: groupsNamed(groups),
      acls: aclPair,
      acl: fc.constantFrom('x', 'y', 'y'),
      routes: peerRoutes(vpc === 'b' ? 'ab' : 'ac'),
      isFar: fc.nat(2),
      isTwin: fc.nat(2),
      carried: fc.subarray([...groups], { minLength: 1 }),
      hasPublic: fc.boolean(),
      isUnchecked: fc.nat(3),
    })
    .map((choice): World => {
      const own = vpc === 'b' || choice.isTwin === 2 ? '2001:db8:b:0::' : '2001:db8:c:0::';
      const outside = vpc === 'b' ? '198.51.100.40' : '198.51.100.50';
      return {
        vpc,
        cidrs: `10.1.0.0/16 ${own}/56`,
        ...(choice.isFar === 2 && { region: 'eu-west-1' }),
        subnets: {
          [`${vpc}1`]: { cidrs: `10.1.0.0/24 ${own}/64`, acl: `${choice.acl}${vpc}`, routes: choice.routes },
        },
        groups: choice.groups,
        acls: { [`x${vpc}`]: choice.acls.x, [`y${vpc}`]: choice.acls.y },
        enis: {
          [`${vpc}0`]: {
            subnet: `${vpc}1`,
            at: `10.1.0.40 ${own}40`,
            groups: choice.carried.join(' '),
            ...(choice.hasPublic && { public: outside }),
            ...(choice.isUnchecked === 3 && { sourceDestCheck: false as const }),
          },
          [`${vpc}1`]: { subnet: `${vpc}1`, at: '10.1.0.41', groups: groups[0] ?? '' },
        },
      };
    });
}

export const peersArbitrary: fc.Arbitrary<Readonly<{ b: World; c: World }>> = fc.record({
  b: peerArbitrary('b', GROUPS_B),
  c: peerArbitrary('c', GROUPS_C),
});

/** A group of A that is associated with B may be carried there. */
export function withShared(b: World, group: string): World {
  const [first, ...rest] = Object.entries(b.enis);
  if (first === undefined) return b;
  const [name, words] = first;
  return { ...b, enis: { [name]: { ...words, groups: `${words.groups} ${group}` }, ...Object.fromEntries(rest) } };
}
