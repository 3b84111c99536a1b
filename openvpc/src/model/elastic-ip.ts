import type { Address } from '../net/address.ts';
import type { AllocationId, EniId } from '../name/id.ts';
import type { Owned } from './resource.ts';

/** A public address of an account; associated, it is that private address's name on the internet. */
export type ElasticIp = Owned &
  Readonly<{
    kind: 'elastic-ip';
    id: AllocationId;
    public: Address;
    /** `id` is `eipassoc-…`. */
    association?: Readonly<{ id: string; eni: EniId; private: Address }>;
  }>;
