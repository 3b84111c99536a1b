import { describe, expect, it } from 'vitest';
import { judgeGatewayWorlds } from './gateway-exchange.ts';
import { newTally } from './tally.ts';

describe('every small world around a gateway', () => {
  it('means the same to the reference and to every evaluator', () => {
    const tally = newTally();
    judgeGatewayWorlds(tally);
    const { worlds, reached, asked } = tally;
    console.log(`gateway worlds: ${worlds} worlds, ${tally.cases} walks:`, Object.fromEntries(reached));
    expect(worlds).toBe(14 * 2 * 3 * 2 * 3 * 3); // targets, public address or not, modes, checks, groups, ACLs
    expect(asked.get('engine')).toBe(tally.cases);
    expect(reached.get('exited')).toBeGreaterThan(500);
    expect(reached.get('no-mapping')).toBeGreaterThan(100);
    expect(reached.get('route to egress-only-gateway')).toBeGreaterThan(100);
  }, 120_000);
});
