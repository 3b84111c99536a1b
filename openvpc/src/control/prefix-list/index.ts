import type { AnyOperation } from '../execute.ts';
import { createManagedPrefixList } from './create.ts';
import { deleteManagedPrefixList } from './delete.ts';
import { describePrefixLists } from './describe-services.ts';
import { describeManagedPrefixLists } from './describe.ts';
import { getManagedPrefixListAssociations } from './get-associations.ts';
import { getManagedPrefixListEntries } from './get-entries.ts';
import { modifyManagedPrefixList } from './modify.ts';
import { restoreManagedPrefixListVersion } from './restore.ts';

export const prefixListOperations: readonly AnyOperation[] = [
  createManagedPrefixList,
  describeManagedPrefixLists,
  modifyManagedPrefixList,
  deleteManagedPrefixList,
  getManagedPrefixListEntries,
  getManagedPrefixListAssociations,
  restoreManagedPrefixListVersion,
  describePrefixLists,
];
