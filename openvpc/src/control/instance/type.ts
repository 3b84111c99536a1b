import { ApiError } from '../operation.ts';

/** What is said of an instance type; only its network limits are enforced, for an instance has the host's CPU and memory. */
export type InstanceType = Readonly<{
  name: string;
  architecture: 'x86_64' | 'arm64';
  vcpus: number;
  threadsPerCore: number;
  memoryMiB: number;
  limits: NetworkLimits;
  networkPerformance: string;
  clockGhz: number;
}>;
/** The same number of addresses holds for either family. */
export type NetworkLimits = Readonly<{ interfaces: number; addressesPerInterface: number }>;

/** AWS's own default, m1.small, has no place in a VPC of today. */
export const DEFAULT_TYPE = 't3.micro';

type Family = Readonly<{
  architecture: InstanceType['architecture'];
  threadsPerCore: number;
  clockGhz: number;
  performance: string;
}>;

const FAMILIES: Readonly<Record<string, Family>> = {
  t2: { architecture: 'x86_64', threadsPerCore: 1, clockGhz: 2.5, performance: 'Low to Moderate' },
  t3: { architecture: 'x86_64', threadsPerCore: 2, clockGhz: 2.5, performance: 'Up to 5 Gigabit' },
  t3a: { architecture: 'x86_64', threadsPerCore: 2, clockGhz: 2.2, performance: 'Up to 5 Gigabit' },
  t4g: { architecture: 'arm64', threadsPerCore: 1, clockGhz: 2.5, performance: 'Up to 5 Gigabit' },
  m5: { architecture: 'x86_64', threadsPerCore: 2, clockGhz: 3.1, performance: 'Up to 10 Gigabit' },
  m6i: { architecture: 'x86_64', threadsPerCore: 2, clockGhz: 3.5, performance: 'Up to 12.5 Gigabit' },
  m6g: { architecture: 'arm64', threadsPerCore: 1, clockGhz: 2.5, performance: 'Up to 10 Gigabit' },
  c5: { architecture: 'x86_64', threadsPerCore: 2, clockGhz: 3.4, performance: 'Up to 10 Gigabit' },
  c6g: { architecture: 'arm64', threadsPerCore: 1, clockGhz: 2.5, performance: 'Up to 10 Gigabit' },
  r5: { architecture: 'x86_64', threadsPerCore: 2, clockGhz: 3.1, performance: 'Up to 10 Gigabit' },
};

type Row = readonly [name: string, vcpus: number, memoryMiB: number, interfaces: number, addresses: number];

/** Amazon EC2 Instance Types guide, specifications of general purpose, compute and memory optimized instances. */
const ROWS: readonly Row[] = [
  ['t2.nano', 1, 512, 2, 2],
  ['t2.micro', 1, 1024, 2, 2],
  ['t2.small', 1, 2048, 3, 4],
  ['t2.medium', 2, 4096, 3, 6],
  ['t3.nano', 2, 512, 2, 2],
  ['t3.micro', 2, 1024, 2, 2],
  ['t3.small', 2, 2048, 3, 4],
  ['t3.medium', 2, 4096, 3, 6],
  ['t3.large', 2, 8192, 3, 12],
  ['t3a.micro', 2, 1024, 2, 2],
  ['t3a.small', 2, 2048, 2, 4],
  ['t4g.nano', 2, 512, 2, 2],
  ['t4g.micro', 2, 1024, 2, 2],
  ['t4g.small', 2, 2048, 3, 4],
  ['t4g.medium', 2, 4096, 3, 6],
  ['t4g.large', 2, 8192, 3, 12],
  ['m5.large', 2, 8192, 3, 10],
  ['m5.xlarge', 4, 16384, 4, 15],
  ['m6i.large', 2, 8192, 3, 10],
  ['m6g.medium', 1, 4096, 2, 4],
  ['m6g.large', 2, 8192, 3, 10],
  ['c5.large', 2, 4096, 3, 10],
  ['c5.xlarge', 4, 8192, 4, 15],
  ['c6g.large', 2, 4096, 3, 10],
  ['r5.large', 2, 16384, 3, 10],
];

export const INSTANCE_TYPES: ReadonlyMap<string, InstanceType> = new Map(
  ROWS.map((row) => [row[0], typeOf(row)] as const),
);

/** For RunInstances; DescribeInstanceTypes has other words. */
export function mustBeType(name: string): InstanceType {
  const type = INSTANCE_TYPES.get(name);
  if (type === undefined) throw new ApiError('InvalidParameterValue', `Invalid value '${name}' for InstanceType.`);
  return type;
}

/** Of a stored instance. */
export function limitsOf(name: string): NetworkLimits {
  return mustBeType(name).limits;
}

export function familyName(type: InstanceType): string {
  return type.name.slice(0, type.name.indexOf('.'));
}

function typeOf([name, vcpus, memoryMiB, interfaces, addressesPerInterface]: Row): InstanceType {
  const family = FAMILIES[name.slice(0, name.indexOf('.'))];
  if (family === undefined) throw new Error(`${name} is of no known family`);
  return {
    name,
    architecture: family.architecture,
    vcpus,
    threadsPerCore: vcpus === 1 ? 1 : family.threadsPerCore,
    memoryMiB,
    limits: { interfaces, addressesPerInterface },
    networkPerformance: family.performance,
    clockGhz: family.clockGhz,
  };
}
