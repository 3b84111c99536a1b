import { describe, expect, it } from 'vitest';
import type { AclId, GroupId } from '../../name/id.ts';
import { address } from '../../net/address.ts';
import { prefix } from '../../net/prefix.ts';
import { aclChain, peerSet } from './names.ts';
import { renderEntry, renderKey, renderRule, renderSetType } from './render.ts';
import {
  addressKey,
  call,
  go,
  going,
  is,
  isIn,
  isNot,
  markBy,
  marked,
  OF_CONNECTION,
  ofFamily,
  ofProtocol,
  one,
  portKey,
  prefixKey,
  RETURN,
  rule,
  setBits,
  setConnectionBits,
  verdictBy,
} from './terms.ts';

describe('rules as nft writes them', () => {
  it.each([
    [rule([], call('exempt')), 'jump exempt'],
    [rule([marked(0x10)], go('end-delivered')), 'meta mark and 16 == 16 goto end-delivered'],
    [
      rule(
        [
          ofFamily(4),
          ofProtocol(6),
          is('source4', prefixKey(prefix('10.0.0.0/8'))),
          is('destination-port', portKey({ first: 80, last: 90 })),
        ],
        RETURN,
      ),
      'meta nfproto ipv4 meta l4proto 6 ip saddr 10.0.0.0-10.255.255.255 th dport 80-90 return',
    ],
    [rule([isNot('icmp-type', one(8), one(13))], setBits(1)), 'icmp type != { 8, 13 } meta mark set meta mark or 1'],
    [
      rule([isIn(['source6', 'protocol', 'destination-port'], 'x')], RETURN),
      'ip6 saddr . meta l4proto . th dport @x return',
    ],
    [
      rule([OF_CONNECTION, going('reply')], setConnectionBits(2)),
      'ct state { new, established } ct direction reply ct mark set ct mark or 2',
    ],
    [rule([], markBy(['device', 'source-mac'], 'm')), 'meta mark set iifname . ether saddr map @m'],
    [rule([], verdictBy(['destination4'], 'm')), 'ip daddr vmap @m'],
  ])('%#', (typed, text) => {
    expect(renderRule(typed)).toBe(text);
  });

  it('elements and entries', () => {
    expect(renderSetType({ fields: ['source4', 'protocol'], ranges: true, elements: [] })).toBe(
      '{ type ipv4_addr . inet_proto; flags interval; }',
    );
    expect(
      renderKey(
        ['device', 'source-mac', 'source6'],
        [one('e1'), one(0x02_00_00_00_00_0an), addressKey(address('2001:db8::1'))],
      ),
    ).toBe('"e1" . 02:00:00:00:00:0a . 2001:db8::1');
    expect(renderEntry(['destination4'], { key: [addressKey(address('10.0.0.4'))], gives: call('c') })).toBe(
      '10.0.0.4 : jump c',
    );
  });

  it('take no text that could be more than a name', () => {
    expect(() => renderKey(['device'], [one('e1"; flush ruleset')])).toThrow('not a device');
    expect(() => aclChain('acl-1; flush ruleset' as AclId, 'egress')).toThrow('not a name');
    expect(() => peerSet({ kind: 'members', group: 'sg-1 }' as GroupId }, 4)).toThrow('not a name');
  });
});
