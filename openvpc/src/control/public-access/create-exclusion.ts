import type {
  CreateVpcBlockPublicAccessExclusionRequest,
  CreateVpcBlockPublicAccessExclusionResult,
} from '../../aws/ec2.types.ts';
import type { PublicAccessExclusion } from '../../model/public-access.ts';
import { onCreation } from '../access.ts';
import { mustExist } from '../missing.ts';
import { ApiError, type Operation } from '../operation.ts';
import { owned, visible } from '../owned.ts';
import { quotaOf } from '../quota.ts';
import { exactlyOne } from '../required.ts';
import { tagsFor } from '../tag-specifications.ts';
import { exclusionMode, isShownAt, showExclusion } from './exclusions.ts';

/** One for a VPC or subnet; it may come before there is a block. */
export const createVpcBlockPublicAccessExclusion: Operation<
  CreateVpcBlockPublicAccessExclusionRequest,
  CreateVpcBlockPublicAccessExclusionResult
> = {
  action: 'ec2:CreateVpcBlockPublicAccessExclusion',
  access: (input, _view, call) =>
    onCreation('ec2:CreateVpcBlockPublicAccessExclusion', call, 'public-access-exclusion', input.TagSpecifications, [
      ['vpc', input.VpcId],
      ['subnet', input.SubnetId],
    ]),
  run(tx, input, call) {
    const mode = exclusionMode(input.InternetGatewayExclusionMode);
    const tags = tagsFor(input.TagSpecifications, 'vpc-block-public-access-exclusion');
    const name = exactlyOne(input, ['VpcId', 'SubnetId']);
    const id = input[name] ?? '';
    const of = name === 'VpcId' ? mustExist(tx.view, call, 'vpc', id).id : mustExist(tx.view, call, 'subnet', id).id;
    const existing = visible(tx.view.publicAccessExclusions, call);
    for (const old of existing) if (!isShownAt(old, call.now)) tx.remove('public-access-exclusion', old.id);
    const open = existing.filter(({ deletedAt }) => deletedAt === undefined);
    const earlier = open.find((exclusion) => exclusion.of === of);
    if (earlier !== undefined) {
      throw new ApiError('InvalidParameterValue', `There is an exclusion for ${of} already: ${earlier.id}.`);
    }
    if (open.length >= quotaOf(call, 'publicAccessExclusionsPerRegion')) {
      throw new ApiError(
        'VpcBlockPublicAccessExclusionLimitExceeded',
        'The maximum number of VPC Block Public Access exclusions has been reached.',
      );
    }
    const exclusion: PublicAccessExclusion = {
      ...owned(call, tags),
      kind: 'public-access-exclusion',
      id: call.mint('vpcbpa-exclude'),
      of,
      mode,
      createdAt: call.now,
    };
    tx.put(exclusion);
    return { VpcBlockPublicAccessExclusion: showExclusion(exclusion, 'create-in-progress') };
  },
};
