import type { Eni, EniAttachment } from '../../model/eni.ts';
import type { Tag } from '../../model/resource.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Subnet } from '../../model/vpc.ts';
import type { GroupId } from '../../name/id.ts';
import type { Address } from '../../net/address.ts';
import type { Transaction } from '../../store/store.ts';
import { ApiError, type Call } from '../operation.ts';
import { owned } from '../owned.ts';
import { quotaOf } from '../quota.ts';
import type { ChosenAddresses } from './addresses.ts';

export type NewEni = Readonly<{
  subnet: Subnet;
  addresses: ChosenAddresses;
  groups: readonly GroupId[];
  description: string;
  tags: readonly Tag[];
  attachment?: EniAttachment;
  publicOnStart?: true;
  autoPublic?: Address;
  /** Of one that a gateway makes for itself. */
  interfaceType?: 'nat-gateway';
  sourceDestCheck?: boolean;
  clientToken?: string;
  request?: string;
}>;

export function makeEni(tx: Transaction, call: Call, wanted: NewEni): Eni {
  if (tx.view.enis.size >= quotaOf(call, 'interfacesPerRegion')) {
    throw new ApiError('NetworkInterfaceLimitExceeded', 'The maximum number of network interfaces has been reached.');
  }
  const { subnet, addresses, tags, ...rest } = wanted;
  const eni: Eni = {
    ...owned(call, tags),
    kind: 'eni',
    id: call.mint('eni'),
    vpc: subnet.vpc,
    subnet: subnet.id,
    mac: freeMac(tx.view, call),
    ...addresses,
    sourceDestCheck: true,
    ...rest,
  };
  tx.put(eni);
  return eni;
}

/** Locally administered, and no other ENI's. */
function freeMac(view: Snapshot, call: Call): string {
  const taken = new Set([...view.enis.values()].map(({ mac }) => mac));
  for (;;) {
    const mac = ['02', ...(call.hex(10).match(/../g) ?? [])].join(':');
    if (!taken.has(mac)) return mac;
  }
}
