import { type Address, address } from '../openvpc/src/net/address.ts';
import {
  type Packet,
  reversed,
  TCP_ACK,
  TCP_FIN,
  TCP_RST,
  TCP_SYN,
  type Transport,
} from '../openvpc/src/net/packet.ts';

const FLAGS: Readonly<Record<string, number>> = { fin: TCP_FIN, syn: TCP_SYN, rst: TCP_RST, ack: TCP_ACK };

const OPTIONS: Readonly<Record<string, Partial<Packet>>> = {
  df: { dontFragment: true },
  frag: { fragment: 'known' },
  orphan: { fragment: 'orphan' },
};

/**
 * `tcp 10.0.0.10:40000 > 10.0.1.20:8080` (a connection request, unless flags follow, as in `fin,ack`),
 * `udp [2001:db8::1]:53 > [2001:db8::2]:53`, `icmp 10.0.0.10 > 10.0.0.11 8/0` (with `#7` for its identifier, default 1),
 * `47 10.0.0.10 > 10.0.0.11`. After that `df` (not to be fragmented), `frag` (a piece whose first piece is known) or `orphan`.
 */
export function packet(text: string, bytes = 60): Packet {
  const words = text.split(' ').filter((word) => !(word in OPTIONS));
  const options = text.split(' ').map((word) => OPTIONS[word] ?? {});
  const [kind = '', from = '', arrow, to = '', rest] = words;
  if (arrow !== '>') throw new Error(`not a packet: ${text}`);
  const [source, sourcePort] = endOf(from);
  const [destination, destinationPort] = endOf(to);
  const transport = transportOf(kind, sourcePort, destinationPort, rest);
  return Object.assign({ source, destination, transport, bytes }, ...options) as Packet;
}

/** What answers it: ends swapped, and for TCP an acknowledgement. */
export function answer(to: Packet): Packet {
  const back = reversed(to);
  if (back.transport.kind !== 'tcp') return back;
  const acknowledged = (back.transport.flags & TCP_SYN) !== 0 ? TCP_SYN | TCP_ACK : TCP_ACK;
  return { ...back, transport: { ...back.transport, flags: acknowledged } };
}

function transportOf(kind: string, sourcePort: number, destinationPort: number, rest: string | undefined): Transport {
  switch (kind) {
    case 'tcp':
      return { kind, sourcePort, destinationPort, flags: flagsOf(rest ?? 'syn') };
    case 'udp':
      return { kind, sourcePort, destinationPort };
    case 'icmp': {
      const [, type = '8', code = '0', id = '1'] = /^(\d+)\/(\d+)(?:#(\d+))?$/.exec(rest ?? '8/0') ?? [];
      return { kind, type: Number(type), code: Number(code), id: Number(id) };
    }
    default:
      return { kind: 'other', protocol: Number(kind) };
  }
}

function flagsOf(text: string): number {
  return text.split(',').reduce((bits, name) => {
    const bit = FLAGS[name];
    if (bit === undefined) throw new Error(`not a TCP flag: ${name}`);
    return bits | bit;
  }, 0);
}

function endOf(text: string): [Address, number] {
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(text);
  if (bracketed !== null) return [address(bracketed[1] ?? ''), Number(bracketed[2] ?? 0)];
  const [host = '', port = '0'] = text.split(':').length === 2 ? text.split(':') : [text];
  return [address(host), Number(port)];
}
