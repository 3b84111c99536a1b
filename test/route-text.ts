import { type Route, type RouteTarget } from '../openvpc/src/model/route-table.ts';
import type {
  EgressOnlyGatewayId,
  EndpointId,
  EniId,
  InternetGatewayId,
  NatGatewayId,
  PeeringId,
  PrefixListId,
} from '../openvpc/src/name/id.ts';
import { prefix } from '../openvpc/src/net/prefix.ts';

/**
 * A route of a VPC's table: `0.0.0.0/0 igw`, `::/0 eigw`, `pl:s3 vpce:s3`, `10.1.0.0/16 pcx:ab`, `0.0.0.0/0 nat:a`,
 * `10.0.1.0/24 eni:f1`, `10.0.0.0/16 local`, `0.0.0.0/0 gone` (an internet gateway that is no more), and with `~` before it
 * one that was propagated: `~10.9.0.0/16 vgw`.
 */
export function route(vpc: string, text: string): Route {
  const [, propagated, destination = '', target = ''] = /^(~?)(\S+) (\S+)$/.exec(text) ?? [];
  const list = /^pl:(.+)$/.exec(destination)?.[1];
  return {
    destination: list === undefined ? prefix(destination) : { prefixList: `pl-${list}` as PrefixListId },
    target: targetOf(vpc, target),
    origin: propagated === '~' ? 'EnableVgwRoutePropagation' : 'CreateRoute',
  };
}

function targetOf(vpc: string, text: string): RouteTarget {
  const [kind = '', name = vpc] = text.split(':');
  switch (kind) {
    case 'local':
      return { kind: 'local' };
    case 'igw':
      return { kind: 'internet-gateway', gateway: `igw-${name}` as InternetGatewayId };
    case 'gone':
      return { kind: 'internet-gateway', gateway: 'igw-gone' as InternetGatewayId };
    case 'eigw':
      return { kind: 'egress-only-internet-gateway', gateway: `eigw-${name}` as EgressOnlyGatewayId };
    case 'nat':
      return { kind: 'nat-gateway', gateway: `nat-${name}` as NatGatewayId };
    case 'pcx':
      return { kind: 'vpc-peering', peering: `pcx-${name}` as PeeringId };
    case 'vpce':
      return { kind: 'vpc-endpoint', endpoint: `vpce-${name}` as EndpointId };
    case 'eni':
      return { kind: 'eni', eni: `eni-${name}` as EniId };
    case 'vgw':
      return { kind: 'virtual-private-gateway', gateway: `vgw-${name}` };
    default:
      throw new Error(`not a target of a route: ${text}`);
  }
}
