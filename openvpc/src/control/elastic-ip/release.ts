import type { ReleaseAddressRequest } from '../../aws/ec2.types.ts';
import type { ElasticIp } from '../../model/elastic-ip.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import { formatAddress } from '../../net/address.ts';
import type { Transaction } from '../../store/store.ts';
import { onResources } from '../access.ts';
import { ApiError, type Call, type Operation } from '../operation.ts';
import { checkBorderGroup } from './allocate.ts';
import { giveAutoPublic } from './auto-public.ts';
import { allocationMeant, mustBeAllocated } from './find.ts';
import { refuseManaged } from './managed.ts';

/** One in use is refused, but in the default VPC, where it is disassociated first (EC2 API Reference, ReleaseAddress). */
export const releaseAddress: Operation<ReleaseAddressRequest, void> = {
  action: 'ec2:ReleaseAddress',
  access: (input, view, call) =>
    onResources('ec2:ReleaseAddress', call, [['elastic-ip', allocationMeant(view, call, input)]]),
  run(tx, input, call) {
    const elastic = mustBeAllocated(tx.view, call, input);
    checkBorderGroup(input.NetworkBorderGroup, call);
    refuseManaged(tx.view, elastic.association?.eni);
    if (elastic.association !== undefined && !isInDefaultVpc(tx.view, elastic)) {
      throw new ApiError('InvalidIPAddress.InUse', `Address ${formatAddress(elastic.public)} is in use.`);
    }
    release(tx, call, elastic);
  },
};

function isInDefaultVpc(view: Snapshot, { association }: ElasticIp): boolean {
  const eni = association && view.enis.get(association.eni);
  return eni !== undefined && view.vpcs.get(eni.vpc)?.isDefault === true;
}

function release(tx: Transaction, call: Call, elastic: ElasticIp): void {
  tx.remove('elastic-ip', elastic.id);
  const eni = elastic.association && tx.view.enis.get(elastic.association.eni);
  if (eni !== undefined) giveAutoPublic(tx, call, eni);
}
