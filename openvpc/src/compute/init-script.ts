import { closeDescriptorsFrom } from '../seam/inherited-descriptors.ts';
import type { RootFilesystem } from './root-filesystem.ts';

/**
 * The first part of an instance's start, with the server's rights: its files, and the user namespace with its ids. Works
 * in OPENVPC_TOP, an empty folder. OPENVPC_DISK has the instance's own folders, OPENVPC_IDS the ids of its users as the
 * machine counts, OPENVPC_USER what `nsenter` wants in order to become their root. Descriptor 3 is the
 * server's, for its word.
 */
export function outerScript(root: RootFilesystem): string {
  return `set -eu
${closeDescriptorsFrom(4)}umask 022
mount -t tmpfs -o mode=755,size=16m openvpc "$OPENVPC_TOP"
cd "$OPENVPC_TOP"
${root.script}
mkdir proc sys dev tmp run home root
mount --bind "$OPENVPC_DISK/home" home
mount --bind "$OPENVPC_DISK/root" root
if [ -d var/tmp ]; then mount --bind "$OPENVPC_DISK/var-tmp" var/tmp; fi
for node in null zero full random urandom tty; do
  : > "dev/$node"
  mount --bind "/dev/$node" "dev/$node"
done
mkdir dev/pts dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr

# A user namespace gets its ids from outside, before a program with root's rights starts in it: so a process makes it and
# waits until another has entered. It ends when this script or its successor lets go of the pipe.
mkfifo waiting
exec 4<>waiting
unshare --user sh -c ': > made; read -r _' <waiting 3<&- 4>&- >/dev/null 2>&1 &
waiter=$!
until [ -e made ]; do sleep 0.002; done
rm waiting made
echo "0 $OPENVPC_IDS" > "/proc/$waiter/uid_map"
echo "0 $OPENVPC_IDS" > "/proc/$waiter/gid_map"
mount -o remount,bind,ro .
exec nsenter "--target=$waiter" --user $OPENVPC_USER -- \\
  unshare --mount --net --pid --uts --ipc sh -c 'sh -c "$OPENVPC_INNER" & echo "pid $!"'
`;
}

/**
 * The second part, as the instance's first process: what belongs to its own namespaces. The machine's /proc and root are
 * still there, for the kernel mounts a new /proc only beside a whole one; then they go for good. It says that it is ready,
 * waits for the word that the server has noted it (no word, no instance), and then only reaps what nobody else waits for.
 * The kernel ends every process of the instance with it.
 */
export const INNER_SCRIPT = `set -eu
umask 022
echo >&4
exec 4>&-
mount --no-canonicalize --rbind . run # unlike the first, this copy of the tree may become the root
cd -P run
mount --no-canonicalize -t proc -o nosuid,nodev,noexec proc proc
mount --no-canonicalize -t sysfs -o ro,nosuid,nodev,noexec sysfs sys || true # where forbidden, it stays empty
mount --no-canonicalize -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
pivot_root . tmp
cd /
umount -l /tmp
mount -t tmpfs -o mode=1777 tmp /tmp
mount -t tmpfs -o mode=755 run /run
mount -t tmpfs -o mode=1777 shm /dev/shm
mkdir -p /run/openvpc /run/lock

# /etc is read-only; three files of it are the instance's own. Where the machine has a link, its target is what is read.
own() {
  target=$(readlink -m "/etc/$1")
  case "$target" in
    /run/*) mkdir -p "\${target%/*}"; cat > "$target"; return ;;
  esac
  cat > "/run/openvpc/$1"
  if [ -e "$target" ]; then
    mount --bind "/run/openvpc/$1" "$target"
  elif [ "$1" != hostname ]; then # the kernel knows the name without it
    echo "the machine has no /etc/$1 that the instance's own could cover" >&2
    exit 1
  fi
}
printf '%s\\n' "$OPENVPC_HOSTNAME" | own hostname
printf '127.0.0.1 localhost\\n::1 localhost ip6-localhost ip6-loopback\\n%s %s.%s %s\\n' \\
  "$OPENVPC_ADDRESS" "$OPENVPC_HOSTNAME" "$OPENVPC_DOMAIN" "$OPENVPC_HOSTNAME" | own hosts
printf 'nameserver %s\\nsearch %s\\n' "$OPENVPC_RESOLVER" "$OPENVPC_DOMAIN" | own resolv.conf
hostname "$OPENVPC_HOSTNAME"
ip link set lo up
echo ready
read -r _ <&3
exec 3<&-
exec env -i PATH="$PATH" sh -c '
  trap "" HUP INT TERM QUIT
  while :; do sleep 86400 & wait || true; done
' init </dev/null >/dev/null 2>&1
`;
