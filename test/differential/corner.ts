import type { World } from '../world.ts';
import type { Case } from './cases.ts';
import { BASE, withEni, withGroup, withRoutes } from './topology.ts';

/** A case that is not among the seventy. */
export type Corner = Omit<Case, 'number'>;

export const A1_OUT = 'a1 tcp 10.0.1.20:40000 > 203.0.113.5:443';
export const W1_OUT = 'w1 tcp 10.0.0.10:40000 > 203.0.113.5:443';
export const W1_IN = 'internet tcp 203.0.113.5:40000 > 198.51.100.10:80';
export const OPEN = ['in all from 0.0.0.0/0', 'in all from ::/0', 'out all to 0.0.0.0/0', 'out all to ::/0'];
/** `f1` forwards for others, and its subnet leads everywhere. */
export const FORWARDING: World = withEni(
  withRoutes(withGroup(BASE, 'fw', OPEN), 'fw', [
    '0.0.0.0/0 nat:a',
    '::/0 eigw',
    'pl:s3 vpce:s3',
    '10.1.0.0/16 pcx:ab',
  ]),
  'f1',
  { sourceDestCheck: false },
);
export const APP_OPEN: World = withGroup(BASE, 'app', OPEN);
