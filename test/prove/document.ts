import { readFile } from 'node:fs/promises';
import { WORDS_BY_KIND } from '../differential/reached.ts';
import type { TableResult } from './case-tables.ts';
import type { Progress } from './crew.ts';
import { partNamed } from './parts.ts';
import { byCount, count } from './report.ts';

/** A run of `npm run prove`, as docs/proof.md tells it. */
type Run = Readonly<{
  seed: number;
  seconds: number;
  parts: readonly string[];
  progress: Progress;
  tables: readonly TableResult[];
}>;
/** What `npm run mutate` leaves behind. */
export type Mutation = Readonly<{ rooms: Readonly<Record<string, MutatedRoom>> }>;
export type MutatedRoom = Readonly<{
  killed: number;
  timeout: number;
  survived: number;
  noCoverage: number;
  /** Per cent of mutants that a test noticed. */
  score: number;
  /** `file:line mutation`. */
  survivors: readonly string[];
}>;

export async function proofDocument(run: Run): Promise<string> {
  const { rooms } = JSON.parse(await readFile(new URL('./mutation.json', import.meta.url), 'utf8')) as Mutation;
  const cases = run.progress.total().cases;
  return `# What is proven

Made by \`npm run prove -- --write-docs\`; do not edit. Every packet is judged by the reference (\`openvpc/src/reference\`,
which walks resources), and by these, which must agree with it:

- the engine, which walks the compiled program: on everything, that is every step with the rule that decided, every flow
  to be remembered, what the packet became, and what the network sends back itself;
- the engine's verdicts on packed packets, from a small cache: on the rules that decided at the sender, when no flow did;
- the typed nft rules: on where the packet ended and which checks it met, as far as that data plane does not refuse it.

In flows the reference sees what is remembered through a plain list, and the others through the engine's own tables.

This run: seed ${run.seed}, ${count(cases)} cases, 0 disagreements, ${run.seconds} s. A case is one packet, or one history.

## Proven

### The tables of cases, a row for each sentence of policy

${tableOf(
  ['table', 'cases'],
  run.tables.map(({ file, passed }) => [`[${file}](../${file})`, String(passed.length)]),
)}

### Generated worlds

${tableOf(
  ['part', 'what', 'worlds', 'cases'],
  run.parts.map((name) => {
    const { worlds, cases: judged } = run.progress.total(name);
    return [name, partNamed(name).title, count(worlds), count(judged)];
  }),
)}

### The holes that other emulators have

${holesOf(run.tables)}

### How often each word of the contract was the answer

${wordsOf(run.progress)}

### Who was asked

${tableOf(
  ['evaluator', 'packets'],
  byCount(run.progress.total().asked).map(([name, times]) => [name, count(times)]),
)}

${mutationSection(rooms)}
${LIMITS}`;
}

function holesOf(tables: readonly TableResult[]): string {
  const holes = tables.filter(({ file }) => file.endsWith('/holes.test.ts')).flatMap(({ passed }) => passed);
  return holes.map((name) => `- ${name}`).join('\n');
}

function wordsOf(progress: Progress): string {
  const { reached } = progress.total();
  const rows = Object.entries(WORDS_BY_KIND).flatMap(([kind, words]) =>
    words.map((word) => [kind, word, count(reached.get(word) ?? 0)]),
  );
  return tableOf(['kind', 'word', 'times'], rows);
}

function mutationSection(rooms: Mutation['rooms']): string {
  const names = Object.entries(rooms);
  const title = `## Mutation testing

\`npm run mutate\` changes the code in small ways and asks whether a test notices. What is worked out once, when a
file is loaded, is left out: it would take a new process for each change.
`;
  if (names.length === 0) return `${title}\nNot run yet: there is no score.\n`;
  const rows = names.map(([room, { killed, timeout, survived, noCoverage, score }]) => [
    room,
    count(killed + timeout),
    count(survived),
    count(noCoverage),
    `${score.toFixed(1)} %`,
  ]);
  const survivors = names.flatMap(([, room]) => room.survivors).map((one) => `- \`${one.replaceAll('`', "'")}\``);
  return `${title}
${tableOf(['room', 'noticed', 'survived', 'not covered', 'score'], rows)}

Survivors:

${survivors.join('\n')}
`;
}

function tableOf(heads: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

const LIMITS = `## Not proven

- That the reference is AWS: it is written from AWS's documents, sentence by sentence, and no packet was sent there.
- That reference and engine are right where both are wrong alike: they share the values of \`net\`, the words of
  \`contract\`, and one reading of the documents.
- What security groups do when an instance has more tracked connections than its size allows: there is no such limit here.
- The kernel beyond one VPC: the nftables data plane refuses gateways, and says so; the table above says how often it was
  not asked. Real packets through the kernel are in \`test/differential/real-packets.linux.test.ts\`.
- More than 90 packets in a world, 120 acts in a script, three VPCs, two Regions; a NAT gateway with 55,000 flows is put in
  place of them by one that says that it has no port.
- Time on real machines: the clock is an argument.

## Unknown

What AWS does where its documents say nothing or disagree; the choice made is in [differences.md](differences.md). About
packets: how long an egress-only gateway remembers a flow, and how long a NAT gateway those of UDP and ICMP; what it does
with the middle of a connection that it does not know; fragments at groups and ACLs; a packet for one's own public address;
which of two prefix lists wins; ICMP from the router where a rule would deny it; how soon a route
becomes a blackhole.
`;
