/**
 * A service model: the few facts of AWS's shapes that a server and a client need, as small JSON that knows nothing of
 * the AWS SDK. `tools/generate-models.ts` makes it from the schemas that the SDK v3 clients export.
 */
export type ScalarKind = 'string' | 'number' | 'boolean' | 'blob' | 'timestamp' | 'document';

export interface Member {
  /** Name in the typed object, as the AWS SDK spells it: `IpPermissions`. */
  readonly name: string;
  /** Key in an EC2 Query request: `IpPermissions`. */
  readonly ec2Key: string;
  /** Key in an AWS Query (IAM, STS) request. */
  readonly queryKey: string;
  /** Element name in XML: `ipPermissions`. */
  readonly xml: string;
  readonly required: boolean;
  /** A list or map whose elements have no wrapper. */
  readonly flat: boolean;
  readonly shape: ShapeId;
}

/** Index into Model.shapes. */
export type ShapeId = number;

export type Shape =
  | { readonly kind: ScalarKind }
  | { readonly kind: 'list'; readonly item: ShapeId; readonly itemXml: string }
  | { readonly kind: 'map'; readonly value: ShapeId; readonly keyXml: string; readonly valueXml: string }
  | { readonly kind: 'struct'; readonly name: string; readonly members: readonly Member[] };

export interface Operation {
  readonly name: string;
  /** -1: no input. */
  readonly input: ShapeId;
  readonly output: ShapeId;
}

export interface Model {
  readonly shapes: readonly Shape[];
  readonly operations: Readonly<Record<string, Operation>>;
}
