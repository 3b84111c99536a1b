import { z } from 'zod';
import { isReason } from '../control/describe-because.ts';
import type { Question } from '../control/explain.ts';
import { ApiError } from '../control/operation.ts';

/** Bodies of OpenVPC's own API, checked. Throws ApiError that says what is wrong. */

const questionSchema = z.strictObject({
  from: z.string().min(1),
  to: z.string().min(1),
  protocol: z.union([z.enum(['tcp', 'udp', 'icmp']), z.number().int().min(0).max(255)]),
  port: z.number().int().min(0).max(65_535).optional(),
  sourcePort: z.number().int().min(0).max(65_535).optional(),
  icmpType: z.number().int().min(0).max(255).optional(),
  icmpCode: z.number().int().min(0).max(255).optional(),
  family: z.union([z.literal(4), z.literal(6)]).optional(),
});

const advanceSchema = z.strictObject({ milliseconds: z.number().min(0).max(1e12) });
const originSchema = z.strictObject({ resource: z.string(), rule: z.string() });
const reasonsSchema = z.strictObject({
  reasons: z
    .array(
      z.strictObject({
        because: z.union([originSchema, z.string().refine(isReason, 'not a reason')]),
        direction: z.enum(['ingress', 'egress']),
      }),
    )
    .max(10_000),
});

export function questionIn(body: string): Question {
  const given = checked(questionSchema, body, 'the question');
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Question; // just checked
}

export function advanceIn(body: string): number {
  return checked(advanceSchema, body, 'the time').milliseconds;
}

export function reasonsIn(body: string): z.infer<typeof reasonsSchema>['reasons'] {
  return checked(reasonsSchema, body, 'the reasons').reasons;
}

function checked<T>(schema: z.ZodType<T>, body: string, what: string): T {
  const parsed = schema.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ApiError('InvalidParameterValue', `${issue?.path.join('.') || what}: ${issue?.message ?? 'not valid'}`);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new ApiError('SerializationException', 'The body is not JSON.');
  }
}
