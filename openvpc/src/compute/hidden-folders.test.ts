import { describe, expect, it } from 'vitest';
import { pathsOf } from './hidden-folders.ts';

const row = (device: string, root: string, point: string) =>
  `36 35 ${device} ${root} ${point} rw,relatime shared:1 - ext4 /dev/x rw`;
const machine = [row('8:1', '/', '/'), row('0:21', '/', '/proc'), row('8:2', '/', '/data'), ''].join('\n');

describe('Paths at which a folder shows', () => {
  it('are its own, where nothing is mounted twice', () => {
    expect(pathsOf('/var/lib/openvpc', machine)).toEqual(['/var/lib/openvpc']);
    expect(pathsOf('/data/openvpc', machine)).toEqual(['/data/openvpc']);
  });

  it('are also those below bind mounts of a folder around it', () => {
    const bound = machine + row('8:1', '/var', '/srv/copy') + '\n' + row('8:1', '/', '/old');
    expect(pathsOf('/var/lib/openvpc', bound)).toEqual([
      '/old/var/lib/openvpc',
      '/srv/copy/lib/openvpc',
      '/var/lib/openvpc',
    ]);
  });

  it('are also bind mounts of it, and of what is inside', () => {
    const bound = `${machine}${row('8:2', '/openvpc', '/opt/a')}\n${row('8:2', '/openvpc/instances', '/opt/my\\040b')}`;
    expect(pathsOf('/data/openvpc', bound)).toEqual(['/data/openvpc', '/opt/a', '/opt/my b']);
  });

  it('are not those of the same words on another file system, or of longer names', () => {
    const bound = `${machine}${row('8:9', '/var', '/srv/copy')}\n${row('8:1', '/var/lib/openvpc-other', '/mnt')}`;
    expect(pathsOf('/var/lib/openvpc', bound)).toEqual(['/var/lib/openvpc']);
  });
});
