/** How long a gateway remembers a flow that is silent (VPC User Guide, "NAT gateways"; of egress-only ones AWS says nothing). */
export const GATEWAY_IDLE_MS = 350_000;
