import type { PrefixList } from '../../model/prefix-list.ts';
import type { Region } from '../../name/scope.ts';
import { ApiError, type Call } from '../operation.ts';
import { awsListsOf } from '../prefix-list/aws-lists.ts';

/** A service that has gateway endpoints, with the list of its addresses: one name for both. */
export type GatewayService = Readonly<{ name: string; short: string; list: PrefixList }>;

/** "Gateway endpoints" of the AWS PrivateLink guide: these two. */
const SERVICES = ['s3', 'dynamodb'];

export function gatewayServices(region: Region): readonly GatewayService[] {
  const lists = awsListsOf(region);
  return SERVICES.flatMap((short) => {
    const name = `com.amazonaws.${region}.${short}`;
    const list = lists.find((one) => one.name === name);
    return list === undefined ? [] : [{ name, short, list }];
  });
}

export function serviceNamed(call: Call, name: string): GatewayService {
  const found = gatewayServices(call.region).find((service) => service.name === name);
  if (found !== undefined) return found;
  throw new ApiError('InvalidServiceName', `The Vpc Endpoint Service '${name}' does not exist`);
}
