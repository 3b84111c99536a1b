import type { AnyOperation } from '../execute.ts';
import { describeAccountAttributes } from './describe-attributes.ts';

export const accountOperations: readonly AnyOperation[] = [describeAccountAttributes];
