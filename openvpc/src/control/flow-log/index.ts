import type { AnyOperation } from '../execute.ts';
import { createFlowLogs } from './create.ts';
import { deleteFlowLogs } from './delete.ts';
import { describeFlowLogs } from './describe.ts';

export const flowLogOperations: readonly AnyOperation[] = [createFlowLogs, describeFlowLogs, deleteFlowLogs];
