/** Kernel settings of a router namespace, under /proc/sys/net. Made before any device, so that all devices have them. */
export const SETTINGS: ReadonlyMap<string, string> = new Map<string, string>([
  // Forwarding first: writing it sets others back.
  ['ipv4/ip_forward', '1'],
  ['ipv6/conf/all/forwarding', '1'],
  ['ipv6/conf/default/forwarding', '1'],
  ['ipv4/conf/default/proxy_arp', '1'],
  ...['all', 'default'].flatMap(
    (scope): ReadonlyArray<readonly [string, string]> => [
      [`ipv4/conf/${scope}/rp_filter`, '0'],
      [`ipv4/conf/${scope}/accept_redirects`, '0'],
      [`ipv4/conf/${scope}/send_redirects`, '0'],
      [`ipv4/conf/${scope}/accept_source_route`, '0'],
      [`ipv6/conf/${scope}/accept_ra`, '0'],
      [`ipv6/conf/${scope}/accept_redirects`, '0'],
      [`ipv6/conf/${scope}/accept_dad`, '0'],
    ],
  ),
  // A connection is what its addresses and ports say: no look at sequence numbers or checksums, and one that is seen in
  // mid-stream is as good as another: nothing documented says that security groups look at TCP flags.
  ['netfilter/nf_conntrack_tcp_be_liberal', '1'],
  ['netfilter/nf_conntrack_tcp_loose', '1'],
  ['netfilter/nf_conntrack_checksum', '0'],
  // Idle timeouts (EC2 User Guide, "Idle connection tracking timeout"; docs/differences.md). TCP counts as
  // established from the first answer until both ends have finished.
  ...['established', 'syn_recv', 'fin_wait', 'close_wait', 'unacknowledged', 'max_retrans'].map(
    (state) => [`netfilter/nf_conntrack_tcp_timeout_${state}`, '432000'] as const,
  ),
  ...['syn_sent', 'last_ack', 'time_wait'].map(
    (state) => [`netfilter/nf_conntrack_tcp_timeout_${state}`, '120'] as const,
  ),
  ['netfilter/nf_conntrack_tcp_timeout_close', '10'],
  ['netfilter/nf_conntrack_udp_timeout', '30'],
  ['netfilter/nf_conntrack_udp_timeout_stream', '180'],
  ['netfilter/nf_conntrack_icmp_timeout', '30'],
  ['netfilter/nf_conntrack_icmpv6_timeout', '30'],
  ['netfilter/nf_conntrack_generic_timeout', '600'],
]);

/** Kernels without a tracker for GRE lack these; there it is a protocol like the others. */
export const SETTINGS_IF_THERE: ReadonlyMap<string, string> = new Map([
  ['netfilter/nf_conntrack_gre_timeout', '600'],
  ['netfilter/nf_conntrack_gre_timeout_stream', '600'],
]);
