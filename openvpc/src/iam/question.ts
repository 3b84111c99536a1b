/** May this caller do that to this resource? Everything is text: IAM knows no service's types. */
export type Question = Readonly<{
  /** `ec2:DeleteVpc`. */
  action: string;
  /** An ARN, or `*` for actions without resources. */
  resource: string;
  /** Who owns the resource, where its ARN does not say it: a bucket. */
  resourceAccount?: string;
  /** Condition keys with their values. */
  context: ReadonlyMap<string, readonly string[]>;
}>;
