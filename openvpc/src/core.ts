/**
 * The pure core as a library: resources to a program, a program and a packet to a verdict, and the reasons; policies and
 * a request to a decision. No clock, no
 * input or output, no chance: what would be remembered is part of the answer.
 */
export { type CaptureRecord, CaptureReader } from './capture/reader.ts';
export { compile } from './compile/compile.ts';
export { walk } from './engine/walk.ts';
export { programFromJson } from './contract/program-text.ts';
export { type AtEniReason, type AtEniVerdict, EniJudge } from './engine/judge-at-eni.ts';
export { explainAtEni } from './engine/explain-at-eni.ts';
export { FlowTable } from './engine/flow-table.ts';
export { authorize, type Policies } from './iam/authorize.ts';
export type { Caller } from './iam/caller.ts';
export { contextKeysOf, missingContextKeys } from './iam/context-keys.ts';
export { type Decision, denialReason } from './iam/decision.ts';
export { type Document, parseDocument } from './iam/document.ts';
export { PolicyError } from './iam/policy-error.ts';
export {
  type NamedPolicy,
  policySet,
  type PolicySet,
  type PolicyType,
  type StatementReference,
} from './iam/policy-set.ts';
export type { Question } from './iam/question.ts';
export { type PolicyKind, policySize, validatePolicy } from './iam/validate.ts';
export { checkInvariants, type Violation } from './model/invariants.ts';
export { EMPTY_SNAPSHOT, type Snapshot } from './model/snapshot.ts';
export type { Program } from './contract/program.ts';
export {
  type Because,
  type Disposition,
  type Entry,
  type Flow,
  type FlowView,
  NO_FLOWS,
  type Origin,
  type Step,
  type Walk,
} from './contract/verdict.ts';
export { type EniId, parseId } from './name/id.ts';
export type { Instant } from './name/scope.ts';
export { type Address, formatAddress, parseAddress } from './net/address.ts';
export { type Packet, protocolOf, reversed, type Transport } from './net/packet.ts';
export { formatPrefix, parsePrefix, type Prefix } from './net/prefix.ts';
export { parseProtocolName, type Protocol, protocolName } from './net/protocol.ts';
