import { beforeAll, describe, expect, it } from 'vitest';
import { isKnown } from '../../openvpc/src/api/errors.ts';
import { loadModel } from '../../openvpc/src/api/service-model.ts';
import type { Model, ShapeId } from '../../openvpc/src/aws/shape.ts';
import type { Snapshot } from '../../openvpc/src/model/snapshot.ts';
import { type Answer, type ApiWorld, createApiWorld, type Parameters } from './api-world.ts';
import { type Calls, LOGS_CALLS, makeLogs, populate } from './calls.ts';

const EC2 = loadModel('ec2');
const LOGS = loadModel('logs');
let world: ApiWorld;
let start: Snapshot;
let calls: Calls;

beforeAll(async () => {
  world = await createApiWorld();
  calls = await populate(world);
  start = world.store.snapshot();
});

/** What a careless or ill-willed client may put where a text, a number or a list is wanted. */
const HOSTILE: readonly string[] = [
  '',
  ' ',
  '0',
  '-0',
  '-1',
  '1',
  '00',
  '1.5',
  '1e3',
  '0x10',
  'NaN',
  'Infinity',
  'true',
  'TRUE',
  'null',
  'undefined',
  '256',
  '65535',
  '65536',
  '2147483648',
  '9007199254740991',
  '9007199254740993',
  '99999999999999999999',
  "' or 1=1; --",
  '"; drop table log_group; --',
  '$(id)',
  '`id`',
  '; flush ruleset }',
  '../../etc/passwd',
  '%00',
  '{{7*7}}',
  '<a>&b;</a>',
  ']]>',
  '*',
  '?',
  '**\\',
  '[',
  '(a+)+$',
  '__proto__',
  'constructor',
  'toString',
  'a\nb',
  '\t',
  '\u{feff}',
  '\u{202e}abc',
  'Ωmega',
  '漢字',
  '🙂',
  'e\u0301',
  'x'.repeat(70_000),
  '🙂'.repeat(300),
  '0.0.0.0/0',
  '::/0',
  '10.0.0.0/33',
  '10.0.0.0/-1',
  '10.0.0.0',
  '010.0.0.0/8',
  '::ffff:10.0.0.1',
  '1::2::3/64',
  'vpc-00000000000000000',
  'subnet-0',
  'sg-',
  'i-0123456789abcdef0',
  'eni-0123456789abcdef0',
  'pl-12345678',
  'ami-12345678',
  'arn:aws:ec2:us-east-1:444455556666:vpc/vpc-0',
  'arn:::::',
  'us-east-1a',
  'eu-west-1',
  'default',
  '-',
  'all',
  'any',
  'icmp',
  'icmpv6',
  '58',
  '2026-01-01T00:00:00Z',
  '9999-99-99T99:99:99Z',
  '====',
  'IyEvYmlu',
];
const HOSTILE_JSON: readonly unknown[] = [
  ...HOSTILE,
  0,
  -1,
  1e300,
  1.5,
  true,
  null,
  [],
  {},
  [null],
  { a: { b: [] } },
  '\ud800',
  '\0',
];
const NO_JSON = ['', 'null', '[]', '"x"', '{', '{"a":1}x', '{}', '['.repeat(10_000), '{"a":'.repeat(10_000)];

/** Calls that succeed only elsewhere. */
const NEED_ANOTHER_WORLD: Readonly<Record<string, RegExp>> = { CreateDefaultSubnet: /^DefaultVpcDoesNotExist / };

describe.each(Object.keys(EC2.operations))('%s', (action) => {
  it('succeeds when nothing is wrong, and changes nothing when it is dry', async () => {
    world.reset(start);
    if (parametersOf(action).includes('DryRun')) {
      const dry = await world.ec2(action, { ...callOf(action), DryRun: 'true' });
      expect([dry.status, dry.code]).toEqual([412, 'DryRunOperation']);
      expect(world.store.snapshot()).toBe(start);
    }
    const { code, message } = await world.ec2(action, callOf(action));
    expect(`${code} ${message}`.trim()).toMatch(NEED_ANOTHER_WORLD[action] ?? /^ok$/);
  });

  it('answers hostile values in words, and changes nothing when it refuses', async () => {
    const wrong: string[] = [];
    for (const path of parametersOf(action)) {
      for (const value of HOSTILE) wrong.push(...(await ask(action, path, { [path]: value })));
    }
    expect(wrong).toEqual([]);
  });

  it('answers hostile forms in words', async () => {
    const wrong: string[] = [];
    for (const path of parametersOf(action)) {
      const [first = '', ...rest] = path.split('.');
      const forms = [first, `${first}.0`, `${first}.1`, `${first}.1000000`, `${first}..1`, `${first}.__proto__`];
      forms.push(`${path}.1`, `${path}.x`, `${path}.`, `.${path}`, [first, '999999', ...rest.slice(1)].join('.'));
      for (const form of forms) wrong.push(...(await ask(action, '', { [form]: '10.0.0.4' })));
    }
    expect(wrong).toEqual([]);
  });

  it('answers long lists in words', async () => {
    const wrong: string[] = [];
    for (const path of parametersOf(action).filter((name) => /\.1(\.|$)/.test(name))) {
      const value = callOf(action)[path] ?? '10.0.0.4';
      const many = Array.from({ length: 1000 }, (_, i) => [path.replace('.1', `.${i + 1}`), value] as const);
      wrong.push(...(await ask(action, '', Object.fromEntries(many))));
      wrong.push(...(await ask(action, path, Object.fromEntries(many))));
    }
    expect(wrong).toEqual([]);
  });
});

