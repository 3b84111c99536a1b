import type { SiteOptions } from '../../client/site.ts';
import { connect } from '../site.ts';

/** Shell exports with which every AWS client talks to this site: `eval "$(openvpc env)"`. */
export function env(options: SiteOptions): void {
  const { credentials, endpoint } = connect(options);
  const exports = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_DEFAULT_REGION: credentials.region,
    AWS_REGION: credentials.region,
  };
  for (const [name, value] of Object.entries(exports)) console.log(`export ${name}='${value}'`);
  console.log('unset AWS_SESSION_TOKEN AWS_PROFILE');
}
