import { Failure } from './failure.ts';
import { portNumber, wholeNumber } from './numbers.ts';

/** What is sent, for the server: `tcp/5432`, `udp/53`, `icmp`, `icmp/8`, `icmp/3/4`, or a protocol's number. */
export function packetIn(text: string): object {
  const [protocol = '', first, second] = text.toLowerCase().split('/');
  switch (protocol) {
    case 'tcp':
    case 'udp':
      if (first === undefined || second !== undefined) break;
      return { protocol, port: portNumber(first) };
    case 'icmp':
      return {
        protocol,
        ...(first !== undefined && { icmpType: wholeNumber(first, 255, 'the ICMP type') }),
        ...(second !== undefined && { icmpCode: wholeNumber(second, 255, 'the ICMP code') }),
      };
    default:
      if (/^[0-9]+$/.test(protocol) && first === undefined)
        return { protocol: wholeNumber(protocol, 255, 'the protocol') };
  }
  throw new Failure(`'${text}' is not what can be sent: tcp/5432, udp/53, icmp, icmp/8/0, or a protocol's number`, 2);
}

/** `10.0.1.5:40112`, `[2001:db8::1]:443`; without a port, the address. */
export function endText(address: string, port: number | undefined): string {
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
