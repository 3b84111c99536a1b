import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { linuxMissing } from '../../../test/linux-only.ts';
import { eventually, openTestSite, type TestSite, testSpec } from './site-for-tests.ts';
import { describeUnless } from '../../../test/unless.ts';

let site: TestSite;

async function booted(userData: string) {
  const spec = testSpec({ userData });
  const pid = await site.start(spec);
  await site.compute.boot(spec);
  const console = () => site.compute.console(spec.instance);
  const shows = (text: string) => eventually(text, async () => (await console()).includes(text));
  return { spec, pid, console, shows };
}

describeUnless(linuxMissing, 'User data', () => {
  beforeAll(async () => {
    site = await openTestSite();
  });
  afterAll(() => site?.destroy());

  it("runs once in the instance's life, as its root, and prints to the console", async () => {
    const script =
      '#!/bin/sh\necho "run by $(id -u) in $(pwd) at $HOME on $(hostname)"\necho complaint >&2\necho x >> /root/runs\necho end\n';
    const { spec, pid, console, shows } = await booted(script);
    await shows('end');
    expect(await console()).toBe('run by 0 in / at /root on ip-10-0-1-20\ncomplaint\nend\n');
    await site.compute.boot(spec);
    await site.again().boot(spec);
    await site.compute.stop(spec.instance);
    const later = await site.start(spec);
    await site.compute.boot(spec);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await site.run(later, 'cat /root/runs')).stdout).toBe('x\n');
    expect(later).not.toBe(pid);
    expect(await console()).toContain('end');
  });

  it('does not hold up the server, and shows what it prints as it prints', async () => {
    const before = performance.now();
    const { spec, shows } = await booted('#!/bin/sh\nprintf begun\nsleep 300\n');
    expect(performance.now() - before).toBeLessThan(2000);
    await shows('begun');
    await site.compute.stop(spec.instance);
    await site.compute.forget(spec.instance);
  });

  it('may be in any language, and leave servers behind', async () => {
    const { pid, shows } = await booted('#!/usr/bin/awk BEGIN { print "from awk" }\n');
    await shows('from awk');
    const server = await booted('#!/bin/sh\nsleep 300 &\necho left\n');
    await server.shows('left');
    expect((await site.run(server.pid, 'pgrep -x sleep | wc -l')).stdout.trim()).toBe('2'); // and the one of init
    expect((await site.run(pid, 'ls -l /run/openvpc/user-data | cut -c1-10')).stdout.trim()).toBe('-rwx------');
  });

  it('without #! is no script', async () => {
    const { console, pid } = await booted('echo never');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await console()).toBe('');
    expect((await site.run(pid, 'ls /run/openvpc/user-data 2>&1')).code).not.toBe(0);
  });

  it('that prints without end leaves the last 64 KiB, and as little on disk', async () => {
    const script = '#!/bin/sh\ni=0\nwhile [ $i -lt 40000 ]; do echo "line $i"; i=$((i+1)); done\necho finished\n';
    const { spec, console, shows } = await booted(script);
    await shows('finished');
    const text = await console();
    expect(Buffer.byteLength(text)).toBe(65_536);
    expect(text.endsWith('line 39998\nline 39999\nfinished\n')).toBe(true);
    const folder = join(site.dataDir, 'instances', spec.instance);
    expect(statSync(join(folder, 'console')).size).toBeLessThanOrEqual(65_536);
    expect(statSync(join(folder, 'console.previous')).size).toBeLessThanOrEqual(65_536);
  });
});
