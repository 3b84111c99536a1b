import type { DeleteSubnetRequest } from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { hasDependencies } from '../dependency.ts';
import { mustExist } from '../missing.ts';
import { removeFlowLogsOf } from '../monitored.ts';
import type { Operation } from '../operation.ts';
import { removeExclusionsOf } from '../public-access/exclusions.ts';
import { tableOfSubnet, withoutAssociation } from '../route-table/associations.ts';

/** Blocked by any ENI in it; its associations go with it. */
export const deleteSubnet: Operation<DeleteSubnetRequest, void> = {
  action: 'ec2:DeleteSubnet',
  access: (input, _view, call) => onResources('ec2:DeleteSubnet', call, [['subnet', input.SubnetId]]),
  run(tx, input, call) {
    const { view } = tx;
    const subnet = mustExist(view, call, 'subnet', input.SubnetId);
    for (const eni of view.enis.values()) if (eni.subnet === subnet.id) throw hasDependencies('subnet', subnet.id);
    const bound = tableOfSubnet(view, subnet.id);
    if (bound !== undefined) tx.put(withoutAssociation(bound.table, bound.association.id));
    removeFlowLogsOf(tx, subnet.id);
    removeExclusionsOf(tx, subnet.id);
    tx.remove('subnet', subnet.id);
  },
};
