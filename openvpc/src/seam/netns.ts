/**
 * The door to Linux network namespaces that OpenVPC makes.
 * As root they are ordinary named namespaces. Without root one small holder process owns a user namespace and a
 * mount namespace in which the names live. Either way the same calls give the same behaviour.
 */
export interface NetnsHost {
  readonly mode: 'root' | 'user';
  /** `argv`, so wrapped that it runs where namespaces can be made and links be moved between them. */
  outside(argv: readonly string[]): readonly string[];
  /** `argv`, so wrapped that it runs inside the named network namespace. */
  inside(name: string, argv: readonly string[]): readonly string[];
  /** Makes the namespace, loopback up. Nothing happens when it exists. */
  create(name: string): Promise<void>;
  /** Removes it with all that is in it. Nothing happens when it does not exist. */
  remove(name: string): Promise<void>;
  /** Those of this site: names that start with its tag. */
  list(): Promise<readonly string[]>;
  /** Removes every namespace of this site, and the holder process if there is one. */
  destroy(): Promise<void>;
}
