import type { Eni } from '../../model/eni.ts';
import type { NatGateway } from '../../model/gateway.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Subnet } from '../../model/vpc.ts';
import { mustExist } from '../missing.ts';
import { subnetOf } from '../network-interface/show.ts';
import { ApiError, type Call } from '../operation.ts';
import { invalidValue, unsupported } from '../required.ts';

export type WorkingNatGateway = Readonly<{ gateway: NatGateway; eni: Eni; subnet: Subnet }>;

/** One whose addresses may change: it is of that kind, and works. */
export function mustWork(
  view: Snapshot,
  call: Call,
  id: string,
  connectivity: NatGateway['connectivity'],
): WorkingNatGateway {
  const gateway = mustExist(view, call, 'nat-gateway', id);
  if (gateway.connectivity !== connectivity) {
    throw unsupported(`The NAT gateway ${id} has connectivityType ${gateway.connectivity}.`);
  }
  const eni = view.enis.get(gateway.eni);
  if (gateway.state !== 'available' || eni === undefined) {
    throw new ApiError('IncorrectState', `The NAT gateway ${id} is ${gateway.state}.`);
  }
  return { gateway, eni, subnet: subnetOf(eni, view) };
}

/** 1 to 4000 seconds. There is no drain here: connections of an address that goes end at once. */
export function checkDrain(seconds: number | undefined): void {
  if (seconds !== undefined && (seconds < 1 || seconds > 4000)) {
    throw invalidValue(seconds, 'maxDrainDurationSeconds', 'Valid values are 1 to 4000.');
  }
}
