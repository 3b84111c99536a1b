import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import type { Packet } from '../../openvpc/src/net/packet.ts';
import { packet } from '../packet-text.ts';
import { snapshotOf, withResources, type World } from '../world.ts';
import { peering, publicAccess } from '../world-gateways.ts';

/**
 * Every small world around one gateway: each kind of target for the sender's default route, with and without a public
 * address, under each mode of Block Public Access, with the appliance's check on and off, groups and ACLs open or shut.
 */
export type GatewayWorld = Readonly<{ words: string; snapshot: Snapshot }>;

const TARGETS = [
  'igw',
  'gone',
  'nat:a',
  'nat:p',
  'nat:near',
  'nat:old',
  'pcx:ab',
  'pcx:old',
  'vpce:s3',
  'eigw',
  'eni:m',
  'eni:off',
  'vgw',
  '',
];
const MODES = ['off', 'block-ingress', 'block-bidirectional'] as const;
const GROUPS = {
  open: ['in all from 0.0.0.0/0', 'in all from ::/0', 'out all to 0.0.0.0/0', 'out all to ::/0'],
  some: ['out tcp 443 to 0.0.0.0/0', 'out tcp 443 to ::/0'],
  shut: [],
};
const INWARD = ['in 1 allow all from 0.0.0.0/0', 'in 2 allow all from ::/0'];
const OUTWARD = ['out 1 allow all to 0.0.0.0/0', 'out 2 allow all to ::/0'];
const ACLS = {
  open: [...INWARD, ...OUTWARD],
  out: OUTWARD,
  in: INWARD,
};
type Choice = Readonly<{
  target: string;
  isPublic: boolean;
  mode: (typeof MODES)[number];
  checks: boolean;
  groups: keyof typeof GROUPS;
  acl: keyof typeof ACLS;
}>;

/** How many there are. */
export const GATEWAY_WORLDS = TARGETS.length * 2 * MODES.length * 2 * names(GROUPS).length * names(ACLS).length;

/** Every `stride`th of them from the `first` on. */
export function* gatewayWorlds({ first = 0, stride = 1 } = {}): Iterable<GatewayWorld> {
  for (let number = first; number < GATEWAY_WORLDS; number += stride) yield worldFor(choiceOf(number));
}

/** The number's digits, each in the base of its choices. */
function choiceOf(number: number): Choice {
  let rest = number;
  const choose = <T>(options: readonly T[]): T => {
    const option = options[rest % options.length] as T; // there are some
    rest = Math.floor(rest / options.length);
    return option;
  };
  return {
    acl: choose(names(ACLS)),
    groups: choose(names(GROUPS)),
    checks: choose([true, false]),
    mode: choose(MODES),
    isPublic: choose([true, false]),
    target: choose(TARGETS),
  };
}

function names<K extends string>(of: Readonly<Record<K, unknown>>): readonly K[] {
  return Object.keys(of) as K[];
}

function worldFor(choice: Choice): GatewayWorld {
  const { target, isPublic, mode, checks, groups, acl } = choice;
  // An egress-only gateway is for IPv6; what a NAT gateway or endpoint is to do with IPv6 other than NAT64, it refuses.
  const route = target === '' ? [] : [`0.0.0.0/0 ${target}`, `::/0 ${target}`];
  const world: World = {
    subnets: {
      s: { cidrs: '10.0.0.0/24 2001:db8:a::/64', acl: 't', routes: route },
      t: { cidrs: '10.0.1.0/24 2001:db8:a:1::/64', routes: ['0.0.0.0/0 igw', '::/0 igw', '10.1.0.0/16 pcx:ab'] },
    },
    groups: { g: GROUPS[groups], m: GROUPS.open },
    acls: { t: ACLS[acl] },
    eigw: true,
    nats: {
      a: { subnet: 't', at: '10.0.1.220', public: '198.51.100.200' },
      p: { subnet: 't', at: '10.0.1.230' },
      near: { subnet: 's', at: '10.0.0.220', public: '198.51.100.201' },
      old: { subnet: 't', at: '10.0.1.240', state: 'deleted' },
    },
    lists: { s3: ['52.216.0.0/15'] },
    endpoints: { s3: { service: 's3', list: 's3' } },
    enis: {
      s: { subnet: 's', at: '10.0.0.10 2001:db8:a::10', groups: 'g', ...(isPublic && { public: '198.51.100.10' }) },
      m: {
        subnet: 't',
        at: '10.0.1.50 2001:db8:a:1::50',
        groups: 'm',
        public: '198.51.100.50',
        ...(!checks && { sourceDestCheck: false }),
      },
      off: { subnet: 't', at: '10.0.1.51', groups: 'm', stopped: true },
    },
  };
  const peer: World = {
    vpc: 'b',
    cidrs: '10.1.0.0/16',
    subnets: { b: { cidrs: '10.1.0.0/24', routes: ['10.0.0.0/16 pcx:ab'] } },
    groups: { b: GROUPS.open },
    enis: { b: { subnet: 'b', at: '10.1.0.40', groups: 'b' } },
  };
  const snapshot = withResources(snapshotOf(world, peer), [
    peering('ab', 'a', 'b'),
    peering('old', 'a', 'b', 'deleted'),
    ...publicAccess(mode),
  ]);
  return { words: JSON.stringify(choice), snapshot };
}

/** What is sent in each, from whom; what arrives is answered too. */
export const GATEWAY_PACKETS: ReadonlyArray<Readonly<{ from: string; packet: Packet }>> = [
  ['s', 'tcp 10.0.0.10:40000 > 203.0.113.5:443'],
  ['s', 'udp 10.0.0.10:40000 > 203.0.113.5:53'],
  ['s', 'icmp 10.0.0.10 > 203.0.113.5 8/0'],
  ['s', '50 10.0.0.10 > 203.0.113.5'],
  ['s', 'tcp 10.0.0.10:40000 > 10.1.0.40:443'],
  ['s', 'tcp 10.0.0.10:40000 > 52.216.1.1:443'],
  ['s', 'tcp 10.0.0.10:40000 > 198.51.100.50:443'],
  ['s', 'tcp 10.0.0.10:40000 > 198.51.100.10:443'],
  ['s', 'tcp 10.0.0.10:40000 > 192.168.0.1:443'],
  ['s', 'tcp 10.0.0.10:40000 > 10.0.1.50:443'],
  ['s', 'tcp [2001:db8:a::10]:40000 > [2001:db8:ffff::5]:443'],
  ['s', 'icmp [2001:db8:a::10] > [2001:db8:ffff::5] 128/0'],
  ['s', 'tcp [2001:db8:a::10]:40000 > [64:ff9b::cb00:7105]:443'],
  ['s', 'tcp [2001:db8:a::10]:40000 > [2001:db8:a:1::50]:443'],
  ['internet', 'tcp [2001:db8:ffff::5]:40000 > [2001:db8:a::10]:443'],
  ['internet', 'tcp 203.0.113.5:40000 > 198.51.100.10:443'],
  ['internet', 'tcp 203.0.113.5:40000 > 198.51.100.200:443'],
  ['internet', 'tcp 10.9.9.9:40000 > 198.51.100.10:443'],
  ['b', 'tcp 10.1.0.40:40000 > 10.0.0.10:443'],
  ['vpce-s3', 'tcp 52.216.1.1:443 > 10.0.0.10:40000 ack'],
].map(([from = '', text = '']) => ({ from, packet: packet(text) }));
