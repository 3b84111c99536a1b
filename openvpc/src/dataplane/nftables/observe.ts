import type { Family } from '../../net/address.ts';
import type { Exec } from '../../seam/exec.ts';
import type { NetnsHost } from '../../seam/netns.ts';
import { MARK } from './marks.ts';
import { SETTINGS, SETTINGS_IF_THERE } from './settings.ts';
import { PASS_TABLE, ROUTER_LINK_LOCAL, VOID, VOID_TABLE } from './wires.ts';

/** What is really there in one router namespace, rules aside. Texts are as `plan` makes them of what should be there. */
export type ObservedWires = Readonly<{
  settings: ReadonlyMap<string, string>;
  /** Names of wires.ts's FIXTURES. */
  fixtures: ReadonlySet<string>;
  /** Routing rules that are neither the kernel's first nor ours. */
  strangeRules: ReadonlyArray<Readonly<{ family: Family; preference: number }>>;
  /** By device: whether it works as a router's end should. */
  cables: ReadonlyMap<string, Readonly<{ up: boolean }>>;
  routes: ReadonlySet<string>;
  neighbours: ReadonlySet<string>;
}>;

export const routeText = (family: Family, destination: string, device: string): string =>
  `${family} ${destination} ${device}`;
export const neighbourText = (family: Family, address: string, mac: string, device: string): string =>
  `${family} ${address} ${mac} ${device}`;

const BATCH4 = ['link show', 'rule show', 'route show table all', 'neigh show nud permanent'];
const BATCH6 = ['address show', 'rule show', 'route show table all', 'neigh show nud permanent'];
const batch = (family: Family, lines: readonly string[]): string =>
  `ip -${family} -j -batch - <<'END'\n${lines.join('\n')}\nEND`;
/** All of it is ours: no text from anywhere else gets in here. */
const SCRIPT = [
  'cd /proc/sys/net',
  `grep -s '' ${[...SETTINGS.keys(), ...SETTINGS_IF_THERE.keys()].join(' ')}`,
  'echo .',
  batch(4, BATCH4),
  'echo .',
  batch(6, BATCH6),
].join('\n');

/** Undefined when it cannot be read, as when the namespace is not there. */
export async function observeWires(host: NetnsHost, exec: Exec, name: string): Promise<ObservedWires | undefined> {
  const { code, stdout } = await exec.run(host.inside(name, ['sh', '-c', SCRIPT]));
  if (code !== 0) return undefined;
  const [settings = '', four = '', six = ''] = stdout.split('\n.\n');
  const answers4 = parseAnswers(four);
  const answers6 = parseAnswers(six);
  if (answers4.length !== BATCH4.length || answers6.length !== BATCH6.length) return undefined;
  return wiresOf(settings, answers4, answers6);
}

type Json = Readonly<Record<string, unknown>>;
type Answers = ReadonlyArray<readonly Json[]>;

function parseAnswers(text: string): Answers {
  return text
    .split('\n')
    .filter((line) => line.startsWith('['))
    .map((line) => JSON.parse(line) as Json[]);
}

function wiresOf(settings: string, four: Answers, six: Answers): ObservedWires {
  const [links = [], rules4 = [], routes4 = [], neighbours4 = []] = four;
  const [addresses = [], rules6 = [], routes6 = [], neighbours6 = []] = six;
  const byFamily = [
    { family: 4 as const, rules: rules4, routes: routes4, neighbours: neighbours4 },
    { family: 6 as const, rules: rules6, routes: routes6, neighbours: neighbours6 },
  ];
  const addressed = new Set(addresses.filter(hasRouterAddress).map((link) => text(link['ifname'])));
  const voids = links.filter((link) => text(link['ifname']) === VOID);
  const fixtures = new Set(voids.flatMap((link) => (isUp(link) ? ['void', 'void up'] : ['void'])));
  const strangeRules: Array<{ family: Family; preference: number }> = [];
  for (const { family, rules, routes } of byFamily) {
    for (const rule of rules) {
      const fixture = ruleFixture(family, rule);
      if (fixture !== undefined) fixtures.add(fixture);
      else if (rule['priority'] !== 0) strangeRules.push({ family, preference: Number(rule['priority']) });
    }
    for (const route of routes) {
      if (route['dst'] !== 'default') continue;
      if (inTable(route, PASS_TABLE) && route['type'] === 'blackhole') fixtures.add(`pass ${family}`);
      if (inTable(route, VOID_TABLE) && route['dev'] === VOID) fixtures.add(`void ${family}`);
    }
  }
  return {
    settings: new Map(settings.split('\n').map((line) => line.split(':') as [string, string])),
    fixtures,
    strangeRules,
    cables: new Map(
      links
        .map((link) => [text(link['ifname']), { up: isUp(link) && addressed.has(text(link['ifname'])) }] as const)
        .filter(([device]) => /^e[0-9a-z]{1,14}$/.test(device)),
    ),
    routes: new Set(
      byFamily.flatMap(({ family, routes }) =>
        routes
          .filter((route) => inTable(route, PASS_TABLE) && route['dst'] !== 'default')
          .map((route) => routeText(family, text(route['dst']), text(route['dev']))),
      ),
    ),
    neighbours: new Set(
      byFamily.flatMap(({ family, neighbours }) =>
        neighbours.map((n) => neighbourText(family, text(n['dst']), text(n['lladdr']), text(n['dev']))),
      ),
    ),
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const isUp = (link: Json): boolean => Array.isArray(link['flags']) && link['flags'].includes('UP');
const inTable = (route: Json, table: number): boolean => route['table'] === String(table);

function hasRouterAddress(link: Json): boolean {
  const infos = (link['addr_info'] as readonly Json[] | undefined) ?? [];
  return infos.some((info) => `${text(info['local'])}/${String(info['prefixlen'])}` === ROUTER_LINK_LOCAL);
}

function ruleFixture(family: Family, rule: Json): string | undefined {
  const mark = `0x${MARK.pass.toString(16)}`;
  const isPass = rule['fwmark'] === mark && rule['fwmask'] === mark && inTable(rule, PASS_TABLE);
  const isVoid = rule['fwmark'] === undefined && inTable(rule, VOID_TABLE);
  if (rule['priority'] === 10 && isPass && rule['src'] === 'all') return `rule ${family} 10`;
  if (rule['priority'] === 20 && isVoid && rule['src'] === 'all') return `rule ${family} 20`;
  return undefined;
}
