import type { AnyOperation } from '../execute.ts';
import { getConsoleOutput } from './console-output.ts';
import { describeInstanceAttribute } from './describe-attribute.ts';
import { describeInstanceCreditSpecifications } from './describe-credits.ts';
import { describeInstanceStatus } from './describe-status.ts';
import { describeInstanceTypes } from './describe-types.ts';
import { describeInstances } from './describe.ts';
import { modifyInstanceAttribute } from './modify-attribute.ts';
import { runInstances } from './run.ts';
import { startInstances } from './start.ts';
import { stopInstances } from './stop.ts';
import { terminateInstances } from './terminate.ts';

export const instanceOperations: readonly AnyOperation[] = [
  runInstances,
  describeInstances,
  describeInstanceStatus,
  describeInstanceAttribute,
  modifyInstanceAttribute,
  startInstances,
  stopInstances,
  terminateInstances,
  getConsoleOutput,
  describeInstanceTypes,
  describeInstanceCreditSpecifications,
];
