import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { FlowEvent } from '../contract/flow-event.ts';
import type { ReconcileStatus } from '../control/reconcile.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** What `/_openvpc/metrics` tells, in Prometheus text. */
export interface Metrics {
  countCall(action: string, code: string, seconds: number): void;
  countFlow(event: FlowEvent): void;
  text(): Promise<{ contentType: string; body: string }>;
}

export function createMetrics(status: () => ReconcileStatus, snapshot: () => Snapshot): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'openvpc_' });
  const registers = [registry];
  const calls = new Counter({
    name: 'openvpc_api_calls_total',
    help: 'API calls by action and outcome (ok, or the error code)',
    labelNames: ['action', 'code'],
    registers,
  });
  const seconds = new Histogram({
    name: 'openvpc_api_call_seconds',
    help: 'Time from request to answer, waiting for enforcement included',
    labelNames: ['action'],
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers,
  });
  const labelNames = ['direction', 'action'];
  const packets = new Counter({
    name: 'openvpc_packets_total',
    help: 'Packets judged at an ENI',
    labelNames,
    registers,
  });
  const bytes = new Counter({ name: 'openvpc_bytes_total', help: 'Their IP bytes', labelNames, registers });
  gauge('openvpc_revision_desired', 'Newest committed revision', () => status().desired);
  gauge(
    'openvpc_revision_enforced',
    'Revision that the data plane judges by; -1 before the first',
    () => status().enforced ?? -1,
  );
  gauge('openvpc_reconcile_failed_rounds', 'Failed rounds in a row', () => status().failure?.rounds ?? 0);
  gauge('openvpc_drifts_repaired', 'Times the data plane was found changed and mended', () => status().driftsRepaired);
  gauge('openvpc_enis', 'Network interfaces', () => snapshot().enis.size);
  gauge('openvpc_security_groups', 'Security groups', () => snapshot().securityGroups.size);
  gauge('openvpc_instances_running', 'Instances in state running', () => runningInstances(snapshot()));

  function gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  }

  return {
    countCall(action, code, elapsed) {
      calls.inc({ action, code });
      seconds.observe({ action }, elapsed);
    },
    countFlow(event) {
      const labels = { direction: event.direction, action: event.action };
      packets.inc(labels, event.packets);
      bytes.inc(labels, event.bytes);
    },
    async text() {
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

export function runningInstances(snapshot: Snapshot): number {
  return [...snapshot.instances.values()].filter((instance) => instance.state === 'running').length;
}
