import type { AnyOperation } from '../execute.ts';
import { describeAvailabilityZones } from './describe-availability-zones.ts';
import { describeRegions } from './describe-regions.ts';

export const regionOperations: readonly AnyOperation[] = [describeRegions, describeAvailabilityZones];
