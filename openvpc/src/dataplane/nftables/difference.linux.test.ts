import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { worldArbitrary } from '../../../../test/differential/worlds.ts';
import { linuxMissing } from '../../../../test/linux-only.ts';
import { snapshotOf } from '../../../../test/world.ts';
import { compile } from '../../compile/compile.ts';
import type { VpcId } from '../../name/id.ts';
import { startLineProcess } from '../../seam/line-process.ts';
import { difference } from './difference.ts';
import { IP_TABLE } from './names.ts';
import { type NftDialogue, openNft } from './nft-dialogue.ts';
import { listingDigest, listRules } from './observe-rules.ts';
import type { Ruleset } from './ruleset.ts';
import { TestNetwork } from '../../../../test/router-network.ts';
import { vpcRuleset } from './vpc-rules.ts';
import { describeUnless } from '../../../../test/unless.ts';

/** From any rules to any others: the kernel then lists what it lists after loading those alone. */
describeUnless(linuxMissing, 'changes of rules in the kernel', () => {
  let net: TestNetwork;
  let changed: NftDialogue;
  let fresh: NftDialogue;
  beforeAll(async () => {
    net = await TestNetwork.start();
    for (const name of ['changed', 'fresh']) await net.host.create(net.named(name));
    [changed, fresh] = ['changed', 'fresh'].map((name) =>
      openNft(startLineProcess, (argv) => net.host.inside(net.named(name), argv)),
    ) as [NftDialogue, NftDialogue];
  });
  afterAll(async () => {
    changed?.close();
    fresh?.close();
    await net?.destroy();
  });

  async function listed(nft: NftDialogue): Promise<string> {
    const listing = await listRules(nft);
    if (listing === undefined) throw new Error('no table');
    return listingDigest(listing);
  }

  it('end in the same rules as a fresh load', async () => {
    const numRuns = Number(process.env['OPENVPC_RUNS'] ?? 60);
    const seed = Number(process.env['OPENVPC_SEED'] ?? 1);
    let before: Ruleset | undefined;
    for (const world of fc.sample(worldArbitrary, { numRuns, seed })) {
      const after = vpcRuleset(compile(snapshotOf(world)), 'vpc-a' as VpcId);
      for (const one of difference(before, after)) await changed.transact(one);
      for (const one of difference(undefined, after)) await fresh.transact(one);
      expect(await listed(changed), JSON.stringify(world)).toBe(await listed(fresh));
      before = after;
    }
  });

  it('are refused as a whole when one command is wrong, and say why', async () => {
    const before = await listed(changed);
    const wrong = [`add set ${IP_TABLE} fine { type ipv4_addr; }`, `add rule ${IP_TABLE} judge jump nowhere`];
    await expect(changed.transact(wrong)).rejects.toThrow(/No such file/);
    expect(await listed(changed)).toBe(before);
  });
});
