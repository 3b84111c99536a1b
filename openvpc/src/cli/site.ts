import { type Client, createClient } from '../client/client.ts';
import { type Credentials, dataDirectory, endpointOf, readCredentials, type SiteOptions } from '../client/site.ts';
import { Failure } from './failure.ts';

/** What a command needs to talk to its server. */
export type Connection = Readonly<{ client: Client; data: string; endpoint: string; credentials: Credentials }>;

export function connect(options: SiteOptions): Connection {
  const data = dataDirectory(options);
  const credentials = readCredentials(data);
  if (credentials === undefined) {
    throw new Failure(`There is no OpenVPC in ${data}. Start one with 'openvpc up', or name another with --data.`);
  }
  const endpoint = endpointOf(data, options);
  return { client: createClient({ endpoint, ...credentials }), data, endpoint, credentials };
}
