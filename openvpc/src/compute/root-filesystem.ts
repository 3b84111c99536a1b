/**
 * Where an instance's files come from: a shell script that fills its working directory, an empty file system in memory,
 * with what shall be the instance's `/`. It runs with the server's rights in a mount namespace of its own. Afterwards a user
 * namespace is crossed, which locks what the script mounted: the instance's root can neither take it away nor make it
 * writable. So what must not be written must be read-only when the script ends, and what must not be seen be covered.
 * Images from registries can be another root file system.
 */
export interface RootFilesystem {
  /** For `bash` with `set -eu`, without any text of users: what differs comes in variables. */
  readonly script: string;
  /** Variables for the script. The hidden folders are absolute, without links in their path. */
  variables(hidden: readonly string[]): Readonly<Record<string, string>>;
}

/**
 * The machine's own files, read-only, every mount of them. Temporary folders, homes and what is in /run and /dev stay out;
 * hidden folders are covered.
 */
export const HOST_READ_ONLY: RootFilesystem = {
  variables(hidden) {
    const odd = hidden.find((folder) => folder.includes('\n'));
    if (odd !== undefined) throw new Error(`a folder with a line break in its name cannot be hidden: ${odd}`);
    return { OPENVPC_HIDDEN: hidden.join('\n') };
  },
  script: `
top=$(pwd -P)
mount --make-unbindable . # or the tree that holds this place would bring a copy of it along
for entry in /* /.[!.]*; do
  name=\${entry#/}
  case "$name" in
    proc|sys|dev|tmp|run|home|root|lost+found) continue ;;
  esac
  if [ -L "$entry" ]; then
    ln -s "$(readlink "$entry")" "./$name"
  elif [ -d "$entry" ]; then
    mkdir "./$name"
    mount --rbind "$entry" "./$name" 2>/dev/null || rmdir "./$name"
  fi
done

# Covers a place, or the nearest folder above it that can be reached: what cannot be made read-only must not be there.
cover() {
  place=$1
  until [ -e "$place" ]; do place=\${place%/*}; done
  case "$place" in
    "$top"/*) ;;
    *) echo "cannot cover $1" >&2; exit 1 ;;
  esac
  if [ -d "$place" ]; then
    mount -t tmpfs -o ro,mode=000,size=4k openvpc "$place"
  else
    mount --bind /dev/null "$place"
  fi
}

# Each mount below gets read-only. Flags that it has are kept, for a user namespace may not drop them.
mounts=$(cat /proc/self/mountinfo)
while read -r _ _ _ _ point options _; do
  point=$(printf '%b' "$point")
  case "$point:$options" in
    "$top"/*:ro,*|"$top"/*:ro) ;;
    "$top"/*) mount -o "remount,bind,ro\${options#rw}" "$point" 2>/dev/null || cover "$point" ;;
  esac
done <<MOUNTS
$mounts
MOUNTS

while IFS= read -r folder; do
  if [ -n "$folder" ] && [ -e "$top$folder" ]; then cover "$top$folder"; fi
done <<HIDDEN
$OPENVPC_HIDDEN
HIDDEN

mount --make-private .
`,
};
