import type { AnyOperation } from '../execute.ts';
import { createTags } from './create.ts';
import { deleteTags } from './delete.ts';
import { describeTags } from './describe.ts';

export const tagOperations: readonly AnyOperation[] = [createTags, deleteTags, describeTags];
