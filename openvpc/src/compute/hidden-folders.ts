/**
 * Every path at which the machine shows a folder: its own, and those below other mounts of the same file system (bind
 * mounts). A mount of something inside the folder is one too. `mountinfo` is the text of /proc/self/mountinfo.
 */
export function pathsOf(folder: string, mountinfo: string): readonly string[] {
  const mounts = mountinfo.split('\n').flatMap(parseMount);
  const home = mounts
    .filter(({ point }) => isWithin(folder, point))
    .sort(deepestLast)
    .at(-1);
  if (home === undefined) return [folder];
  const inside = join(home.root, folder.slice(home.point === '/' ? 0 : home.point.length));
  const others = mounts.flatMap(({ device, root, point }) => {
    if (device !== home.device) return [];
    if (isWithin(inside, root)) return [join(point, inside.slice(root === '/' ? 0 : root.length))];
    return isWithin(root, inside) ? [point] : [];
  });
  return [...new Set([folder, ...others])].sort();
}

type Mount = Readonly<{ device: string; root: string; point: string }>;

function parseMount(row: string): readonly Mount[] {
  const [, , device, root, point] = row.split(' ');
  if (device === undefined || root === undefined || point === undefined) return [];
  return [{ device, root: unescape(root), point: unescape(point) }];
}

/** The kernel writes blanks and backslashes in octal (proc(5)). */
function unescape(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

/** By length of path; of several mounts at one point, the last is on top. */
function deepestLast(a: Mount, b: Mount): number {
  return a.point.length - b.point.length;
}

function join(folder: string, rest: string): string {
  const path = `${folder === '/' ? '' : folder}${rest}`;
  return path === '' ? '/' : path;
}
