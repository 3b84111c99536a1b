import type { ElasticIp } from '../../model/elastic-ip.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { type Address, parseAddress, sameAddress } from '../../net/address.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Call } from '../operation.ts';
import { isVisible, visible } from '../owned.ts';
import { exactlyOne, invalidValue } from '../required.ts';
import type { AssociatedIp } from './public-of.ts';

/** How a call names an Elastic IP: by its allocation, or by the address itself. */
export type NamedAddress = Readonly<{ AllocationId?: string | undefined; PublicIp?: string | undefined }>;

export function mustBeAllocated(view: Snapshot, call: Call, input: NamedAddress): ElasticIp {
  return exactlyOne(input, ['AllocationId', 'PublicIp']) === 'AllocationId'
    ? mustExist(view, call, 'elastic-ip', input.AllocationId ?? '')
    : mustBeAddress(view, call, input.PublicIp ?? '');
}

/** By the address. Another account's is not the caller's to name, and AWS says so. */
export function mustBeAddress(view: Snapshot, call: Call, text: string): ElasticIp {
  const wanted = ipv4Of(text, 'publicIp');
  const found = [...view.elasticIps.values()].find((one) => sameAddress(one.public, wanted));
  if (found === undefined || found.region !== call.region) {
    throw new ApiError('InvalidAddress.NotFound', `Address '${text}' not found.`);
  }
  if (!isVisible(found, call)) {
    throw new ApiError('AuthFailure', `The address '${text}' does not belong to you.`);
  }
  return found;
}

/** The allocation that a call means, for the question whether it may; undefined when there is none such. */
export function allocationMeant(view: Snapshot, call: Call, input: NamedAddress): string | undefined {
  if (input.AllocationId !== undefined) return input.AllocationId;
  const address = parseAddress(input.PublicIp ?? '');
  return address && visible(view.elasticIps, call).find((one) => sameAddress(one.public, address))?.id;
}

/** The caller's Elastic IP with that association, if there is one. */
export function associatedBy(view: Snapshot, call: Call, id: string | undefined): AssociatedIp | undefined {
  return visible(view.elasticIps, call).find(
    (one): one is AssociatedIp => one.association?.id === id && id !== undefined,
  );
}

export function mustBeAssociated(view: Snapshot, call: Call, id: string): AssociatedIp {
  const found = associatedBy(view, call, id);
  if (found !== undefined) return found;
  throw new ApiError('InvalidAssociationID.NotFound', `The association ID '${id}' does not exist`);
}

export function ipv4Of(text: string, parameter: string): Address {
  const parsed = parseAddress(text);
  if (parsed?.family !== 4) throw invalidValue(text, parameter, 'This is not a valid IPv4 address.');
  return parsed;
}

export function refuseAssociated({ id, association }: ElasticIp): void {
  if (association === undefined) return;
  throw new ApiError(
    'Resource.AlreadyAssociated',
    `resource ${id} is already associated with associate-id ${association.id}`,
  );
}
