import { readFileSync } from 'node:fs';
import type { Caller } from '../../openvpc/src/iam/caller.ts';
import { parseDocument } from '../../openvpc/src/iam/document.ts';
import { type PolicySet, policySet, type PolicyType } from '../../openvpc/src/iam/policy-set.ts';

/**
 * The worked cases of authorization, as data. `iam-cases.json`: one question each, over every kind of policy.
 * `ec2-cases.json`: EC2 calls with the checks that each must make; a call is allowed only if every check is. Both are our
 * own restatement of AWS's documents (sources.md); the numbers have gaps.
 */
type Effect = 'allow' | 'implicitDeny' | 'explicitDeny';
type Text = Readonly<Record<string, unknown>>;
export type Check = Readonly<{
  action: string;
  resource: string;
  context: Readonly<Record<string, string | readonly string[]>>;
}>;
type Titled = Readonly<{ id: string; title: string; expect: Effect; why: string }>;
export type IamCase = Titled &
  Readonly<{
    principal: Caller;
    request: Readonly<{ action: string; resource: string; resourceAccount?: string }>;
    context: Check['context'];
    policies: Readonly<{
      identity?: readonly Text[];
      boundary?: Text;
      session?: Text;
      resource?: Text;
      scp?: ReadonlyArray<readonly Text[]>;
      rcp?: ReadonlyArray<readonly Text[]>;
    }>;
  }>;
export type Ec2Case = Titled & Readonly<{ policies: readonly string[]; checks: readonly Check[] }>;
type Ec2Cases = Readonly<{ principal: Caller; policies: Readonly<Record<string, Text>>; cases: readonly Ec2Case[] }>;

export const IAM_CASES = read<Readonly<{ cases: readonly IamCase[] }>>('iam-cases.json').cases;
export const EC2_CASES = read<Ec2Cases>('ec2-cases.json');

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as T; // our own files, of this shape
}

export function setOf<T extends PolicyType>(type: T, documents: readonly Text[]): PolicySet<T> {
  return policySet(
    type,
    documents.map((document, i) => ({ id: `p${i + 1}`, document: parseDocument(JSON.stringify(document)) })),
  );
}

export function contextOf(context: Check['context']): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(context).map(([key, value]) => [key, typeof value === 'string' ? [value] : value]));
}
