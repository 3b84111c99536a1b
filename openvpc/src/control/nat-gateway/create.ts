import type { CreateNatGatewayRequest, CreateNatGatewayResult } from '../../aws/ec2.types.ts';
import type { NatGateway } from '../../model/gateway.ts';
import type { Tag } from '../../model/resource.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Subnet } from '../../model/vpc.ts';
import type { AllocationId } from '../../name/id.ts';
import type { Transaction } from '../../store/store.ts';
import { onCreation } from '../access.ts';
import { madeBefore, rememberToken } from '../client-token.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { mustExist } from '../missing.ts';
import { makeEni } from '../network-interface/make.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { owned, visible } from '../owned.ts';
import { quotaOf } from '../quota.ts';
import { required } from '../required.ts';
import { tagsFor } from '../tag-specifications.ts';
import { bindElasticIps, type Means, meansFor } from './means.ts';
import { type NatRequest, natRequest } from './request.ts';
import { showNatGateway } from './show.ts';

/** Answers `pending`; what stands against it comes to light when it fails, as on AWS. */
export const createNatGateway: Operation<CreateNatGatewayRequest, CreateNatGatewayResult> = {
  action: 'ec2:CreateNatGateway',
  access: (input, _view, call) =>
    onCreation('ec2:CreateNatGateway', call, 'nat-gateway', input.TagSpecifications, [
      ['subnet', input.SubnetId],
      ...[input.AllocationId, ...(input.SecondaryAllocationIds ?? [])].map((id) => ['elastic-ip', id] as const),
    ]),
  run(tx, input, call) {
    const request = fingerprintOf(input);
    const known = visible(tx.view.natGateways, call);
    const earlier = madeBefore(known, input.ClientToken, (gateway) => gateway.request === request);
    const gateway = earlier ?? create(tx, input, call, request);
    return {
      NatGateway: showNatGateway(gateway, tx.view),
      ...(input.ClientToken === undefined ? {} : { ClientToken: input.ClientToken }),
    };
  },
};

function create(tx: Transaction, input: CreateNatGatewayRequest, call: Call, fingerprint: string): NatGateway {
  const request = natRequest(input, call);
  const tags = tagsFor(input.TagSpecifications, 'natgateway');
  const subnet = mustExist(tx.view, call, 'subnet', required(input.SubnetId, 'subnetId'));
  refuseBeyondQuota(tx.view, call, subnet);
  const means = meansFor(tx.view, call, subnet, request);
  const remembered =
    input.ClientToken === undefined ? {} : { ...rememberToken(input.ClientToken), request: fingerprint };
  const gateway = { ...start(call, tags, subnet, request), ...remembered };
  const made: NatGateway =
    'code' in means ? doomed(call, gateway, request, means) : build(tx, call, gateway, subnet, means);
  tx.put(made);
  return made;
}

type Start = Omit<NatGateway, 'eni'>;

function start(call: Call, tags: readonly Tag[], subnet: Subnet, { connectivity }: NatRequest): Start {
  return {
    ...owned(call, tags),
    kind: 'nat-gateway',
    id: call.mint('nat'),
    vpc: subnet.vpc,
    subnet: subnet.id,
    connectivity,
    state: 'pending',
    createdAt: call.now,
  };
}

/** It will fail: there is an interface in name only. */
function doomed(
  call: Call,
  gateway: Start,
  { allocations }: NatRequest,
  failure: NonNullable<NatGateway['failure']>,
): NatGateway {
  const formerAddresses = allocations.map((id) => ({ allocation: id as AllocationId })); // well formed, if nothing more
  return { ...gateway, eni: call.mint('eni'), failure, formerAddresses };
}

function build(tx: Transaction, call: Call, gateway: Start, subnet: Subnet, means: Means): NatGateway {
  const eni = makeEni(tx, call, {
    subnet,
    addresses: { ipv4: means.addresses, ipv6: [] },
    groups: [],
    description: `Interface for NAT Gateway ${gateway.id}`,
    tags: [],
    interfaceType: 'nat-gateway',
    sourceDestCheck: false,
  });
  bindElasticIps(tx, call, eni.id, means.addresses, means.elasticIps);
  return { ...gateway, eni: eni.id };
}

function refuseBeyondQuota(view: Snapshot, call: Call, { zone }: Subnet): void {
  const quota = quotaOf(call, 'natGatewaysPerZone');
  const there = visible(view.natGateways, call).filter(
    ({ state, subnet }) =>
      (state === 'pending' || state === 'available' || state === 'deleting') && view.subnets.get(subnet)?.zone === zone,
  );
  if (there.length < quota) return;
  throw new ApiError(
    'NatGatewayLimitExceeded',
    `Performing this operation would exceed the limit of ${quota} NAT gateways`,
  );
}
