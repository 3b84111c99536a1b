import type { NetnsHost } from '../seam/netns.ts';
import { closeDescriptorsFrom } from '../seam/inherited-descriptors.ts';
import { SYSTEM_PATH } from '../seam/system-path.ts';

/**
 * The words before a command that make it run inside the instance whose init has that pid, as the instance's root and in
 * its home. They work from any process of the server's user on this machine. TERM and LANG are those of whoever enters,
 * else those given here.
 *
 * SIGINT, SIGTERM, SIGHUP and SIGQUIT to the process started with these words reach the command, each once. The command
 * never has the caller's terminal for its own, or it could type into it: with a terminal it gets one of the instance's, and
 * what is typed and the window's size pass through. The exit code is the command's, or 128 + the signal that ended it.
 * One signal can be lost: SIGQUIT in the first milliseconds, for bash ignores it while it starts.
 */
export function enterInstance(
  pid: number,
  mode: NetnsHost['mode'],
  environment: Readonly<Record<string, string | undefined>> = {},
): readonly string[] {
  const who = mode === 'root' ? ['--setuid=0', '--setgid=0'] : ['--preserve-credentials'];
  const namespaces = ['--user', '--mount', '--uts', '--ipc', '--net', '--pid'];
  const enter = ['nsenter', `--target=${pid}`, ...namespaces, ...who, '--no-fork', '--', '/bin/sh', '-c', RUN, 'run'];
  const [term = 'dumb', language = 'C.UTF-8'] = [environment['TERM'], environment['LANG']];
  return ['bash', '-c', CLEAN, 'enter', term, language, ...enter];
}

/**
 * Still on the machine: leaves the caller's open files and environment behind. Inside, its PATH and libraries could lead
 * to the instance's own /root and /home, and so what has the caller's terminal would be the instance's to choose.
 */
const CLEAN = `
trap 'exit 131' QUIT # which bash ignores on its own
${closeDescriptorsFrom(3)}term=\${TERM:-$1}
lang=\${LANG:-$2}
shift 2
set -- HOME=/root USER=root LOGNAME=root SHELL=/bin/sh TERM="$term" LANG="$lang" "$@"
PATH=${SYSTEM_PATH} exec env -i PATH=${SYSTEM_PATH} "$@"
`;

/** Puts all words into `quoted`, as one string for a shell that means the same: `script` takes a command so. */
const QUOTE = `
quoted=
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
`;

/**
 * This shell stays outside the instance's process ids, so that nothing inside can trace it; its children are inside. It
 * passes signals on, which `nsenter` does not, and `script` not all. None is lost: it listens before it starts the command,
 * and passes them on only when the command's process has noted its number. A child of a shell swallows signals until it has
 * become another program, and has SIGINT and SIGQUIT ignored until `env` undoes that.
 */
const RUN = `
cd /root 2>/dev/null || cd /
unset OLDPWD
trap 'exit \${code-137}' EXIT # when the instance has ended, nothing can be started any more, not even 'rm'
note=/run/openvpc/command.$$
set -- env --default-signal sh -c 'echo $$ >"$0"; exec "$@"' "$note" "$@"
if [ -t 0 ] && [ -t 1 ]; then
  ${QUOTE}
  set -- script --quiet --return --flush --command "exec$quoted" /dev/null
else
  set -- setsid "$@"
fi
early=
pass() {
  again=1
  if [ -z "$!" ]; then early=$1; return; fi
  tries=0
  until [ -s "$note" ] || [ $tries -ge 300 ]; do sleep 0.01; tries=$((tries+1)); done
  # Only a child of this shell counts processes as the instance does.
  if read -r command <"$note"; then sh -c 'kill -s "$1" "$2"' sh "$1" "$command"; else kill -s "$1" "$!"; fi
} 2>/dev/null
for signal in INT TERM HUP QUIT; do trap "pass $signal" $signal; done
exec 5<&0
"$@" <&5 5<&- &
if [ -n "$early" ]; then pass "$early"; fi
exec 5<&-
again=1
while [ -n "$again" ]; do
  again=
  wait $! 2>/dev/null
  code=$?
done
exec 2>/dev/null
rm -f "$note"
exit $code
`;
