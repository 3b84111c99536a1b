import type { Refusal } from '../../contract/dataplane.ts';
import type { Program } from '../../contract/program.ts';
import { routerDevice } from '../../contract/wiring.ts';
import type { EniId } from '../../name/id.ts';

/** What the kernel's tables cannot enforce exactly as the contract says it. */
export function refusalsOf(program: Program): readonly Refusal[] {
  return [
    ...forwarders(program),
    ...sharedDevices(program),
    ...withoutSubnet(program),
    ...gateways(program),
    ...gatewayTables(program),
    ...eniExtras(program),
  ];
}

/** Packets for them are dropped: what the route tables lead to is not built by this driver. */
function gateways(program: Program): readonly Refusal[] {
  return [...program.routeTables.values()].flat().flatMap(({ target, origin }) => {
    if (target.kind === 'local' || target.kind === 'blackhole') return [];
    return [{ origin, why: `packets for ${target.id} are dropped: this data plane has no way there` }];
  });
}

function gatewayTables(program: Program): readonly Refusal[] {
  return [...program.vpcs.values()].flatMap(({ gatewayRouteTable: table, internetGateway: gateway }) =>
    table === undefined || gateway === undefined
      ? []
      : [{ origin: { resource: table, rule: gateway }, why: 'nothing enters by an internet gateway here' }],
  );
}

function eniExtras(program: Program): readonly Refusal[] {
  return [...program.enis].flatMap(([id, { prefixes, timeouts, publicAddresses }]) => {
    const refuse = (rule: string, why: string): Refusal => ({ origin: { resource: id, rule }, why });
    return [
      ...(prefixes ? [refuse('prefixes', 'packets to and from its delegated prefixes are dropped')] : []),
      ...(timeouts ? [refuse('connectionTracking', 'the idle times of tracked flows are the defaults')] : []),
      ...(publicAddresses ? [refuse('publicIp', 'its public addresses are not reachable, and give no way out')] : []),
    ];
  });
}

function forwarders(program: Program): readonly Refusal[] {
  return [...program.enis]
    .filter(([, { sourceDestCheck }]) => !sourceDestCheck)
    .map(([id]) => ({
      origin: { resource: id, rule: 'sourceDestCheck' },
      why: 'packets that it forwards for others are judged by the rules each time and never tracked, for one VPC has one connection table',
    }));
}

/** A device's name holds 14 digits of the id. Of two that are the same only one has a cable. */
function sharedDevices(program: Program): readonly Refusal[] {
  const owners = new Map<string, EniId>();
  return [...program.enis].flatMap(([id, { vpc }]) => {
    const key = `${vpc} ${routerDevice(id)}`;
    const other = owners.get(key);
    owners.set(key, other ?? id);
    if (other === undefined) return [];
    return [
      {
        origin: { resource: id, rule: 'networkInterfaceId' },
        why: `ends in the same digits as ${other}; make it anew`,
      },
    ];
  });
}

function withoutSubnet(program: Program): readonly Refusal[] {
  return [...program.enis]
    .filter(([, { subnet }]) => !program.subnets.has(subnet))
    .map(([id]) => ({
      origin: { resource: id, rule: 'subnetId' },
      why: 'its subnet is not in the program: it has no network',
    }));
}
