import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { authorize, type Policies } from './authorize.ts';
import type { Caller } from './caller.ts';
import { contextKeysOf, missingContextKeys } from './context-keys.ts';
import { denialReason } from './decision.ts';
import { parseDocument } from './document.ts';
import { PolicyError } from './policy-error.ts';
import { type NamedPolicy, policySet, type PolicyType } from './policy-set.ts';
import type { Question } from './question.ts';
import { compileStatement } from './statement.ts';
import { type PolicyKind, validatePolicy } from './validate.ts';

const numRuns = Number(process.env['OPENVPC_RUNS'] ?? 400);

/** Few words that meet often: the laws are about how statements add up, not about how words match. */
const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const USER = `arn:aws:iam::${ACCOUNT}:user/bob`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/dev`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/dev/s`;
const callers = fc.constantFrom<Caller[]>(
  { kind: 'user', account: ACCOUNT, arn: USER },
  { kind: 'role', account: ACCOUNT, arn: ROLE, sessionArn: SESSION },
  { kind: 'federated', account: ACCOUNT, arn: USER, sessionArn: `arn:aws:sts::${ACCOUNT}:federated-user/app` },
  { kind: 'root', account: ACCOUNT },
  { kind: 'service', service: 'ec2.amazonaws.com' },
  { kind: 'anonymous' },
);
const questions: fc.Arbitrary<Question> = fc.record({
  action: fc.constantFrom('ec2:DeleteVpc', 'ec2:DescribeVpcs', 'sqs:SendMessage', 'sts:AssumeRole'),
  resource: fc.constantFrom('*', `arn:aws:sqs:r:${ACCOUNT}:q`, `arn:aws:sqs:r:${OTHER}:q`, ROLE),
  context: fc
    .dictionary(fc.constantFrom('aws:username', 'aws:TagKeys'), fc.array(fc.constantFrom('bob', 'x'), { maxLength: 2 }))
    .map((values) => new Map(Object.entries(values))),
});

type Written = Readonly<Record<string, unknown>>;
const oneOrNot = (name: string, values: fc.Arbitrary<unknown>): fc.Arbitrary<Written> =>
  fc.tuple(fc.boolean(), values).map(([not, value]) => ({ [not ? `Not${name}` : name]: value }));
const several = (...values: string[]) => fc.subarray(values, { minLength: 1 });
const conditions = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Written>({}) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          'StringEquals',
          'StringNotEquals',
          'ForAllValues:StringEquals',
          'ForAnyValue:StringNotLike',
          'Unknown',
        ),
        fc.constantFrom('aws:username', 'aws:TagKeys'),
        several('bob', 'x', '${aws:username}'),
      )
      .map(([operator, key, values]) => ({ Condition: { [operator]: { [key]: values } } })),
  },
);
const principals = fc.constantFrom(
  '*',
  { AWS: ACCOUNT },
  { AWS: USER },
  { AWS: [ROLE, OTHER] },
  { AWS: SESSION },
  { Service: 'ec2.amazonaws.com' },
);
const statements = (effects: readonly string[], hasPrincipals: boolean): fc.Arbitrary<Written> =>
  fc
    .tuple(
      fc.constantFrom(...effects),
      oneOrNot('Action', several('*', 'ec2:*', 'ec2:DeleteVpc', 'sqs:Send*', 'sts:AssumeRole', 'ec2:Des?ribeVpcs')),
      oneOrNot('Resource', several('*', 'arn:aws:sqs:*:*:q', `arn:aws:sqs:*:${OTHER}:*`, ROLE, 'arn:aws:sqs')),
      hasPrincipals ? oneOrNot('Principal', principals) : fc.constant({}),
      conditions,
    )
    .map(([Effect, ...elements]) => Object.assign({ Effect }, ...elements) as Written);

/** A world: for each kind of policy that is there, the statements of its documents. */
const LAYERS = {
  identity: 'identity-based policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  serviceControl: 'service control policy',
  resourceControl: 'resource control policy',
  endpoint: 'VPC endpoint policy',
  resource: 'resource-based policy',
} as const satisfies Record<keyof Policies, PolicyType>;
type Layer = keyof typeof LAYERS;
type Documents = ReadonlyArray<readonly Written[]>;
type Drawn = Readonly<Partial<Record<Layer, Documents>>>;
const LAYER_NAMES = Object.keys(LAYERS) as Layer[];
const WITH_PRINCIPALS: readonly Layer[] = ['resourceControl', 'endpoint', 'resource'];
/** Most layers allow much, or no request would ever be allowed by all that must. */
const layer = (name: Layer): fc.Arbitrary<Documents> => {
  const hasPrincipals = WITH_PRINCIPALS.includes(name);
  const everything: Written = { Effect: 'Allow', Action: '*', Resource: '*', ...(hasPrincipals && { Principal: '*' }) };
  const some = statements(['Allow', 'Allow', 'Allow', 'Allow', 'Deny'], hasPrincipals);
  const statement = fc.oneof({ weight: 3, arbitrary: fc.constant(everything) }, { weight: 4, arbitrary: some });
  return fc.array(fc.array(statement, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 });
};
const sometimes = (name: Layer) => fc.option(layer(name), { nil: undefined, freq: name === 'identity' ? 5 : 1 });
const worlds: fc.Arbitrary<Drawn> = fc
  .tuple(...LAYER_NAMES.map(sometimes))
  .map((drawn) => Object.fromEntries(LAYER_NAMES.map((name, i) => [name, drawn[i]]).filter(([, one]) => one)));

