import type { AnyOperation } from '../execute.ts';
import { describeDhcpOptions } from './describe.ts';

export const dhcpOptionsOperations: readonly AnyOperation[] = [describeDhcpOptions];
