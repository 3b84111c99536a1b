import type { DeleteVpcRequest } from '../../aws/ec2.types.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Vpc } from '../../model/vpc.ts';
import { onResources } from '../access.ts';
import { hasDependencies } from '../dependency.ts';
import { mustExist } from '../missing.ts';
import { removeFlowLogsOf } from '../monitored.ts';
import type { Operation } from '../operation.ts';
import { removeExclusionsOf } from '../public-access/exclusions.ts';
import { isMain } from '../route-table/associations.ts';
import { deletePeeringsOf } from '../vpc-peering/delete.ts';

/** What AWS made with the VPC goes with it; all else must be gone first (Amazon VPC User Guide, "Delete your VPC"). */
export const deleteVpc: Operation<DeleteVpcRequest, void> = {
  action: 'ec2:DeleteVpc',
  access: (input, _view, call) => onResources('ec2:DeleteVpc', call, [['vpc', input.VpcId]]),
  run(tx, input, call) {
    const { view } = tx;
    const vpc = mustExist(view, call, 'vpc', input.VpcId);
    if (hasOthers(view, vpc)) throw hasDependencies('vpc', vpc.id);
    for (const table of view.routeTables.values()) if (table.vpc === vpc.id) tx.remove('route-table', table.id);
    for (const acl of view.networkAcls.values()) if (acl.vpc === vpc.id) tx.remove('network-acl', acl.id);
    for (const group of view.securityGroups.values()) if (group.vpc === vpc.id) tx.remove('security-group', group.id);
    removeFlowLogsOf(tx, vpc.id);
    removeExclusionsOf(tx, vpc.id);
    deletePeeringsOf(tx, call, vpc.id);
    tx.remove('vpc', vpc.id);
  },
};

function hasOthers(view: Snapshot, vpc: Vpc): boolean {
  const inside = (resource: Readonly<{ vpc?: string }>) => resource.vpc === vpc.id;
  return (
    some(view.subnets, inside) ||
    some(view.enis, inside) ||
    some(view.internetGateways, inside) ||
    some(view.egressOnlyGateways, inside) ||
    some(view.endpoints, inside) ||
    some(view.securityGroups, (group) => group.associatedVpcs?.includes(vpc.id) === true) ||
    some(view.securityGroups, (group) => inside(group) && group.name !== 'default') ||
    some(view.networkAcls, (acl) => inside(acl) && !acl.isDefault) ||
    some(view.routeTables, (table) => inside(table) && !isMain(table))
  );
}

function some<T>(all: ReadonlyMap<unknown, T>, holds: (item: T) => boolean): boolean {
  for (const item of all.values()) if (holds(item)) return true;
  return false;
}