function policiesOf(drawn: Drawn): Policies {
  const sets = LAYER_NAMES.filter((name) => drawn[name] !== undefined).map((name) => {
    const named = (drawn[name] ?? []).map((written, i) => ({ id: `${name}${i}`, document: documentOf(written) }));
    const levels = named.map((one) => policySet(LAYERS[name], [one]));
    return [name, name.endsWith('Control') ? levels : policySet(LAYERS[name], named)];
  });
  return Object.fromEntries(sets) as Policies;
}

const documentOf = (Statement: readonly Written[]) =>
  parseDocument(JSON.stringify({ Version: '2012-10-17', Statement }));

/** The same world with one statement more, in a document that is there. */
function adding(drawn: Drawn, name: Layer, statement: Written, at: number): Drawn {
  const documents = drawn[name];
  if (documents === undefined) return drawn;
  const grown = documents.map((one, i) => (i === at % documents.length ? [...one, statement] : one));
  return { ...drawn, [name]: grown };
}

const effectOf = (caller: Caller, question: Question, drawn: Drawn) =>
  authorize(caller, question, policiesOf(drawn)).effect;
const additions = (effect: string) =>
  fc
    .constantFrom(...LAYER_NAMES)
    .chain((name) => fc.tuple(fc.constant(name), statements([effect], WITH_PRINCIPALS.includes(name)), fc.nat(1)));

describe('decisions', () => {
  it('deny explicitly if and only if a matching statement denies', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(callers, questions, worlds, (caller, question, drawn) => {
        const decision = authorize(caller, question, policiesOf(drawn));
        const alone = LAYER_NAMES.some((name) => {
          const only = drawn[name]?.map((written) => written.filter(({ Effect }) => Effect === 'Deny'));
          return only?.some(
            (written) => written.length > 0 && effectOf(caller, question, { [name]: [written] }) === 'explicit-deny',
          );
        });
        expect(decision.effect === 'explicit-deny').toBe(alone);
        seen.set(decision.effect, (seen.get(decision.effect) ?? 0) + 1);
      }),
      { numRuns, seed: 1 },
    );
    expect(
      [...seen.values()].every((count) => count > numRuns / 40),
      JSON.stringify([...seen]),
    ).toBe(true);
    expect(seen.size).toBe(3);
  });

  it('keep an allow when an Allow is added, and gain none by a Deny', () => {
    let allowed = 0;
    fc.assert(
      fc.property(
        callers,
        questions,
        worlds,
        additions('Allow'),
        additions('Deny'),
        (caller, question, drawn, allow, deny) => {
          const before = effectOf(caller, question, drawn);
          if (before === 'allow') {
            allowed++;
            expect(effectOf(caller, question, adding(drawn, ...allow))).toBe('allow');
          } else {
            expect(effectOf(caller, question, adding(drawn, ...deny))).not.toBe('allow');
            expect(
              before === 'explicit-deny' && effectOf(caller, question, adding(drawn, ...allow)) !== 'explicit-deny',
            ).toBe(false);
          }
        },
      ),
      { numRuns: numRuns * 3, seed: 1 },
    );
    expect(allowed).toBeGreaterThan(numRuns / 20);
  });

  it('do not depend on the order of statements, documents and levels', () => {
    const reversed = (drawn: Drawn): Drawn =>
      Object.fromEntries(
        Object.entries(drawn).map(([name, documents]) => [name, documents.map((one) => one.toReversed()).toReversed()]),
      );
    fc.assert(
      fc.property(callers, questions, worlds, (caller, question, drawn) => {
        const [one, other] = [drawn, reversed(drawn)].map((world) => authorize(caller, question, policiesOf(world)));
        expect(other?.effect).toBe(one?.effect);
        if (one?.effect === 'implicit-deny')
          expect(new Set((other as typeof one).missing)).toEqual(new Set(one.missing));
        else expect(other).toMatchObject({ statements: { length: one?.statements.length } });
      }),
      { numRuns, seed: 1 },
    );
  });

  it('find by the index the statements that a look at each finds', () => {
    fc.assert(
      fc.property(questions, layer('identity'), (question, documents) => {
        const named: NamedPolicy[] = documents.map((written, i) => ({ id: String(i), document: documentOf(written) }));
        const action = question.action.toLowerCase();
        const found = policySet('identity-based policy', named).statements.find(action);
        const each = named.flatMap(({ document: { statements: all } }) =>
          all.map((one) => compileStatement(one, { hasPrincipals: false, variables: true })),
        );
        const applying = each.filter((one) => one?.appliesToAction(action) === true);
        expect(found).toHaveLength(applying.length);
        expect(found.every(({ statement }) => statement.appliesToAction(action))).toBe(true);
      }),
      { numRuns, seed: 1 },
    );
  });
});

