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
  'eni:m',
  'eni:off',
  'vgw',
  '',
];
const MODES = ['off', 'block-ingress', 'block-bidirectional'] as const;
const GROUPS = {
  open: ['in all from 0.0.0.0/0', 'out all to 0.0.0.0/0'],
  some: ['out tcp 443 to 0.0.0.0/0'],
  shut: [],
};
const ACLS = {
  open: ['in 1 allow all from 0.0.0.0/0', 'out 1 allow all to 0.0.0.0/0'],
  out: ['out 1 allow all to 0.0.0.0/0'],
  in: ['in 1 allow all from 0.0.0.0/0'],
};
type Choice = Readonly<{
  target: string;
  isPublic: boolean;
  mode: (typeof MODES)[number];
  checks: boolean;
  groups: keyof typeof GROUPS;
  acl: keyof typeof ACLS;
}>;

export function* gatewayWorlds(): Iterable<GatewayWorld> {
  for (const target of TARGETS) {
    for (const isPublic of [true, false]) {
      for (const mode of MODES) {
        for (const checks of [true, false]) {
          for (const groups of Object.keys(GROUPS) as ReadonlyArray<keyof typeof GROUPS>) {
            for (const acl of Object.keys(ACLS) as ReadonlyArray<keyof typeof ACLS>) {
              yield worldFor({ target, isPublic, mode, checks, groups, acl });
            }
          }
        }
      }
    }
  }
}

function worldFor(choice: Choice): GatewayWorld {
  const { target, isPublic, mode, checks, groups, acl } = choice;
  const route = target === '' ? [] : [`0.0.0.0/0 ${target}`];
  const world: World = {
    subnets: {
      s: { cidrs: '10.0.0.0/24', acl: 't', routes: route },
      t: { cidrs: '10.0.1.0/24', routes: ['0.0.0.0/0 igw', '10.1.0.0/16 pcx:ab'] },
    },
    groups: { g: GROUPS[groups], m: GROUPS.open },
    acls: { t: ACLS[acl] },
    nats: {
      a: { subnet: 't', at: '10.0.1.220', public: '198.51.100.200' },
      p: { subnet: 't', at: '10.0.1.230' },
      near: { subnet: 's', at: '10.0.0.220', public: '198.51.100.201' },
      old: { subnet: 't', at: '10.0.1.240', state: 'deleted' },
    },
    lists: { s3: ['52.216.0.0/15'] },
    endpoints: { s3: { service: 's3', list: 's3' } },
    enis: {
      s: { subnet: 's', at: '10.0.0.10', groups: 'g', ...(isPublic && { public: '198.51.100.10' }) },
      m: {
        subnet: 't',
        at: '10.0.1.50',
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
  ['internet', 'tcp 203.0.113.5:40000 > 198.51.100.10:443'],
  ['internet', 'tcp 203.0.113.5:40000 > 198.51.100.200:443'],
  ['internet', 'tcp 10.9.9.9:40000 > 198.51.100.10:443'],
  ['b', 'tcp 10.1.0.40:40000 > 10.0.0.10:443'],
  ['vpce-s3', 'tcp 52.216.1.1:443 > 10.0.0.10:40000 ack'],
].map(([from = '', text = '']) => ({ from, packet: packet(text) }));
