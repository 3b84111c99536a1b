import type { Eni, EniAttachment } from '../../model/eni.ts';
import type { Instance } from '../../model/instance.ts';
import type { Tag } from '../../model/resource.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { SubnetId } from '../../name/id.ts';
import type { Transaction } from '../../store/store.ts';
import { freePublicAddress } from '../elastic-ip/pool.ts';
import { chooseAddresses } from '../network-interface/addresses.ts';
import { makeEni } from '../network-interface/make.ts';
import { ApiError, type Call } from '../operation.ts';
import { owned } from '../owned.ts';
import { availableCount } from '../subnet/addresses.ts';
import type { CpuCredits } from './credits.ts';
import type { PlannedInterface } from './launch-interfaces.ts';
import { refuseBeyondLimit, roomToRun } from './limit.ts';

export type Launch = Readonly<{
  interfaces: readonly [PlannedInterface, ...PlannedInterface[]];
  minCount: number;
  maxCount: number;
  image: string;
  type: string;
  tags: readonly Tag[];
  interfaceTags: readonly Tag[];
  cpuCredits?: CpuCredits;
  userData?: string;
  clientToken?: string;
  request?: string;
}>;

/** As many instances as there are addresses and quota for, up to the most wanted; fewer than the least wanted, and none starts. */
export function launch(tx: Transaction, call: Call, wanted: Launch): readonly Instance[] {
  refuseBeyondLimit(tx.view, call, wanted.minCount);
  const count = Math.min(wanted.maxCount, roomToRun(tx.view, call), roomFor(tx.view, wanted.interfaces));
  if (count < wanted.minCount) {
    throw new ApiError(
      'InsufficientFreeAddressesInSubnet',
      'The specified subnet does not have enough free addresses to satisfy the request.',
    );
  }
  const reservation = call.mint('r');
  return Array.from({ length: count }, (_, index) => launchOne(tx, call, wanted, reservation, index));
}

function launchOne(tx: Transaction, call: Call, wanted: Launch, reservation: string, launchIndex: number): Instance {
  const { image, type, tags, cpuCredits, userData, clientToken, request } = wanted;
  const instance: Instance = {
    ...owned(call, tags),
    kind: 'instance',
    id: call.mint('i'),
    reservation,
    launchIndex,
    image,
    type,
    zone: wanted.interfaces[0].subnet.zone,
    state: 'pending',
    stateReason: { code: 'pending', message: 'pending' },
    launchedAt: call.now,
    ...(cpuCredits === undefined ? {} : { cpuCredits }),
    ...(userData === undefined ? {} : { userData }),
    ...(clientToken === undefined ? {} : { clientToken }),
    ...(request === undefined ? {} : { request }),
  };
  tx.put(instance);
  for (const planned of wanted.interfaces) plugIn(tx, call, instance, planned, wanted.interfaceTags);
  return instance;
}

function plugIn(tx: Transaction, call: Call, instance: Instance, planned: PlannedInterface, tags: readonly Tag[]): Eni {
  const { subnet, groups, description } = planned;
  const attachment: EniAttachment = {
    id: call.mint('eni-attach'),
    instance: instance.id,
    deviceIndex: planned.deviceIndex,
    deleteOnTermination: planned.deleteOnTermination,
    attachedAt: call.now,
  };
  if (planned.eni !== undefined) {
    const attached = { ...planned.eni, attachment };
    tx.put(attached);
    return attached;
  }
  const addresses = chooseAddresses(tx.view, subnet, planned.addresses);
  const fromPool = planned.isPublic
    ? ({ publicOnStart: true, autoPublic: freePublicAddress(tx.view, call) } as const)
    : {};
  return makeEni(tx, call, { subnet, groups, description, addresses, tags, attachment, ...fromPool });
}

/** How many instances with these interfaces the subnets have IPv4 addresses for. */
function roomFor(view: Snapshot, interfaces: readonly PlannedInterface[]): number {
  const needed = new Map<SubnetId, number>();
  const fresh = interfaces.filter(({ eni }) => eni === undefined);
  for (const { subnet, addresses } of fresh) {
    needed.set(subnet.id, (needed.get(subnet.id) ?? 0) + countOf(addresses));
  }
  const fits = fresh.map(({ subnet }) => Math.floor(availableCount(subnet, view) / (needed.get(subnet.id) ?? 1)));
  return Math.min(...fits);
}

function countOf({
  PrivateIpAddress,
  PrivateIpAddresses = [],
  SecondaryPrivateIpAddressCount = 0,
}: PlannedInterface['addresses']): number {
  const named = PrivateIpAddresses.length + (PrivateIpAddress ? 1 : 0);
  const hasPrimary = PrivateIpAddress !== undefined || PrivateIpAddresses.some(({ Primary }) => Primary === true);
  return named + (hasPrimary ? 0 : 1) + SecondaryPrivateIpAddressCount;
}
