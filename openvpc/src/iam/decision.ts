/**
 * What IAM answers about one question. Anything but `allow` means no; the two kinds of no differ in what can change
 * them: an implicit deny wants a policy that allows, an explicit deny stands whatever else allows.
 */
export type Decision = Readonly<
  | { effect: 'allow'; because: string }
  | { effect: 'implicit-deny'; because: string }
  | { effect: 'explicit-deny'; because: string }
>;
