import { expect, it } from 'vitest';
import { packet } from '../../../test/packet-text.ts';
import { NO_DETAIL, PACKED_WORDS, packInto } from './packed.ts';

/** Family, protocol, four words of each address, source port or identifier, detail. */
it.each([
  ['tcp 10.0.0.1:7 > 10.0.0.2:80', [4, 6, 0, 0, 0, 0x0a00_0001, 0, 0, 0, 0x0a00_0002, 7, 80]],
  ['udp [2001:db8::1]:7 > [2001:db8::2]:53', [6, 17, 0x2001_0db8, 0, 0, 1, 0x2001_0db8, 0, 0, 2, 7, 53]],
  ['icmp 10.0.0.1 > 10.0.0.2 8/3#9', [4, 1, 0, 0, 0, 0x0a00_0001, 0, 0, 0, 0x0a00_0002, 9, 0x0803]],
  ['47 10.0.0.1 > 10.0.0.2', [4, 47, 0, 0, 0, 0x0a00_0001, 0, 0, 0, 0x0a00_0002, 0, NO_DETAIL]],
])('%s as words', (text, expected) => {
  const words = new Uint32Array(3 * PACKED_WORDS).fill(0xaaaa_aaaa);
  packInto(words, PACKED_WORDS, packet(text));
  expect([...words.subarray(PACKED_WORDS, 2 * PACKED_WORDS)]).toEqual(expected);
  expect(new Set([...words.subarray(0, PACKED_WORDS), ...words.subarray(2 * PACKED_WORDS)])).toEqual(
    new Set([0xaaaa_aaaa]),
  );
});

it('an ICMP message without an identifier has 0', () => {
  const words = new Uint32Array(PACKED_WORDS);
  const { transport, ...rest } = packet('icmp 10.0.0.1 > 10.0.0.2 3/1');
  const { id: _none, ...bare } = transport as Extract<typeof transport, { kind: 'icmp' }>;
  packInto(words, 0, { ...rest, transport: bare });
  expect([...words.subarray(10)]).toEqual([0, 0x0301]);
});
