import { describe, expect, it } from 'vitest';
import { GATEWAY_CORNERS } from './gateway-corners.ts';
import { RULE_CORNERS } from './rule-corners.ts';
import { Scenario } from './scenario.ts';
import { network } from './topology.ts';

describe('corners of the packet path', () => {
  it.each([...GATEWAY_CORNERS, ...RULE_CORNERS])('$title', ({ network: given, acts }) => {
    const scenario = new Scenario(given ?? network());
    for (const act of acts) {
      if ('revision' in act) scenario.becomes(act);
      else expect([act[0], scenario.act(act[0])]).toEqual(act);
    }
  });
});
