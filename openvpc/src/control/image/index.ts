import type { AnyOperation } from '../execute.ts';
import { describeImages } from './describe.ts';

export const imageOperations: readonly AnyOperation[] = [describeImages];
