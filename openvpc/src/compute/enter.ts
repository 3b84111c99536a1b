import type { NetnsHost } from '../seam/netns.ts';
import { SYSTEM_PATH } from './init-process.ts';

/**
 * The words before a command that make it run inside the instance whose init has that pid, as the instance's root and in
 * its home. They work from any process of the server's user on this machine. TERM and LANG are those of whoever enters,
 * else those given here.
 *
 * SIGINT, SIGTERM, SIGHUP and SIGQUIT to the process started with these words reach the command. With a terminal, the
 * command gets one of the instance's own, so that it cannot type into the caller's; what is typed and the window's size pass
 * through. The process ends as the command does: with the same exit code, or, when a signal ended the command, by that
 * signal or with 128 + its number.
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

/** Gives a command a terminal; `script` takes one string for a shell, so each word is quoted. */
const WITH_TERMINAL = `
note=/run/openvpc/terminal.$$
quoted="echo \\$\\$ >$note; exec env --default-signal"
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
# The command has other signals than 'script', which keeps some to itself. Only a child of this shell counts processes as
# the instance does.
pass() {
  again=1
  if read -r command 2>/dev/null <$note; then sh -c 'kill -s "$1" "$2"' sh "$1" "$command"; else kill -s KILL $script; fi
}
exec 5<&0
SHELL=/bin/sh script --quiet --return --flush --command "$quoted" /dev/null <&5 5<&- &
script=$!
for signal in INT TERM HUP QUIT; do trap "pass $signal" $signal; done
again=1
while [ -n "$again" ]; do
  again=
  wait $script
  code=$?
done
rm -f $note
exit $code
`;

/**
 * This shell and what it becomes stay outside the instance's process ids, so that nothing inside can trace them; their
 * children are inside. `timeout` without a time passes signals on, which `nsenter` does not.
 */
const ENTER = `
term=\${TERM:-$1}
lang=\${LANG:-$2}
shift 2
cd /root 2>/dev/null || cd /
set -- env -i HOME=/root USER=root LOGNAME=root SHELL=/bin/sh PATH=${SYSTEM_PATH} TERM="$term" LANG="$lang" "$@"
if ! [ -t 0 ] || ! [ -t 1 ]; then exec timeout --foreground 0 "$@"; fi
${WITH_TERMINAL}`;
