import type { Entry, Step } from '../../openvpc/src/contract/verdict.ts';
import { type Address, formatAddress } from '../../openvpc/src/net/address.ts';
import { type Packet, TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN } from '../../openvpc/src/net/packet.ts';

/**
 * A packet as packet-text.ts reads it, its bytes after it: `tcp 10.0.0.10:40000 > 10.0.1.20:80 syn, 60 bytes`. What a
 * generated world was caught with becomes a named case by copying.
 */
export function packetWords(packet: Packet): string {
  const { transport, source, destination, bytes, dontFragment, fragment } = packet;
  const options = [dontFragment && 'df', fragment === 'known' && 'frag', fragment === 'orphan' && 'orphan'];
  const words = [
    ...transportWords(transport, source, destination),
    ...options.filter((word) => word !== false && word),
  ];
  return `${words.join(' ')}, ${bytes} bytes`;
}

function transportWords(transport: Packet['transport'], from: Address, to: Address): readonly string[] {
  switch (transport.kind) {
    case 'tcp': {
      const { sourcePort, destinationPort, flags } = transport;
      return ['tcp', withPort(from, sourcePort), '>', withPort(to, destinationPort), flagWords(flags)];
    }
    case 'udp':
      return ['udp', withPort(from, transport.sourcePort), '>', withPort(to, transport.destinationPort)];
    case 'icmp': {
      const { type, code, id } = transport;
      return ['icmp', bare(from), '>', bare(to), `${type}/${code}${id === undefined ? '' : `#${id}`}`];
    }
    case 'other':
      return [String(transport.protocol), bare(from), '>', bare(to)];
  }
}

function bare(address: Address): string {
  return address.family === 4 ? formatAddress(address) : `[${formatAddress(address)}]`;
}

function withPort(address: Address, port: number): string {
  return `${bare(address)}:${port}`;
}

function flagWords(flags: number): string {
  const known = { syn: TCP_SYN, fin: TCP_FIN, rst: TCP_RST, ack: TCP_ACK };
  const set = Object.entries(known).filter(([, bit]) => (flags & bit) !== 0);
  return set.map(([name]) => name).join(',');
}

/** `w1`, `internet` or `vpce-s3`: as a scenario names where a packet comes from. */
export function entryWords(from: Entry): string {
  switch (from.kind) {
    case 'eni':
      return from.eni.replace(/^eni-/, '');
    case 'internet':
      return 'internet';
    case 'endpoint':
      return from.endpoint;
  }
}

/** `route at subnet-pub: 0.0.0.0/0 of rtb-pub`, and what the packet became. */
export function stepWords({ stage, at, passed, because, becomes }: Step): string {
  const why = typeof because === 'string' ? because : `${because.rule} of ${because.resource}`;
  const change = becomes === undefined ? '' : `, now ${packetWords(becomes)}`;
  return `${passed ? '+' : '-'} ${stage} at ${at}: ${why}${change}`;
}
