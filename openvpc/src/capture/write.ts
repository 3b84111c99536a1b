import type { Packet, Transport } from '../net/packet.ts';
import { protocolOf } from '../net/packet.ts';

/** LINKTYPE_RAW: IP packets without a frame. */
const RAW = 101;

/** A capture file (pcap, microseconds) of these packets: headers, and zeros where there was a payload. */
export function writePcap(packets: ReadonlyArray<Readonly<{ time: number; packet: Packet }>>): Uint8Array {
  const records = packets.map(({ time, packet }) => record(time, ipPacket(packet)));
  const header = new Uint8Array(24);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0xa1b2_c3d4);
  view.setUint16(4, 2);
  view.setUint16(6, 4);
  view.setUint32(16, 262_144);
  view.setUint32(20, RAW);
  return joined([header, ...records]);
}

function record(time: number, bytes: Uint8Array): Uint8Array {
  const head = new Uint8Array(16);
  const view = new DataView(head.buffer);
  view.setUint32(0, Math.floor(time / 1000));
  view.setUint32(4, Math.round((time % 1000) * 1000));
  view.setUint32(8, bytes.length);
  view.setUint32(12, bytes.length);
  return joined([head, bytes]);
}

/** As it is on a wire, check sums aside: nobody who judges packets looks at them. */
export function ipPacket(packet: Packet): Uint8Array {
  const { source, destination, bytes, dontFragment } = packet;
  const isIpv4 = source.family === 4;
  const header = isIpv4 ? 20 : 40;
  const transport = transportBytes(packet.transport);
  const whole = new Uint8Array(Math.max(bytes, header + transport.length));
  const view = new DataView(whole.buffer);
  if (isIpv4) {
    view.setUint8(0, 0x45);
    view.setUint16(2, whole.length);
    view.setUint16(6, dontFragment === true ? 0x4000 : 0);
    view.setUint8(8, 64);
    view.setUint8(9, protocolOf(packet));
    view.setUint32(12, Number(source.bits));
    view.setUint32(16, Number(destination.bits));
  } else {
    view.setUint8(0, 0x60);
    view.setUint16(4, whole.length - 40);
    view.setUint8(6, protocolOf(packet));
    view.setUint8(7, 64);
    setAddress6(view, 8, source.bits);
    setAddress6(view, 24, destination.bits);
  }
  whole.set(transport, header);
  return whole;
}

function transportBytes(transport: Transport): Uint8Array {
  const bytes = new Uint8Array(transport.kind === 'tcp' ? 20 : transport.kind === 'other' ? 0 : 8);
  const view = new DataView(bytes.buffer);
  switch (transport.kind) {
    case 'tcp':
    case 'udp':
      view.setUint16(0, transport.sourcePort);
      view.setUint16(2, transport.destinationPort);
      if (transport.kind === 'tcp') view.setUint16(12, 0x5000 | transport.flags);
      break;
    case 'icmp':
      view.setUint8(0, transport.type);
      view.setUint8(1, transport.code);
      view.setUint16(4, transport.id ?? 0);
      break;
    case 'other':
  }
  return bytes;
}

function setAddress6(view: DataView, at: number, bits: bigint): void {
  view.setBigUint64(at, bits >> 64n);
  view.setBigUint64(at + 8, bits & 0xffff_ffff_ffff_ffffn);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
