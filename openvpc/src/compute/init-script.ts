import type { RootFilesystem } from './root-filesystem.ts';

/**
 * The first half of an instance's start, in the outer user namespace: its files, its resolver, and the inner user namespace
 * with the same ids. The script becomes the process that waits for the instance's first one.
 */
export function outerScript(root: RootFilesystem): string {
  return `set -eu
${root.script}
cd /
# /etc is read-only; three files of it are the instance's own. Where the machine has a link, its target is what is read.
own() {
  target=$(readlink -m "$1")
  case "$target" in
    /run/*) mkdir -p "$(dirname "$target")"; cat > "$target" ;;
    *) [ -e "$target" ] || return 0; cat > "/run/.openvpc-$(basename "$1")"; mount --bind "/run/.openvpc-$(basename "$1")" "$target" ;;
  esac
}
printf '%s\\n' "$OPENVPC_HOSTNAME" | own /etc/hostname
printf '127.0.0.1 localhost\\n::1 localhost\\n%s %s.%s %s\\n' "$OPENVPC_ADDRESS" "$OPENVPC_HOSTNAME" "$OPENVPC_DOMAIN" "$OPENVPC_HOSTNAME" | own /etc/hosts
printf 'nameserver %s\\nsearch %s\\n' "$OPENVPC_RESOLVER" "$OPENVPC_DOMAIN" | own /etc/resolv.conf
# A user namespace gets its ids from outside, before a program with root's rights starts in it.
waiter=$(unshare --user sleep 20 >/dev/null 2>&1 & echo $!)
ours=$(readlink /proc/self/ns/user)
while [ "$(readlink "/proc/$waiter/ns/user")" = "$ours" ]; do sleep 0.002; done
read -r _ _ ids < /proc/self/uid_map
echo "0 0 $ids" > "/proc/$waiter/uid_map"
echo "0 0 $ids" > "/proc/$waiter/gid_map"
exec nsenter "--target=$waiter" --user --preserve-credentials -- \\
  unshare --mount --net --pid --fork --uts --ipc sh -c "$OPENVPC_INNER"
`;
}

/**
 * The second half, as the instance's first process: what belongs to its own namespaces; then it says that it is ready, and
 * reaps what nobody else waits for. The kernel ends every process of the instance with it.
 */
export const INNER_SCRIPT = `set -eu
mount -t proc -o nosuid,nodev,noexec proc /proc
mount -t sysfs -o ro,nosuid,nodev,noexec sysfs /sys
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts /dev/pts
hostname "$OPENVPC_HOSTNAME"
ip link set lo up
echo ready
exec </dev/null >/dev/null 2>&1
trap '' HUP INT TERM QUIT
while :; do
  sleep 86400 &
  wait || true
done
`;
