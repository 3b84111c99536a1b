import type { FlowLogId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { EniFacts } from './eni-facts.ts';
import type { RecordFormat } from './format.ts';

/** An ENI under at least one flow log, and who wants its records. The control room makes these from a snapshot. */
export type FlowTarget = Readonly<{ facts: EniFacts; subscriptions: readonly FlowSubscription[] }>;

/** One flow log as far as delivery needs it. */
export type FlowSubscription = Readonly<{
  flowLog: FlowLogId;
  trafficType: 'ACCEPT' | 'REJECT' | 'ALL';
  /** The log group's name in the sink. */
  group: string;
  format: RecordFormat;
  /** When the flow log was made: earlier packets are none of its. */
  since: Instant;
}>;
