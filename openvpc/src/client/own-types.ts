/** Answers of OpenVPC's own API below /_openvpc/v1. */

export type ServerStatus = Readonly<{
  pid: number;
  uptimeMs: number;
  account: string;
  region: string;
  dataplane: Readonly<{ name: string; why: string }>;
  desired: number;
  enforced?: number;
  /** Desired and enforced are the same, and the last round did not fail. */
  inForce: boolean;
  digest?: string;
  driftsRepaired: number;
  refusals: readonly Readonly<{ origin: Readonly<{ resource: string; rule: string }>; why: string }>[];
  instances: Readonly<{ total: number; running: number }>;
  failure?: Readonly<{ message: string; rounds: number; since: number }>;
}>;

/** How to run a command inside an instance from this machine: put the command's words behind `argv`. */
export type InstanceEntrance = Readonly<{ instance: string; argv: readonly string[] }>;

/** One flow as it was judged at one ENI, with the rules that decided in words. */
export type LiveFlow = Readonly<{
  eni: string;
  /** Name tag or id of the instance that has the ENI. */
  instance?: string;
  direction: 'ingress' | 'egress';
  action: 'ACCEPT' | 'REJECT';
  protocol: string;
  source: string;
  sourcePort?: number;
  destination: string;
  destinationPort?: number;
  packets: number;
  bytes: number;
  start: number;
  end: number;
  because: readonly string[];
}>;

/** In the place of flows that came faster than their reader took them. */
export type MissedFlows = Readonly<{ missed: number }>;
