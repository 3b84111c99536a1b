import type { NetnsHost } from '../seam/netns.ts';
import { SYSTEM_PATH } from './init-process.ts';

/**
 * The words before a command that make it run inside the instance whose init has that pid, as the instance's root and in
 * its home. They work from any process of the server's user on this machine. TERM and LANG are those of whoever enters,
 * else those given here.
 *
 * With a terminal, the command gets one of the instance's own, so that it cannot type into the caller's; what is typed,
 * window sizes and the exit code pass through. Without, SIGINT, SIGTERM, SIGHUP and SIGQUIT to the process started with
 * these words reach the command. Either way its end is the command's: the same exit code, or 128 + its signal, as that
 * signal or as a code.
 */
export function enterInstance(
  pid: number,
  mode: NetnsHost['mode'],
  environment: Readonly<Record<string, string | undefined>> = {},
): readonly string[] {
  const who = mode === 'root' ? ['--setuid=0', '--setgid=0'] : ['--preserve-credentials'];
  const namespaces = ['--user', '--mount', '--uts', '--ipc', '--net', '--pid'];
  const enter = ['nsenter', `--target=${pid}`, ...namespaces, ...who, '--no-fork', '--', '/bin/sh', '-c', ENTER];
  return [...enter, 'enter', environment['TERM'] ?? 'dumb', environment['LANG'] ?? 'C.UTF-8'];
}

/**
 * This shell and what it becomes stay outside the instance's process ids, so that nothing inside can trace them; their
 * child is inside. `timeout` without a time passes signals on, which `nsenter` does not. `script` takes one string for a
 * shell, so each word is quoted.
 */
const ENTER = `
term=\${TERM:-$1}
lang=\${LANG:-$2}
shift 2
cd /root 2>/dev/null || cd /
set -- env -i HOME=/root USER=root LOGNAME=root SHELL=/bin/sh PATH=${SYSTEM_PATH} TERM="$term" LANG="$lang" "$@"
if ! [ -t 0 ] || ! [ -t 1 ]; then exec timeout --foreground 0 "$@"; fi
quoted=exec
for word; do
  rest=$word
  done=
  while :; do
    case "$rest" in
      *\\'*) done="$done\${rest%%\\'*}'\\\\''"; rest=\${rest#*\\'} ;;
      *) break ;;
    esac
  done
  quoted="$quoted '$done$rest'"
done
SHELL=/bin/sh exec script --quiet --return --flush --command "$quoted" /dev/null
`;
