import { readFile } from 'node:fs/promises';
import { type Counts, total } from './counts.ts';
import { PARTS } from './parts.ts';

/** A run of `npm run prove`, as docs/proof.md tells it. */
type Run = Readonly<{ seed: number; seconds: number; counts: Counts }>;
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

export async function proofDocument({ seed, seconds, counts }: Run): Promise<string> {
  const all = total(counts);
  const verdicts = [...all.reached].sort(([a], [b]) => a.localeCompare(b));
  return `# What is proven

Made by \`npm run prove -- --write-docs\`; do not edit. Every packet is judged by the reference (\`openvpc/src/reference\`,
which walks resources), by the engine (which walks the compiled program), and by the typed nft rules as far as that data
plane does not refuse; their answers, every step and every remembered flow, must be equal.

## Proven by this run

Seed ${seed}, ${all.cases.toLocaleString('en')} cases, 0 disagreements, ${seconds} s.

| part | cases |
| --- | --- |
${Object.entries(PARTS)
  .map(([name, { title }]) => `| ${title} | ${total(counts, name).cases.toLocaleString('en')} |`)
  .join('\n')}

How often each verdict, and each reason of a gateway, was the answer:

| verdict | times |
| --- | --- |
${verdicts.map(([word, times]) => `| ${word} | ${times.toLocaleString('en')} |`).join('\n')}

## Proven by \`npm test\`

- the seventy cases of the packet path, those of network ACLs and of connection tracking, each a row that reads like policy;
- every small world of two instances, two groups, two rules and two ACL entries: 121,002 worlds; and every small world
  around a gateway: 1,404;
- each hole that other emulators have, by name (\`test/differential/holes.test.ts\`);
- 500 generated worlds inside one VPC with real packets through the kernel, as root and as an ordinary user;
- the flow cache answers what the rules answer, and the fast rule index what a scan of the rules finds.

${await mutationSection()}
## Not proven

- that the reference is AWS: it is written from AWS's documentation, sentence by sentence; no packet was sent there. Where
  AWS is silent, [differences.md](differences.md) lists the choice;
- the kernel beyond one VPC: the nftables data plane refuses gateways, and says so;
- timing on real machines: the clock is an argument.

## Unknown

What AWS does where its documents say nothing or disagree: see the last column of [differences.md](differences.md).
`;
}

async function mutationSection(): Promise<string> {
  const path = new URL('./mutation.json', import.meta.url);
  const { rooms } = JSON.parse(await readFile(path, 'utf8')) as Mutation;
  const rows = Object.entries(rooms).map(
    ([room, { killed, timeout, survived, noCoverage, score }]) =>
      `| ${room} | ${killed + timeout} | ${survived} | ${noCoverage} | ${score.toFixed(1)} % |`,
  );
  const survivors = Object.values(rooms).flatMap((room) => room.survivors);
  return `## Mutation testing

\`npm run mutate\` changes the code in small ways and asks whether a test notices.

| room | noticed | survived | not covered | score |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

Survivors:

${survivors.map((one) => `- \`${one.replaceAll('`', "'")}\``).join('\n')}

`;
}
