import type { Program } from '../contract/program.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { addressSets } from './address-sets.ts';
import { digestOf } from './digest.ts';
import { eniPrograms } from './enis.ts';
import { gatewayPrograms } from './gateways.ts';
import { aclPrograms } from './network-acls.ts';
import { routePrograms } from './routes.ts';
import { groupPrograms } from './security-groups.ts';
import { subnetPrograms, vpcPrograms } from './vpcs.ts';

/**
 * What a data plane must enforce for this snapshot. Never throws for a snapshot that keeps the model's invariants.
 *
 * Every ENI that exists is in the program and a member of its groups' sets, attached or not: whether something runs
 * behind it is the wiring's affair, and its rules hold from its first packet. Of groups, ACLs and route tables only
 * those in use are there, so that a change which means nothing to packets changes no digest.
 */
export function compile(snapshot: Snapshot): Program {
  const enis = eniPrograms(snapshot);
  const subnets = subnetPrograms(snapshot);
  const groups = groupPrograms(snapshot, enis);
  const vpcs = vpcPrograms(snapshot);
  const content = {
    vpcs,
    subnets,
    enis,
    groups,
    acls: aclPrograms(snapshot, subnets),
    routeTables: routePrograms(snapshot, subnets, vpcs),
    sets: addressSets(snapshot, groups),
    ...gatewayPrograms(snapshot),
  };
  return { revision: snapshot.revision, digest: digestOf(content), ...content };
}
