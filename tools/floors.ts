/**
 * Who may import whom: this table is the law, and docs/architecture.md names the rooms. A room may import strictly lower rooms that its row
 * names, and nothing else. `floors.test.ts` holds every import in openvpc/src to it.
 */
export type Room = Readonly<{
  name: string;
  floor: number;
  /** Rooms, or single files of rooms (`contract/verdict.ts`). */
  imports: readonly string[];
  /** npm packages and Node modules. `node:*` allows all of Node's. */
  packages: readonly string[];
  why: string;
}>;

const ALPHABET = ['net', 'name'];

export const ROOMS: readonly Room[] = [
  { name: 'net', floor: 0, imports: [], packages: [], why: 'the alphabet: what the network is made of' },
  { name: 'name', floor: 0, imports: [], packages: [], why: 'the alphabet: what things are called' },
  { name: 'seam', floor: 0, imports: [], packages: ['node:*'], why: 'the doors to the world, each with its fake' },
  { name: 'aws', floor: 0, imports: [], packages: [], why: 'generated service models: data and types only' },
  { name: 'model', floor: 1, imports: ALPHABET, packages: [], why: 'resources know no rooms that use them' },
  { name: 'iam', floor: 1, imports: ALPHABET, packages: [], why: 'policy evaluation knows no EC2' },
  { name: 'contract', floor: 1, imports: ALPHABET, packages: [], why: 'the waist knows no resources' },
  {
    name: 'capture',
    floor: 1,
    imports: ['net'],
    packages: [],
    why: 'bytes to packets; what becomes of them is not its affair',
  },
  {
    name: 'compile',
    floor: 2,
    imports: ['model', 'contract', ...ALPHABET],
    packages: [],
    why: 'the one translator from resources to a program',
  },
  {
    name: 'reference',
    floor: 2,
    imports: ['model', 'contract/verdict.ts', ...ALPHABET],
    packages: [],
    why: 'must not see programs, compile or engine: it judges them',
  },
  { name: 'engine', floor: 2, imports: ['contract', ...ALPHABET], packages: [], why: 'must not see resources' },
  {
    name: 'store',
    floor: 2,
    imports: ['model', ...ALPHABET, 'seam'],
    packages: ['kysely', 'node:fs', 'node:sqlite'],
    why: 'keeps resources, judges nothing',
  },
  {
    name: 'dataplane/simulator',
    floor: 3,
    imports: ['contract', 'engine', ...ALPHABET, 'seam'],
    packages: [],
    why: 'the engine on virtual wires',
  },
  {
    name: 'dataplane/nftables',
    floor: 3,
    imports: ['contract', ...ALPHABET, 'seam'],
    packages: ['node:*'],
    why: 'not the engine: the driver is judged against it',
  },
  {
    name: 'flowlog',
    floor: 3,
    imports: ['contract', ...ALPHABET, 'seam'],
    packages: [],
    why: 'counts flows, makes records',
  },
  {
    name: 'compute',
    floor: 3,
    imports: ['contract', ...ALPHABET, 'seam'],
    packages: ['node:*'],
    why: 'runs processes; policy is not its business',
  },
  {
    name: 'core.ts',
    floor: 4,
    imports: ['model', 'iam', 'contract', 'capture', 'compile', 'engine', ...ALPHABET],
    packages: [],
    why: 'the pure core behind one door',
  },
  {
    name: 'control',
    floor: 4,
    imports: ['model', 'iam', 'contract', 'compile', 'engine', 'store', 'flowlog', ...ALPHABET, 'seam', 'aws'],
    packages: [],
    why: 'never a driver: it holds Dataplane and Compute. The engine answers its explanations',
  },
  {
    name: 'api',
    floor: 5,
    imports: ['control', 'iam', 'name', 'seam', 'aws'],
    packages: ['node:*'],
    why: 'the wire; it knows operations, not what they do',
  },
  { name: 'server', floor: 6, imports: ['*'], packages: ['*'], why: 'the composition root: wiring' },
  { name: 'client', floor: 1, imports: ['aws'], packages: ['node:*'], why: 'a user of the API: nothing of the server' },
  {
    name: 'cli',
    floor: 7,
    imports: ['client', 'core.ts'],
    packages: ['commander', 'node:*'],
    why: 'commands over the client; main.ts hands it what only a server can do',
  },
  {
    name: 'main.ts',
    floor: 8,
    imports: ['cli', 'server'],
    packages: ['commander', 'node:*'],
    why: 'joins the commands and the server',
  },
];

/** Rooms that decide in functions of values: no clock, no chance, no process, no network, no Node module. */
export const PURE = ['net', 'name', 'model', 'iam', 'contract', 'capture', 'compile', 'reference', 'engine', 'core.ts'];
/** Names that a pure room may not speak, as regular expressions over code without comments and strings. */
export const IMPURE_NAMES = [
  /\bDate\b/,
  /\bMath\.random\b/,
  /\bprocess\b/,
  /\bfetch\b/,
  /\bsetTimeout\b/,
  /\bcrypto\b/,
];
