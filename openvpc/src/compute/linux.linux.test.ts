import { spawn } from 'node:child_process';
import {
  closeSync,
  openSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linuxMissing } from '../../../test/linux-only.ts';
import type { InstanceId } from '../name/id.ts';
import { processIdentity } from '../seam/process-identity.ts';
import { eventually, openTestSite, pidOf, type TestSite, testSpec } from './site-for-tests.ts';
import { describeUnless, itUnless, notRoot } from '../../../test/unless.ts';

const isRoot = process.getuid?.() === 0;
let site: TestSite;

/** Processes of the machine in that process id namespace, zombies too. */
function processesIn(pidNamespace: string): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readlinkSync(`/proc/${name}/ns/pid`) === pidNamespace;
    } catch {
      return false; // gone, or somebody else's
    }
  });
}
const isAlive = (pid: string): boolean => processIdentity(Number(pid)) !== undefined;
const namespaceOf = (pid: number): string => readlinkSync(`/proc/${pid}/ns/pid`);

describeUnless(linuxMissing, 'Instances on Linux', () => {
  beforeAll(async () => {
    site = await openTestSite();
  });
  afterAll(() => site?.destroy());

  describe('an instance is a machine of its own', () => {
    let pid: number;
    const says = async (text: string): Promise<string> => (await site.run(pid, text)).stdout.trim();
    const refuses = async (text: string): Promise<void> => {
      const { code, stdout } = await site.run(pid, text);
      expect({ text, refused: code !== 0, stdout }).toEqual({ text, refused: true, stdout: '' });
    };
    beforeAll(async () => {
      pid = await site.start(testSpec());
    });

    it('starts well under a second', async () => {
      const before = performance.now();
      await site.start(testSpec());
      expect(performance.now() - before).toBeLessThan(1000);
    });

    it('its root is not root on the machine', async () => {
      expect(await says('id -u')).toBe('0');
      const row = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      if (isRoot) expect(Number(row)).toBeGreaterThan(65_536);
      else expect(Number(row)).toBe(process.getuid?.());
    });

    it('has name, resolver and hosts file of its own', async () => {
      expect(await says('hostname')).toBe('ip-10-0-1-20');
      expect(await says('cat /etc/hostname')).toBe('ip-10-0-1-20');
      expect(await says('cat /etc/resolv.conf')).toBe('nameserver 10.0.0.2\nsearch ec2.internal');
      expect(await says('cat /etc/hosts')).toContain('ip-10-0-1-20.ec2.internal ip-10-0-1-20');
    });

    it('cannot write what the machine has, not even after mounting it anew', async () => {
      for (const place of ['/', '/etc', '/usr', '/var']) await refuses(`touch ${place}/openvpc-was-here`);
      for (const place of ['/', '/etc', '/usr', '/var']) {
        await refuses(`mount -o remount,bind,rw ${place} 2>/dev/null`);
        await refuses(`touch ${place}/openvpc-was-here`);
        await refuses(`umount ${place} 2>/dev/null`);
      }
      expect(await says("awk '$4 ~ /^rw/ {print $2}' /proc/mounts | sort | tr '\\n' ' '")).toMatch(
        /^[^@]*\/home [^@]*\/root [^@]*\/run [^@]*\/tmp [^@]*$/,
      );
      const writable = await says("awk '$4 ~ /^rw/ {print $2}' /proc/mounts");
      const own = /^\/(home|root|run|tmp|var\/tmp|proc|dev\/.*|etc\/(hostname|hosts|resolv\.conf))$/;
      expect(writable.split('\n').filter((point) => !own.test(point))).toEqual([]);
    });

    it('writes in folders of its own, which nobody else sees', async () => {
      const other = await site.start(testSpec());
      for (const place of ['/tmp', '/var/tmp', '/run', '/root', '/home', '/dev/shm']) {
        expect((await site.run(pid, `echo mine > ${place}/openvpc-mark`)).code).toBe(0);
        expect((await site.run(other, `cat ${place}/openvpc-mark`)).code).not.toBe(0);
        expect(existsSync(`${place}/openvpc-mark`)).toBe(false);
      }
    });

    it('does not see the data directory, homes, or sockets in /run of the machine', async () => {
      await refuses(`ls "${site.dataDir}" 2>/dev/null`);
      expect(await says('ls /home | grep -v ^openvpc-mark')).toBe('');
      expect(await says('find /run /tmp -type s')).toBe('');
    });

    it('sees its own processes only, also when it takes its /proc away', async () => {
      const sleeper = spawn('sleep', ['60']);
      try {
        expect((await says("ls /proc | grep '^[0-9]'")).split('\n').length).toBeLessThan(10);
        await refuses(`kill -0 ${sleeper.pid} 2>/dev/null`);
        await refuses(`kill -9 ${process.pid} 2>/dev/null`);
        const bare = await site.start(testSpec());
        const { stdout } = await site.run(
          bare,
          "umount /proc && umount /sys; ls /proc | grep -c '^[0-9]'; ls -A /proc",
        );
        expect(stdout.trim()).toBe('0');
      } finally {
        sleeper.kill('SIGKILL');
      }
    });

    it('finds no way up from its root', async () => {
      expect(await says('cd /../../..; pwd')).toBe('/');
      expect(
        await says('chroot / sh -c "cd /; i=0; while [ $i -lt 50 ]; do cd ..; i=$((i+1)); done; ls -d tmp run proc"'),
      ).toBe('proc\nrun\ntmp');
      await refuses('ls /proc/1/root/etc/openvpc-was-here 2>/dev/null');
      expect(await says('ls /tmp/.old /run/.old /.old 2>/dev/null')).toBe('');
    });

    it('cannot reach devices and settings of the machine', async () => {
      await refuses('mknod /tmp/disk b 8 0 2>/dev/null');
      await refuses('echo b 2>/dev/null > /proc/sysrq-trigger');
      await refuses('echo 1 2>/dev/null > /proc/sys/kernel/panic');
      expect(await says('ls /dev | tr "\\n" " "')).toBe(
        'fd full null ptmx pts random shm stderr stdin stdout tty urandom zero',
      );
      expect(await says('head -c 4 /dev/urandom | wc -c; echo x > /dev/null && head -c 2 /dev/zero | wc -c')).toBe(
        '4\n2',
      );
    });

    it('has a network of its own, whose settings are its own', async () => {
      expect(await says('ls /sys/class/net')).toBe('lo');
      expect((await site.run(pid, 'echo 1 > /proc/sys/net/ipv4/ip_forward && ip link add dummy0 type veth')).code).toBe(
        0,
      );
      expect(await says('ip -br link show lo')).toContain('LOOPBACK,UP');
    });

    it('its first process reaps what nobody waits for', async () => {
      await site.run(pid, '(sh -c "sleep 0.05 & sleep 0.05 & exec true" &) ; sleep 0.2');
      await eventually(
        'no zombies',
        async () => (await says('cat /proc/[0-9]*/stat 2>/dev/null | grep -c ") Z "')) === '0',
      );
    });

    it('finds nothing of the server in its environment', async () => {
      expect(
        await says('tr "\\0" "\\n" < /proc/1/environ | grep -v ^PATH=; env | cut -d= -f1 | sort | tr "\\n" " "'),
      ).toBe('HOME LANG LOGNAME PATH PWD SHELL TERM USER');
    });
  });

  it('hides folders wherever they are', async () => {
    const spec = testSpec();
    const compute = site.again({ hidden: ['/usr/share'] });
    await compute.create(spec);
    const { stdout } = await site.run(await pidOf(compute, spec.instance), 'ls -A /usr/share; ls -d /usr/lib');
    expect(stdout.trim()).toBe('/usr/lib');
  });

  itUnless(notRoot, 'hides a data directory that lies in a tree of the machine', async () => {
    mkdirSync('/srv/openvpc test', { recursive: true, mode: 0o755 });
    const there = await openTestSite('/srv/openvpc test');
    try {
      chmodSync(there.dataDir, 0o755); // so that it is the cover that hides it, not its mode
      writeFileSync(join(there.dataDir, 'credentials.json'), 'secret', { mode: 0o644 });
      const pid = await there.start(testSpec());
      expect((await there.run(pid, 'ls "/srv/openvpc test"')).stdout.trim()).toBe(basename(there.dataDir));
      expect(
        (await there.run(pid, `ls -A "${there.dataDir}" 2>/dev/null; cat "${there.dataDir}/credentials.json"`)).stdout,
      ).toBe('');
    } finally {
      await there.destroy();
      rmSync('/srv/openvpc test', { recursive: true });
    }
  });

  it('is adopted by a new server, and a number used again is not taken for it', async () => {
    const spec = testSpec();
    const pid = await site.start(spec);
    const next = site.again();
    expect((await next.observe()).get(spec.instance)?.pid).toBe(pid);
    await next.create(spec); // nothing to do
    expect(await pidOf(next, spec.instance)).toBe(pid);

    const record = join(site.dataDir, 'instances', spec.instance, 'init.json');
    const truth = readFileSync(record, 'utf8');
    writeFileSync(record, JSON.stringify({ pid, startedAt: 'another boot/1' }));
    expect((await next.observe()).has(spec.instance)).toBe(false);
    writeFileSync(record, truth);
    await next.stop(spec.instance);
    expect(existsSync(`/proc/${pid}/root`)).toBe(false);
  });

  it('outlives the process that started it, and leaves none when that is killed at any moment', async () => {
    const starter = `
      import { openTestSite, testSpec } from ${JSON.stringify(join(import.meta.dirname, 'site-for-tests.ts'))};
      import { createLinuxCompute } from ${JSON.stringify(join(import.meta.dirname, 'linux.ts'))};
      import { createNetnsHost } from ${JSON.stringify(join(import.meta.dirname, '../seam/netns-linux.ts'))};
      import { systemExec as exec } from ${JSON.stringify(join(import.meta.dirname, '../seam/exec.ts'))};
      const site = ${JSON.stringify(site.site)}, dataDir = ${JSON.stringify(site.dataDir)};
      const host = await createNetnsHost({ site, dataDir, exec });
      console.log('starting');
      await createLinuxCompute({ site, dataDir, host, exec }).create(testSpec({ instance: process.argv[1] }));
      console.log('started');
      setInterval(() => {}, 1000);`;
    for (const [round, afterMs] of [0, 20, 40, 60, 80, 100, 120, 'started'].entries()) {
      const instance = `i-${(0xdead00 + round).toString(16).padStart(17, '0')}` as InstanceId;
      const argv = ['--input-type=module-typescript', '--no-warnings', '-e', starter, instance];
      const folder = openSync('/', 'r'); // a descriptor that somebody left open: no instance may have it
      const between = Array.from({ length: 197 }, () => 'ignore' as const);
      const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit', ...between, folder] });
      closeSync(folder);
      let said = '';
      child.stdout?.on('data', (text: Buffer) => void (said += text));
      await eventually('starting', () => said.includes(afterMs === 'started' ? 'started' : 'starting'));
      if (typeof afterMs === 'number') await new Promise((resolve) => setTimeout(resolve, afterMs));
      const gone = new Promise((resolve) => child.on('exit', resolve));
      child.kill('SIGKILL');
      await gone;
      const starts = () => processesMentioning(instance).length;
      await eventually('no start half done', () => starts() === 0);
      // What runs is recorded, and what is not recorded does not run.
      const pid = (await site.compute.observe()).get(instance)?.pid;
      if (afterMs === 'started') {
        const targets = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
        expect(targets).toEqual(['/dev/null', '/dev/null', '/dev/null']);
      }
      await eventually('no unrecorded init', () =>
        initsBelow(join(site.dataDir, 'instances', instance)).every((each) => each === pid),
      );
    }
  });

  it('stopping leaves no process, however it was started, and keeps the files', async () => {
    const spec = testSpec();
    const pid = await site.start(spec);
    const hide =
      'setsid sleep 300 & (setsid sh -c "sleep 300 & exec sleep 300" &) & nohup sleep 300 & unshare --pid --fork sleep 300 &';
    await site.run(
      pid,
      `exec >/dev/null 2>&1; trap '' TERM HUP; ${hide} echo kept > /root/file; echo lost > /tmp/file`,
    );
    const namespace = namespaceOf(pid);
    await eventually('they run', () => processesIn(namespace).length >= 5);
    const next = site.again();
    await next.stop(spec.instance);
    expect(processesIn(namespace).filter(isAlive)).toEqual([]);
    await eventually('no zombies', () => processesIn(namespace).length === 0);
    expect((await next.observe()).has(spec.instance)).toBe(false);
    await next.stop(spec.instance); // nothing to do

    const later = await site.start(spec);
    expect((await site.run(later, 'cat /root/file; cat /tmp/file 2>/dev/null')).stdout).toBe('kept\n');
    await site.run(later, 'mkdir -p /root/closed/in; chmod 0 /root/closed/in /root/closed');
    await next.forget(spec.instance);
    expect(existsSync(join(site.dataDir, 'instances', spec.instance))).toBe(false);
  });
});

/** Processes that were told the instance's folder: those that build its root. */
function processesMentioning(instance: InstanceId): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'utf8').includes(`/${instance}/top`);
    } catch {
      return false; // gone, or somebody else's
    }
  });
}

/** Processes whose root holds the instance's disk. */
function initsBelow(folder: string): readonly number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      const isInit = /^\d+$/.test(name) && /^NSpid:\s+\d+\s+1$/m.test(readFileSync(`/proc/${name}/status`, 'utf8'));
      const mountinfo = isInit ? readFileSync(`/proc/${name}/mountinfo`, 'utf8') : '';
      return mountinfo.includes(`${folder.replaceAll(' ', '\\040').split('/instances/')[1] ?? ''}/disk/home `)
        ? [Number(name)]
        : [];
    } catch {
      return []; // gone, or somebody else's
    }
  });
}
