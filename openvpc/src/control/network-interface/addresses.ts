import type * as ec2 from '../../aws/ec2.types.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Subnet } from '../../model/vpc.ts';
import { type Address, addressPlus, parseAddress, sameAddress } from '../../net/address.ts';
import { lastAddress, type Prefix, prefixHolds } from '../../net/prefix.ts';
import { ApiError } from '../operation.ts';
import { invalidValue, missingParameter } from '../required.ts';
import { isReserved } from '../subnet/addresses.ts';

/** The members that CreateNetworkInterface, RunInstances and its list of interfaces share. */
export type AddressRequest = Pick<
  ec2.CreateNetworkInterfaceRequest,
  'PrivateIpAddress' | 'PrivateIpAddresses' | 'SecondaryPrivateIpAddressCount' | 'Ipv6Addresses' | 'Ipv6AddressCount'
>;
export type ChosenAddresses = Readonly<{ ipv4: readonly Address[]; ipv6: readonly Address[] }>;

/** The primary IPv4 address first. What the client does not name is the first free of the subnet. */
export function chooseAddresses(view: Snapshot, subnet: Subnet, request: AddressRequest): ChosenAddresses {
  return { ipv4: chooseIpv4(view, subnet, request), ipv6: chooseIpv6(view, subnet, request) };
}

function chooseIpv4(view: Snapshot, subnet: Subnet, request: AddressRequest): readonly Address[] {
  const { primary, secondary } = namedIpv4(request);
  const count = request.SecondaryPrivateIpAddressCount ?? 0;
  if (count < 0) throw invalidValue(count, 'secondaryPrivateIpAddressCount');
  refuseTooMany(1 + count);
  refuseTooMany(secondary.length);
  if (count > 0 && secondary.length > 0) {
    throw cannotCombine('secondaryPrivateIpAddressCount', 'privateIpAddresses');
  }
  const block = new FreeAddresses(subnet.ipv4, takenIn(view, subnet));
  const named = [primary, ...secondary].map((address) => address && block.take(address));
  const [first, ...others] = named;
  return [
    first ?? block.next(),
    ...others.flatMap((a) => a ?? []),
    ...Array.from({ length: count }, () => block.next()),
  ];
}

/** More addresses for an interface that is there: those named, and so many that are free. */
export function moreIpv4(view: Snapshot, subnet: Subnet, named: readonly string[], count: number): readonly Address[] {
  const block = new FreeAddresses(subnet.ipv4, takenIn(view, subnet));
  const taken = named.map((text) => block.take(parsed4(text)));
  return [...taken, ...Array.from({ length: count }, () => block.next())];
}

/** Of either family; no instance type of AWS takes more (Amazon EC2 Instance Types guide). Checked before any is chosen. */
const MOST_ADDRESSES = 50;

export function tooManyAddresses(): ApiError {
  return new ApiError('PrivateIpAddressLimitExceeded', 'Number of private addresses will exceed limit.');
}

function refuseTooMany(count: number): void {
  if (count > MOST_ADDRESSES) throw tooManyAddresses();
}

/** A count of 0 is a wish too: it overrules the subnet's (EC2 API Reference, CreateNetworkInterface, Ipv6AddressCount). */
function chooseIpv6(view: Snapshot, subnet: Subnet, request: AddressRequest): readonly Address[] {
  const named = request.Ipv6Addresses ?? [];
  const count = request.Ipv6AddressCount ?? (named.length === 0 && subnet.assignIpv6OnCreation ? 1 : 0);
  if (count < 0) throw invalidValue(count, 'ipv6AddressCount');
  refuseTooMany(count);
  refuseTooMany(named.length);
  if (named.length > 0 && request.Ipv6AddressCount !== undefined)
    throw cannotCombine('ipv6AddressCount', 'ipv6Addresses');
  if (named.length === 0 && count === 0) return [];
  if (subnet.ipv6 === undefined) {
    throw new ApiError('InvalidParameterValue', `The subnet ${subnet.id} has no IPv6 CIDR block.`);
  }
  const block = new FreeAddresses(subnet.ipv6.prefix, takenIn(view, subnet));
  const parsed = named.map(({ Ipv6Address, IsPrimaryIpv6 }) => {
    if (IsPrimaryIpv6 === true)
      throw new ApiError('UnsupportedOperation', 'Primary IPv6 addresses are not supported yet.');
    return block.take(parsed6(Ipv6Address));
  });
  return [...parsed, ...Array.from({ length: count }, () => block.next())];
}

