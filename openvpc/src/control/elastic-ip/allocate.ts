import type { AllocateAddressRequest, AllocateAddressResult } from '../../aws/ec2.types.ts';
import type { ElasticIp } from '../../model/elastic-ip.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Address } from '../../net/address.ts';
import { onCreation } from '../access.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { owned, visible } from '../owned.ts';
import { quotaOf } from '../quota.ts';
import { invalidValue, oneOf, refuseUnsupported } from '../required.ts';
import { tagsFor } from '../tag-specifications.ts';
import { ipv4Of } from './find.ts';
import { freePublicAddress, thisPublicAddress } from './pool.ts';
import { showAllocation } from './show.ts';

export const allocateAddress: Operation<AllocateAddressRequest, AllocateAddressResult> = {
  action: 'ec2:AllocateAddress',
  access: (input, _view, call) => onCreation('ec2:AllocateAddress', call, 'elastic-ip', input.TagSpecifications),
  run(tx, input, call) {
    checkPlace(input, call);
    const tags = tagsFor(input.TagSpecifications, 'elastic-ip');
    if (visible(tx.view.elasticIps, call).length >= quotaOf(call, 'elasticIpsPerRegion')) throw tooManyElasticIps();
    const elastic: ElasticIp = {
      ...owned(call, tags),
      kind: 'elastic-ip',
      id: call.mint('eipalloc'),
      public: addressFor(tx.view, call, input.Address),
    };
    tx.put(elastic);
    return showAllocation(elastic);
  },
};

export function tooManyElasticIps(): ApiError {
  return new ApiError('AddressLimitExceeded', 'The maximum number of addresses has been reached.');
}

function checkPlace(input: AllocateAddressRequest, call: Call): void {
  refuseUnsupported(input, ['CustomerOwnedIpv4Pool', 'IpamPoolId']);
  oneOf(input.Domain || 'vpc', ['vpc'], 'domain'); // EC2-Classic's `standard` has been gone since 2023
  oneOf(input.PublicIpv4Pool || 'amazon', ['amazon'], 'publicIpv4Pool');
  checkBorderGroup(input.NetworkBorderGroup, call);
}

/** There is no Local Zone here, so a Region is its only border group. */
export function checkBorderGroup(group: string | undefined, { region }: Call): void {
  if (group !== undefined && group !== '' && group !== region) throw invalidValue(group, 'networkBorderGroup');
}

/** AWS gives back an address that was the account's before; here anyone may ask for a free one of the pool. */
function addressFor(view: Snapshot, call: Call, text: string | undefined): Address {
  if (text === undefined || text === '') return freePublicAddress(view, call);
  const found = thisPublicAddress(view, call, ipv4Of(text, 'address'));
  if (found === undefined) throw new ApiError('InvalidAddress.NotFound', `Address '${text}' not found.`);
  return found;
}
