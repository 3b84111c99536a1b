/**
 * Where an instance's files come from: a shell script that runs with the rights of the outer of the instance's two user
 * namespaces, the machine's files around it, and ends with the instance's root in place. The instance itself then runs in
 * the inner one, where all these mounts are locked: its root can neither take them away nor make them writable. Images
 * from registries can be another root file system.
 */
export interface RootFilesystem {
  /** For `sh`, without any text of users: what differs comes in variables. Must leave `/` as the instance shall see it. */
  readonly script: string;
  /** Variables for the script. */
  variables(hidden: readonly string[]): Readonly<Record<string, string>>;
}

/**
 * The machine's own files, read-only: every mount of them, with the flags that it has. Temporary folders, homes and /run are
 * the instance's own and in memory; what is in the hidden folders is not there.
 */
export const HOST_READ_ONLY: RootFilesystem = {
  variables: (hidden) => ({ OPENVPC_HIDDEN: hidden.join('\n') }),
  script: `
mount --make-rprivate /
mount -t tmpfs -o mode=755 openvpc /tmp
cd /tmp
for entry in /* /.[!.]*; do
  name=\${entry#/}
  case "$name" in
    proc|sys|dev|tmp|run|home|root|lost+found) continue ;;
  esac
  if [ -L "$entry" ]; then
    ln -s "$(readlink "$entry")" "$name"
  elif [ -d "$entry" ]; then
    mkdir "$name"
    mount --rbind "$entry" "$name" 2>/dev/null || rmdir "$name"
  fi
done
# Each mount below gets read-only; flags that it has are kept, for a user namespace may not drop them.
while read -r _ _ _ _ point options _; do
  case "$point" in
    /tmp/*) mount -o "remount,bind,ro,$(echo "$options" | sed 's/\\brw\\b,\\?//; s/,$//')" "$(printf %b "$point")" || exit 1 ;;
  esac
done < /proc/self/mountinfo
mkdir proc sys dev tmp run home root .old
chmod 1777 tmp
mount -t tmpfs -o mode=1777 tmp tmp
mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=700 root root
mount -t tmpfs -o mode=755 home home
[ -d var/tmp ] && mount -t tmpfs -o mode=1777 tmp var/tmp
mount --rbind /proc proc
mount --rbind /sys sys
mount -t tmpfs -o mode=755 dev dev
for node in null zero full random urandom tty; do
  : > "dev/$node"
  mount --bind "/dev/$node" "dev/$node"
done
mkdir dev/pts dev/shm
mount -t tmpfs -o mode=1777 shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
# Folders that no instance may see, wherever they are.
echo "$OPENVPC_HIDDEN" | while read -r folder; do
  [ -n "$folder" ] && [ -d ".$folder" ] && mount -t tmpfs -o ro,mode=000,size=4k hidden ".$folder"
done
pivot_root . .old
umount -l /.old
rmdir /.old
mount -o remount,bind,ro /
`,
};
