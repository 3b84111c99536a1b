import type { AnyOperation } from '../execute.ts';
import { createNetworkAclEntry } from './create-entry.ts';
import { createNetworkAcl } from './create.ts';
import { deleteNetworkAclEntry } from './delete-entry.ts';
import { deleteNetworkAcl } from './delete.ts';
import { describeNetworkAcls } from './describe.ts';
import { replaceNetworkAclAssociation } from './replace-association.ts';
import { replaceNetworkAclEntry } from './replace-entry.ts';

export const networkAclOperations: readonly AnyOperation[] = [
  createNetworkAcl,
  describeNetworkAcls,
  deleteNetworkAcl,
  createNetworkAclEntry,
  replaceNetworkAclEntry,
  deleteNetworkAclEntry,
  replaceNetworkAclAssociation,
];
