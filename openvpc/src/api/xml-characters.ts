/** A character that XML 1.0 cannot hold in any spelling ("Char" in its grammar), lone surrogates included. */
export const UNWRITABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const SPECIAL = new RegExp(`[&<>"\\r]|${UNWRITABLE.source}`, 'gu');
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;', // a bare one would be read as a line feed
};

/** Text as XML content or attribute value; what XML cannot hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text.replaceAll(SPECIAL, (character) => ENTITIES[character] ?? '\ufffd');
}
