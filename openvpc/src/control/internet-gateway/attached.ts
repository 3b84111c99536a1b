import type { Snapshot } from '../../model/snapshot.ts';
import type { InternetGateway } from '../../model/vpc.ts';
import type { VpcId } from '../../name/id.ts';

/** The VPC's way to the internet, if it has one. */
export function attachedGateway(view: Snapshot, vpc: VpcId): InternetGateway | undefined {
  return [...view.internetGateways.values()].find((gateway) => gateway.vpc === vpc);
}
