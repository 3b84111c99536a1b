import type { Address } from '../net/address.ts';
import type { EniId, InstanceId, VpcId } from '../name/id.ts';

/**
 * What runs instances. The reconcile loop calls, for an instance that should run and does not: `create`, then the data
 * plane's `apply` (which leaves the ENIs' cables waiting), then `connect`, then `boot`. Every call may be repeated.
 */
export interface Compute {
  /** Instances of this site whose init process lives, whoever started it. */
  observe(): Promise<ReadonlyMap<InstanceId, RunningInstance>>;
  /** Namespaces and init process, no network but loopback. */
  create(spec: InstanceSpec): Promise<void>;
  /** Takes the waiting guest ends in and gives them names, addresses and routes. */
  connect(spec: InstanceSpec): Promise<void>;
  /** Runs the user data once in the instance's life, if it starts with `#!`; its output goes to the console. */
  boot(spec: InstanceSpec): Promise<void>;
  /** Ends every process of the instance. Its files stay until `forget`. */
  stop(instance: InstanceId): Promise<void>;
  /** Removes the instance's files. */
  forget(instance: InstanceId): Promise<void>;
  /** What the user data printed so far, at most the last 64 KiB. */
  console(instance: InstanceId): Promise<string>;
  /** Ends every instance of this site. */
  destroy(): Promise<void>;
}

export type RunningInstance = Readonly<{
  /** Process id of the instance's init as the server's namespace counts. */
  pid: number;
  /** ENIs whose guest end the instance holds. */
  connected: readonly EniId[];
}>;

export type InstanceSpec = Readonly<{
  instance: InstanceId;
  hostname: string;
  /** `ec2.internal` and the like. */
  domain: string;
  resolver: Address;
  /** Decoded text; absent when none was given. */
  userData?: string;
  interfaces: readonly InterfaceSpec[];
}>;

export type InterfaceSpec = Readonly<{
  eni: EniId;
  vpc: VpcId;
  deviceIndex: number;
  mac: string;
  /** All with the subnet's prefix length; the first is primary. */
  ipv4: readonly Address[];
  ipv4Length: number;
  /** The subnet's base + 1: where the default route goes. */
  ipv4Router: Address;
  ipv6: readonly Address[];
}>;
