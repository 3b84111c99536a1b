import type {
  GetManagedPrefixListAssociationsRequest,
  GetManagedPrefixListAssociationsResult,
} from '../../aws/ec2.types.ts';
import { onResources } from '../access.ts';
import { nextTokenOf, pageOnly } from '../describe.ts';
import type { Operation } from '../operation.ts';
import { unsupported } from '../required.ts';
import { isOfAws } from './aws-lists.ts';
import { listNamed } from './find.ts';
import { referrersOf } from './referrers.ts';

/** What refers to a list; of AWS's lists nobody is told. */
export const getManagedPrefixListAssociations: Operation<
  GetManagedPrefixListAssociationsRequest,
  GetManagedPrefixListAssociationsResult
> = {
  action: 'ec2:GetManagedPrefixListAssociations',
  access: (input, _view, call) =>
    onResources('ec2:GetManagedPrefixListAssociations', call, [['prefix-list', input.PrefixListId]]),
  run(tx, input, call) {
    const list = listNamed(tx.view, call, input.PrefixListId);
    if (isOfAws(list))
      throw unsupported(`The prefix list ${list.id} is managed by AWS; its associations are not shown.`);
    const { groups, tables } = referrersOf(tx.view, list.id);
    const page = pageOnly([...groups, ...tables], input, `associations of ${list.id}`, {
      limits: { least: 5, most: 255 },
    });
    return {
      PrefixListAssociations: page.items.map(({ id, owner }) => ({ ResourceId: id, ResourceOwner: owner })),
      ...nextTokenOf(page),
    };
  },
};
