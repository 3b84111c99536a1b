import { describe, expect, it } from 'vitest';
import { CORNERS } from './cases-corners.ts';
import { Scenario } from './scenario.ts';
import { network } from './topology.ts';

describe('corners of the packet path', () => {
  it.each(CORNERS)('$title', ({ network: given, acts }) => {
    const scenario = new Scenario(given ?? network());
    for (const act of acts) {
      if ('revision' in act) scenario.becomes(act);
      else expect([act[0], scenario.act(act[0])]).toEqual(act);
    }
  });
});