/** The addresses that the client names, each once. */
function namedIpv4(request: AddressRequest): Readonly<{ primary: Address | undefined; secondary: readonly Address[] }> {
  const list = request.PrivateIpAddresses ?? [];
  const primaries = [
    ...(request.PrivateIpAddress ? [request.PrivateIpAddress] : []),
    ...list.filter(({ Primary }) => Primary === true).map(({ PrivateIpAddress }) => PrivateIpAddress),
  ];
  if (primaries.length > 1) {
    throw new ApiError('InvalidParameterCombination', 'Only one primary private IP address can be specified.');
  }
  const secondary = list.filter(({ Primary }) => Primary !== true).map((item) => parsed4(item.PrivateIpAddress));
  return { primary: primaries.length === 0 ? undefined : parsed4(primaries[0]), secondary };
}

function takenIn(view: Snapshot, subnet: Subnet): readonly Address[] {
  const enis = [...view.enis.values()].filter((eni) => eni.subnet === subnet.id);
  return enis.flatMap((eni) => [...eni.ipv4, ...eni.ipv6]);
}

/** Hands out each address of a block once. */
class FreeAddresses {
  readonly #block: Prefix;
  readonly #taken: Set<bigint>;
  #next: Address;

  constructor(block: Prefix, taken: readonly Address[]) {
    this.#block = block;
    this.#taken = new Set(taken.filter((address) => prefixHolds(block, address)).map(({ bits }) => bits));
    this.#next = block.base;
  }

  /** That very address. */
  take(address: Address): Address {
    if (!prefixHolds(this.#block, address)) {
      throw new ApiError('InvalidParameterValue', "Address does not fall within the subnet's address range");
    }
    if (isReserved(this.#block, address)) {
      throw new ApiError('InvalidParameterValue', "Address is in subnet's reserved address range");
    }
    if (this.#taken.has(address.bits)) {
      throw new ApiError('InvalidIPAddress.InUse', 'The specified address is already in use.');
    }
    this.#taken.add(address.bits);
    return address;
  }

  /** The lowest that is free. */
  next(): Address {
    const last = lastAddress(this.#block);
    while (this.#taken.has(this.#next.bits) || isReserved(this.#block, this.#next)) {
      if (sameAddress(this.#next, last)) {
        throw new ApiError(
          'InsufficientFreeAddressesInSubnet',
          'The specified subnet does not have enough free addresses to satisfy the request.',
        );
      }
      this.#next = addressPlus(this.#next, 1);
    }
    this.#taken.add(this.#next.bits);
    return this.#next;
  }
}

function parsed4(text: string | undefined): Address {
  if (text === undefined || text === '') throw missingParameter('privateIpAddress');
  const parsed = parseAddress(text);
  if (parsed?.family !== 4) throw invalidValue(text, 'privateIpAddress', 'This is not a valid IPv4 address.');
  return parsed;
}

function parsed6(text: string | undefined): Address {
  if (text === undefined || text === '') throw missingParameter('ipv6Address');
  const parsed = parseAddress(text);
  if (parsed?.family !== 6) throw invalidValue(text, 'ipv6Address', 'This is not a valid IPv6 address.');
  return parsed;
}

function cannotCombine(first: string, second: string): ApiError {
  return new ApiError(
    'InvalidParameterCombination',
    `The parameter ${first} cannot be used with the parameter ${second}`,
  );
}
