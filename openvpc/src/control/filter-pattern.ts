/**
 * EC2's filter values (Amazon EC2 User Guide, "List and filter using the API"): `*` stands for any text, `?` for any one
 * character, a backslash makes the next character plain. Case counts.
 */
export function filterPattern(pattern: string): (value: string) => boolean {
  const pieces = parse(Array.from(pattern));
  if (!pieces.includes('*') && !pieces.includes('?')) {
    const plain = pieces.map((piece) => (piece as Plain).plain).join(''); // no wildcard in it: all plain
    return (value) => value === plain;
  }
  return (value) => matches(pieces, Array.from(value));
}

type Plain = Readonly<{ plain: string }>;
type Piece = '*' | '?' | Plain;

function parse(characters: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  for (let i = 0; i < characters.length; i++) {
    const c = characters[i] as string; // i is inside
    if (c === '\\' && i + 1 < characters.length) pieces.push({ plain: characters[++i] as string });
    else if (c === '*' || c === '?') pieces.push(c);
    else pieces.push({ plain: c });
  }
  return pieces;
}

/** Goes back only to the last `*`, so its time is bounded by pattern times value; a regular expression's is not. */
function matches(pieces: readonly Piece[], value: readonly string[]): boolean {
  let p = 0;
  let v = 0;
  let star = -1;
  let resume = 0;
  while (v < value.length) {
    const piece = pieces[p];
    if (piece === '*') {
      star = p++;
      resume = v;
    } else if (piece !== undefined && (piece === '?' || piece.plain === value[v])) {
      p++;
      v++;
    } else if (star >= 0) {
      p = star + 1;
      v = ++resume;
    } else return false;
  }
  while (pieces[p] === '*') p++;
  return p === pieces.length;
}
