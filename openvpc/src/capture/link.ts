import { Bytes } from './bytes.ts';

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const TAGS = [0x8100, 0x88a8, 0x9100];
/** More tags than this nobody has. */
const MOST_TAGS = 8;

/** The IP packet in a frame, or why there is none (link types of tcpdump.org, LINKTYPE_…). */
export function ipIn(link: number, frame: Uint8Array): Bytes | string {
  const bytes = new Bytes(frame);
  switch (link) {
    case 1:
      return ethernet(bytes);
    case 0:
    case 108:
      return bytes.length < 4 ? 'truncated' : loopback(bytes);
    case 12:
    case 14:
    case 101:
    case 228:
    case 229:
      return bytes.length === 0 ? 'truncated' : bytes;
    case 113:
      return bytes.length < 16 ? 'truncated' : tagged(bytes, 14);
    case 276:
      return bytes.length < 20 ? 'truncated' : byType(bytes.u16(0), bytes.from(20));
    default:
      return `link type ${link} is not known here`;
  }
}

function ethernet(bytes: Bytes): Bytes | string {
  return bytes.length < 14 ? 'truncated' : tagged(bytes, 12);
}

/** The type at that place, behind any VLAN tags. */
function tagged(bytes: Bytes, typeAt: number): Bytes | string {
  let at = typeAt;
  for (let tags = 0; TAGS.includes(bytes.u16(at)); tags++) {
    if (tags === MOST_TAGS) return 'too many VLAN tags';
    at += 4;
  }
  return at + 2 > bytes.length ? 'truncated' : byType(bytes.u16(at), bytes.from(at + 2));
}

function byType(type: number, rest: Bytes): Bytes | string {
  return type === IPV4 || type === IPV6 ? rest : 'not IP';
}

/** BSD loopback: the address family in the byte order of who captured; IPv6 has a number of its own on each system. */
function loopback(bytes: Bytes): Bytes | string {
  const families = [bytes.u32(0), new Bytes(bytes.raw, true).u32(0)];
  return families.some((family) => [2, 10, 23, 24, 28, 30].includes(family)) ? bytes.from(4) : 'not IP';
}
