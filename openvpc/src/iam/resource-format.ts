/** What AWS takes as an ARN in a Resource element (observed): a `*` or `?` may stand in any part but the service. */
const PARTITION = /[*?]|^aws(?:-(?:cn|us-gov|eusc|iso(?:-[a-z])?))?$/;
const IAM_PATHS = [
  'user/',
  'federated-user/',
  'role/',
  'group/',
  'instance-profile/',
  'mfa/',
  'server-certificate/',
  'policy/',
  'sms-mfa/',
  'saml-provider/',
  'oidc-provider/',
  'report/',
  'access-report/',
];

/** AWS's older parser refuses these before anything else looks at the resource. */
export function failsLegacyParsing(resource: string): boolean {
  if (resource === '*') return false;
  const parts = resource.split(':');
  return (parts.length < 6 && resource.includes('::')) || parts[2] === '';
}

/** Undefined when it is well formed. Short ARNs and unknown services are. */
export function resourceFault(resource: string): string | undefined {
  if (resource === '*') return undefined;
  const [arn, partition, service, region = '', , ...rest] = resource.split(':');
  if (arn !== 'arn' || partition === undefined) return `Resource ${resource} must be in ARN format or "*".`;
  if (!PARTITION.test(partition)) return partitionFault(resource, partition);
  if (service === undefined || /[*?]/.test(service)) {
    return 'Resource vendor must be fully qualified and cannot contain regexes.';
  }
  const name = rest.join(':');
  if (service === 'iam') return iamFault(resource, region, rest.length === 0 ? undefined : name);
  if (service === 's3' && region !== '' && !name.startsWith('accesspoint/')) {
    return `Resource ${resource} can not contain region information.`;
  }
  return undefined;
}

/** Missing parts are shown as `*`. */
function partitionFault(resource: string, partition: string): string {
  const [service = '*', region = '*', account = '*', ...rest] = resource.split(':').slice(2);
  const name = rest.length === 0 ? '*' : rest.join(':');
  const shown = ['arn', partition, service === '' ? '*' : service, region, account, name].join(':');
  return `Partition "${partition}" is not valid for resource "${shown}".`;
}

function iamFault(resource: string, region: string, path: string | undefined): string | undefined {
  if (region !== '') return `IAM resource ${resource} cannot contain region information.`;
  if (path === undefined || path.startsWith('*') || path === 'root') return undefined;
  if (IAM_PATHS.some((start) => path.startsWith(start))) return undefined;
  return `IAM resource path must either be "*" or start with ${IAM_PATHS.join(', ')}.`;
}