describe('whatever it is given', () => {
  const KINDS: readonly PolicyKind[] = [
    'managed',
    'inline',
    'session',
    'serviceControl',
    'resource',
    'trust',
    'resourceControl',
  ];
  const words = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      '*',
      'a:*',
      'arn:aws:::',
      '${',
      '${}',
      "${a,'",
      '${a:b}',
      '12',
      '1e999',
      '::',
      '0.0.0.0/0',
      'true',
      '2026-01-01',
      '${*',
      'arn',
    ),
  );
  const anyValue = fc.oneof(
    words,
    fc.array(words, { maxLength: 3 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.object(),
  );
  const operators = fc.oneof(
    words,
    fc.constantFrom(
      'StringLike',
      'StringEqualsIgnoreCase',
      'ArnLike',
      'ArnNotEquals',
      'NumericLessThan',
      'DateGreaterThan',
      'IpAddress',
      'NotIpAddress',
      'Bool',
      'BinaryEquals',
      'Null',
      'ForAllValues:StringNotLike',
      'ForAnyValue:ArnLike',
    ),
  );
  const elements = fc.record(
    {
      Sid: words,
      Effect: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom('Allow', 'Deny', 'deny') },
        { weight: 1, arbitrary: anyValue },
      ),
      Action: fc.oneof({ weight: 9, arbitrary: fc.array(words) }, { weight: 1, arbitrary: anyValue }),
      Resource: fc.oneof({ weight: 9, arbitrary: fc.array(words) }, { weight: 1, arbitrary: anyValue }),
      Principal: fc.oneof(fc.constant('*'), fc.record({ AWS: words, Service: words }), anyValue),
      Condition: fc.dictionary(operators, fc.dictionary(words, fc.oneof(words, fc.array(words, { maxLength: 3 }))), {
        maxKeys: 3,
      }),
    },
    { requiredKeys: ['Effect', 'Action', 'Resource'] },
  );
  const texts = fc.oneof(
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.json() },
    {
      weight: 8,
      arbitrary: fc
        .record({
          Version: fc.constantFrom('2012-10-17', '2008-10-17'),
          Statement: fc.array(elements, { maxLength: 3 }),
        })
        .map((document) => JSON.stringify(document)),
    },
  );

  it('throws nothing but PolicyError', () => {
    let decided = 0;
    const strange = fc.record({
      action: words,
      resource: fc.oneof(words, fc.constant('arn:aws:a:b:c:d')),
      context: fc.array(fc.tuple(words, fc.array(words, { maxLength: 3 }))).map((entries) => new Map(entries)),
    });
    fc.assert(
      fc.property(texts, fc.constantFrom(...KINDS), callers, strange, (text, kind, caller, question) => {
        const refused = [() => validatePolicy(text, kind), () => parseDocument(text)].map(errorOf);
        expect(refused.every((error) => error === undefined || error instanceof PolicyError)).toBe(true);
        if (refused[1] !== undefined) return;
        const document = parseDocument(text);
        const identity = policySet('identity-based policy', [{ id: 'a', document }]);
        const resource = policySet('resource-based policy', [{ id: 'b', document }]);
        const decision = authorize(caller, question, { identity, resource });
        expect(['allow', 'implicit-deny', 'explicit-deny']).toContain(decision.effect);
        expect(denialReason(decision, question.action) === '').toBe(decision.effect === 'allow');
        expect(missingContextKeys(caller, question, { identity, resource })).toBeDefined();
        expect(contextKeysOf([document])).toBeDefined();
        decided++;
      }),
      { numRuns: numRuns * 3, seed: 1 },
    );
    expect(decided).toBeGreaterThan(numRuns / 2);
  });

  const errorOf = (work: () => unknown): unknown => {
    try {
      work();
      return undefined;
    } catch (error) {
      return error;
    }
  };

  it('answers in time, however the text is made', () => {
    const long = 'a'.repeat(100_000);
    const hostile = [
      long,
      `${'*a'.repeat(2000)}b`,
      `${'${a}'.repeat(20_000)}`,
      '${'.repeat(50_000),
      '1'.repeat(100_000),
      `arn:${':'.repeat(50_000)}`,
      ' '.repeat(100_000),
    ];
    const Condition = Object.fromEntries(
      ['StringLike', 'ArnLike', 'NumericEquals', 'DateEquals', 'IpAddress', 'StringEqualsIgnoreCase'].map(
        (operator) => [operator, { k: hostile }],
      ),
    );
    const start = performance.now();
    const text = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Deny', NotAction: hostile, NotResource: hostile, Condition },
    });
    const identity = policySet('identity-based policy', [{ id: 'a', document: parseDocument(text) }]);
    for (const value of hostile.slice(0, 5)) {
      const context = new Map([
        ['k', [value.slice(0, 5000)]],
        ['a', ['x']],
      ]);
      authorize(
        { kind: 'root', account: ACCOUNT },
        { action: 'a:b', resource: `arn:aws:s3:::${value.slice(0, 2000)}`, context },
        { identity },
      );
    }
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
