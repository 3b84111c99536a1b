import type { Direction, FlowEvent } from '../contract/flow-event.ts';
import type { EniId } from '../name/id.ts';
import type { Instant } from '../name/scope.ts';
import type { Packet } from '../net/packet.ts';
import { flowKey } from './flow-key.ts';

/**
 * Flow events in, closed windows out. Each ENI has windows of one length, one after the other; within a window all events
 * of one (direction, 5-tuple, action) are one flow. Time comes in as an argument.
 */
export interface Aggregator {
  add(event: FlowEvent): void;
  /**
   * The windows that are over, oldest first for each ENI. An ENI that `isLive` says no to has no idle windows; once
   * its last packets are told it is forgotten.
   */
  close(now: Instant, isLive: (eni: EniId) => boolean): readonly ClosedWindow[];
  /** What is open, as if it were over: for the end of the process. */
  closeAll(): readonly ClosedWindow[];
  holds(eni: EniId): boolean;
}

export type ClosedWindow = Readonly<{
  eni: EniId;
  start: Instant;
  /** Exclusive. */
  end: Instant;
  /** None: the ENI was idle. */
  flows: readonly CountedFlow[];
  /** Events that found no room. */
  skipped: number;
  /** The end of the newest event that the ENI ever had. */
  lastTraffic: Instant;
}>;

/** `start` and `end` are of the first and last packet, inside the window. */
export type CountedFlow = Readonly<{
  direction: Direction;
  sample: Packet;
  action: FlowEvent['action'];
  packets: number;
  bytes: number;
  start: Instant;
  end: Instant;
}>;

export type AggregatorOptions = Readonly<{
  /** Whole seconds, as records tell time in seconds. */
  windowMs: number;
  /** How long after its end a window still takes events: data planes tell what they saw a little later. */
  graceMs: number;
  /** Where an ENI's windows begin, as an offset from the epoch in whole seconds. */
  phaseMsOf: (eni: EniId) => number;
  /** Flows held at once, of all ENIs. Events of further flows are counted as skipped. */
  maxFlows: number;
}>;

/** After a pause of the whole server: more idle windows than these are not told of, for nobody watched. */
const MAX_IDLE_AT_ONCE = 10;

type OpenWindow = { flows: Map<string, CountedFlow>; skipped: number };
type EniState = { windows: Map<number, OpenWindow>; openFrom: number; lastTraffic: number };

export function createAggregator({ windowMs, graceMs, phaseMsOf, maxFlows }: AggregatorOptions): Aggregator {
  if (windowMs < 1000 || windowMs % 1000 !== 0) throw new Error(`a window of ${windowMs} ms is not whole seconds`);
  const states = new Map<EniId, EniState>();
  let held = 0;

  /** By its first packet; what spans more than a window belongs where it ended, and what is late to the oldest open one. */
  function windowOf(event: FlowEvent): { state: EniState; start: number } {
    const phase = phaseMsOf(event.eni);
    const at = event.end - event.start > windowMs ? event.end : event.start;
    const start = Math.floor((at - phase) / windowMs) * windowMs + phase;
    let state = states.get(event.eni);
    if (state === undefined)
      states.set(event.eni, (state = { windows: new Map(), openFrom: start, lastTraffic: event.end }));
    state.lastTraffic = Math.max(state.lastTraffic, event.end);
    return { state, start: Math.max(start, state.openFrom) };
  }

  function add(event: FlowEvent): void {
    const { state, start } = windowOf(event);
    let window = state.windows.get(start);
    if (window === undefined) state.windows.set(start, (window = { flows: new Map(), skipped: 0 }));
    const key = flowKey(event);
    const earlier = window.flows.get(key);
    if (earlier === undefined && held >= maxFlows) {
      window.skipped++;
      return;
    }
    if (earlier === undefined) held++;
    window.flows.set(key, counted(earlier, event, start));
  }

  function counted(earlier: CountedFlow | undefined, event: FlowEvent, windowStart: number): CountedFlow {
    const inside = (at: number) => Math.min(Math.max(at, windowStart), windowStart + windowMs - 1) as Instant;
    const { direction, sample, action, packets, bytes } = event;
    const times = { start: inside(event.start), end: inside(event.end) };
    if (earlier === undefined) return { direction, sample, action, packets, bytes, ...times };
    return {
      ...earlier,
      packets: earlier.packets + packets,
      bytes: earlier.bytes + bytes,
      start: Math.min(earlier.start, times.start) as Instant,
      end: Math.max(earlier.end, times.end) as Instant,
    };
  }

  function take(eni: EniId, state: EniState, start: number): ClosedWindow {
    const window = state.windows.get(start);
    state.windows.delete(start);
    held -= window?.flows.size ?? 0;
    return {
      eni,
      start: start as Instant,
      end: (start + windowMs) as Instant,
      flows: [...(window?.flows.values() ?? [])],
      skipped: window?.skipped ?? 0,
      lastTraffic: state.lastTraffic as Instant,
    };
  }

  /** Starts of the windows that are over: those with packets, and the last few of the idle ones if the ENI lives. */
  function dueStarts(state: EniState, now: number, live: boolean): readonly number[] {
    const over = Math.floor((now - graceMs - state.openFrom) / windowMs);
    if (over <= 0) return [];
    const end = state.openFrom + over * windowMs;
    const due = new Set([...state.windows.keys()].filter((start) => start < end));
    const idle = live ? Math.min(over, MAX_IDLE_AT_ONCE) : 0;
    for (let i = 1; i <= idle; i++) due.add(end - i * windowMs);
    state.openFrom = end;
    return [...due].sort((a, b) => a - b);
  }

  return {
    add,
    close(now, isLive) {
      const closed: ClosedWindow[] = [];
      for (const [eni, state] of states) {
        const live = isLive(eni);
        for (const start of dueStarts(state, now, live)) closed.push(take(eni, state, start));
        if (!live && state.windows.size === 0) states.delete(eni);
      }
      return closed;
    },
    closeAll() {
      const closed = [...states].flatMap(([eni, state]) =>
        [...state.windows.keys()].sort((a, b) => a - b).map((start) => take(eni, state, start)),
      );
      states.clear();
      return closed;
    },
    holds: (eni) => states.has(eni),
  };
}
