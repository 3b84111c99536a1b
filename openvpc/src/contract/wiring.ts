import type { EniId, VpcId } from '../name/id.ts';

/**
 * Names and addresses on which the data plane and the instances agree. A cable is a veth pair made by the data plane inside the VPC's
 * router namespace: its router end stays there, filtered; its guest end waits there, down, until the instance takes it.
 * Linux allows 15 characters for a device.
 */
export function routerNamespace(site: string, vpc: VpcId): string {
  return `${site}-${vpc}`;
}
export function routerDevice(eni: EniId): string {
  return `e${digits(eni)}`;
}
export function guestDevice(eni: EniId): string {
  return `g${digits(eni)}`;
}

function digits(id: EniId): string {
  return id.slice(id.indexOf('-') + 1).slice(-14);
}

/** Inside a VPC (EC2 User Guide, "Network maximum transmission unit"). */
export const MTU = 9001;

/** The router as IPv6 guests know it, as on AWS (VPC User Guide, "Configure route tables"). */
export const ROUTER_IPV6 = 'fe80:ec2::1';

/** What a guest calls its interfaces. */
export function guestInterfaceName(deviceIndex: number): string {
  return `eth${deviceIndex}`;
}
