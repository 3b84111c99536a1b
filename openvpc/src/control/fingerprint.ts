/**
 * Tells a retry of a request from another request under the same client token. It guards no secret, and two requests
 * under one token are alike for it once in four thousand million times.
 */
export function fingerprintOf(input: object): string {
  const { ClientToken: _token, DryRun: _dryRun, ...asked } = input as Record<string, unknown>;
  return fingerprint(canonicalText(asked)).toString(16);
}

/** FNV-1a, 32 bits. */
export function fingerprint(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Members in order of name; absent ones are not there. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
