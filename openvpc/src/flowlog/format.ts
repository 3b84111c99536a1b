import { FIELD_NAMES, FIELDS, type FieldName } from './field.ts';

/** A flow log's fields in order. `version` is the highest version among them, whether or not it is shown. */
export type RecordFormat = Readonly<{ fields: readonly FieldName[]; version: number }>;

export const DEFAULT_FORMAT =
  '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status}';

export type ParsedFormat =
  | Readonly<{ kind: 'format'; format: RecordFormat }>
  /** Not of AWS's grammar, or with a name that is no field of VPC flow logs. */
  | Readonly<{ kind: 'invalid' }>
  /** Well formed, with fields that AWS has and OpenVPC cannot fill truthfully. */
  | Readonly<{ kind: 'unsupported'; fields: readonly string[] }>;

/** `${name}` for each field, one blank between two; any order, repetition allowed. */
export function parseFormat(text: string): ParsedFormat {
  const names = text.split(' ').map((part) => /^\$\{([a-z0-9-]+)\}$/.exec(part)?.[1]);
  if (!names.every((name) => name !== undefined && (isField(name) || UNSUPPORTED.has(name))))
    return { kind: 'invalid' };
  const known = names.filter((name) => name !== undefined);
  const unsupported = [...new Set(known.filter((name) => UNSUPPORTED.has(name)))];
  if (unsupported.length > 0) return { kind: 'unsupported', fields: unsupported };
  const fields = known.filter(isField);
  return { kind: 'format', format: { fields, version: Math.max(...fields.map((name) => FIELDS[name].version)) } };
}

/** For formats that were checked when they came in. */
export function formatOf(text: string): RecordFormat {
  const parsed = parseFormat(text);
  if (parsed.kind !== 'format') throw new Error(`not a flow log format: ${text}`);
  return parsed.format;
}

function isField(name: string): name is FieldName {
  return (FIELD_NAMES as readonly string[]).includes(name);
}

/**
 * Data planes report counts and no TCP flags; we keep no list of AWS services' address ranges; an ENI does not know where
 * its packets go next; and no flow log here names tag keys. A `-` would say "not applicable" of what is applicable.
 */
const UNSUPPORTED: ReadonlySet<string> = new Set([
  'tcp-flags',
  'pkt-src-aws-service',
  'pkt-dst-aws-service',
  'next-hop-interface-id',
  'next-hop-subnet-id',
  'next-hop-az-id',
  'next-hop-vpc-id',
  'next-hop-interface-type',
  'instance-tag',
  'instance-tag-2',
  'interface-tag',
  'interface-tag-2',
  'asg-tag',
  'asg-tag-2',
]);
