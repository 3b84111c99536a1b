import type { AnyOperation } from '../execute.ts';
import { allocateAddress } from './allocate.ts';
import { associateAddress } from './associate.ts';
import { describeAddressesAttribute } from './describe-attribute.ts';
import { describeAddresses } from './describe.ts';
import { disassociateAddress } from './disassociate.ts';
import { releaseAddress } from './release.ts';

export const elasticIpOperations: readonly AnyOperation[] = [
  allocateAddress,
  describeAddresses,
  describeAddressesAttribute,
  associateAddress,
  disassociateAddress,
  releaseAddress,
];
