import type { NetnsHost } from '../seam/netns.ts';

/** What a program finds in its environment; TERM and LANG come from whoever enters. */
const ENVIRONMENT = [
  'HOME=/root',
  'USER=root',
  'LOGNAME=root',
  'SHELL=/bin/sh',
  'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
];

/**
 * The words before a command that make it run inside the instance whose init has that pid, as the instance's root and in
 * its home. They work from any process of the server's user on this machine, with its terminal.
 */
export function enterInstance(
  pid: number,
  mode: NetnsHost['mode'],
  environment: Readonly<Record<string, string | undefined>> = {},
): readonly string[] {
  const who = mode === 'root' ? ['--setuid=0', '--setgid=0'] : ['--preserve-credentials'];
  const namespaces = ['--user', '--mount', '--uts', '--ipc', '--net', '--pid'];
  const carried = ['TERM', 'LANG'].flatMap((name) =>
    environment[name] === undefined ? [] : [`${name}=${environment[name]}`],
  );
  const enter = ['nsenter', `--target=${pid}`, ...namespaces, ...who, '--'];
  return [...enter, 'env', '-i', ...ENVIRONMENT, ...carried, 'sh', '-c', 'cd /root && exec "$@"', 'sh'];
}
