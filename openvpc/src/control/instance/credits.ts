import type { CreditSpecificationRequest } from '../../aws/ec2.types.ts';
import type { Instance } from '../../model/instance.ts';
import { ApiError } from '../operation.ts';
import { oneOf, required } from '../required.ts';
import { familyName, type InstanceType, mustBeType } from './type.ts';

export type CpuCredits = NonNullable<Instance['cpuCredits']>;

export function isBurstable(type: InstanceType): boolean {
  return type.name.startsWith('t');
}

/**
 * What a launch asks for, kept to be told again: Terraform sends it with every launch of a T type and compares it later.
 * Nothing here throttles a CPU under either option.
 */
export function creditsFor(
  wanted: CreditSpecificationRequest | undefined,
  type: InstanceType,
): Readonly<{ cpuCredits?: CpuCredits }> {
  if (wanted === undefined) return {};
  const credits = oneOf(required(wanted.CpuCredits, 'cpuCredits'), ['standard', 'unlimited'], 'cpuCredits');
  if (!isBurstable(type)) {
    throw new ApiError(
      'InvalidParameterCombination',
      `The parameter CreditSpecification may be given only for burstable instance types; ${type.name} is none.`,
    );
  }
  return { cpuCredits: credits };
}

/** Undefined for types without credits. T2 starts as standard, later families as unlimited (EC2 User Guide). */
export function creditsOf({ type: name, cpuCredits }: Instance): CpuCredits | undefined {
  const type = mustBeType(name);
  if (!isBurstable(type)) return undefined;
  return cpuCredits ?? (familyName(type) === 't2' ? 'standard' : 'unlimited');
}
