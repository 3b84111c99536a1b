import type {
  EgressOnlyGatewayId,
  EndpointId,
  EniId,
  NatGatewayId,
  PrefixListId,
  SubnetId,
  VpcId,
} from '../name/id.ts';
import type { Owned } from './resource.ts';

export type EgressOnlyGateway = Owned &
  Readonly<{ kind: 'egress-only-internet-gateway'; id: EgressOnlyGatewayId; vpc: VpcId }>;

/** Its addresses are its ENI's; the public ones are Elastic IPs of that ENI. A deleted one is shown for an hour. */
export type NatGateway = Owned &
  Readonly<{
    kind: 'nat-gateway';
    id: NatGatewayId;
    vpc: VpcId;
    subnet: SubnetId;
    connectivity: 'public' | 'private';
    state: 'pending' | 'available' | 'failed' | 'deleting' | 'deleted';
    /** Gone with the gateway. */
    eni: EniId;
  }>;

/** A gateway endpoint: the way to a service whose addresses are a prefix list. */
export type VpcEndpoint = Owned &
  Readonly<{
    kind: 'vpc-endpoint';
    id: EndpointId;
    vpc: VpcId;
    endpointType: 'Gateway';
    /** `com.amazonaws.REGION.s3` or `….dynamodb`. */
    service: string;
    prefixList: PrefixListId;
  }>;