describe.each(Object.keys(LOGS.operations))('logs %s', (action) => {
  it('answers hostile values in words', async () => {
    const wrong: string[] = [];
    world.reset(start);
    const call = LOGS_CALLS[action];
    const shape = LOGS.shapes[LOGS.operations[action]?.input ?? -1];
    if (call === undefined || shape?.kind !== 'struct') throw new Error(`${action} needs a call in calls.ts`);
    for (const { name } of shape.members) {
      for (const value of HOSTILE_JSON) {
        await makeLogs(world); // a call before may have taken them away
        const answer = await world.logsCall(action, JSON.stringify({ ...call, [name]: value }));
        wrong.push(...wrongWith(answer, `${action} ${name} ${shortText(value)}`));
      }
    }
    for (const body of NO_JSON) wrong.push(...wrongWith(await world.logsCall(action, body), `${action} ${body}`));
    expect(wrong).toEqual([]);
  });
});

/** Makes the action's call with other parameters, without those that stand at `path`; what is wrong with the answer. */
async function ask(action: string, path: string, other: Parameters): Promise<readonly string[]> {
  world.reset(start);
  const call = path === '' ? callOf(action) : without(callOf(action), path);
  return wrongWith(await world.ec2(action, { ...call, ...other }), `${action} ${shortText(other)}`);
}

/** What is wrong with that answer; nothing for most. */
function wrongWith(answer: Answer, asked: string): readonly string[] {
  const logged = world.takeLogged();
  const isRefused = answer.status !== 200;
  const wrong = [
    logged.length > 0 && `the operator was told ${JSON.stringify(logged).slice(0, 500)}`,
    answer.status >= 500 && 'an error of ours',
    isRefused && !isKnown(answer.code) && 'an unknown code',
    isRefused && answer.message === '' && 'no words',
    isRefused && answer.body.length > 80_000 && 'the answer repeats what it was sent',
    isRefused && world.store.snapshot() !== start && 'refused, and something changed',
  ];
  return wrong.flatMap((what) =>
    what === false ? [] : [`${what}: ${asked.slice(0, 150)}: ${answer.code}: ${answer.message.slice(0, 200)}`],
  );
}

function shortText(value: unknown): string {
  return JSON.stringify(value).slice(0, 100);
}

function callOf(action: string): Parameters {
  const call = calls[action];
  if (call === undefined) throw new Error(`${action} needs a call in calls.ts`);
  return call;
}

/** The call without the parameters that `path` would contradict: its own, and those above and below it. */
function without(call: Parameters, path: string): Parameters {
  const contradicts = (name: string) => `${name}.`.startsWith(`${path}.`) || `${path}.`.startsWith(`${name}.`);
  return Object.fromEntries(Object.entries(call).filter(([name]) => !contradicts(name)));
}

/** The action's parameters that hold a value. */
function parametersOf(action: string): readonly string[] {
  return leavesOf(EC2, EC2.operations[action]?.input ?? -1);
}

/** Of each list the first element. */
function leavesOf(model: Model, id: ShapeId, path = '', within: readonly ShapeId[] = []): readonly string[] {
  const shape = model.shapes[id];
  if (shape === undefined || within.includes(id)) return [];
  if (shape.kind === 'struct') {
    return shape.members.flatMap((member) =>
      leavesOf(model, member.shape, path === '' ? member.ec2Key : `${path}.${member.ec2Key}`, [...within, id]),
    );
  }
  return shape.kind === 'list' ? leavesOf(model, shape.item, `${path}.1`, [...within, id]) : [path];
}
