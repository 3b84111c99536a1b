/** `3 d 4 h`, `5 min 2 s`, `12 s`: the two largest units. */
export function formatDuration(milliseconds: number): string {
  const units: ReadonlyArray<readonly [string, number]> = [
    ['d', 86_400],
    ['h', 3_600],
    ['min', 60],
    ['s', 1],
  ];
  let rest = Math.max(0, Math.floor(milliseconds / 1000));
  const parts: string[] = [];
  for (const [unit, seconds] of units) {
    if (rest >= seconds || (unit === 's' && parts.length === 0)) parts.push(`${Math.floor(rest / seconds)} ${unit}`);
    rest %= seconds;
  }
  return parts.slice(0, 2).join(' ');
}
