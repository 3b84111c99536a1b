import { parseAddress } from '../net/address.ts';
import { hostPrefix, parsePrefix, type Prefix, prefixHolds } from '../net/prefix.ts';
import { arnConditionPattern, arnParts } from './arn-pattern.ts';
import type { Context, ContextKey } from './context.ts';
import { parseInstant } from './instant.ts';
import { foldedPattern, type Pattern, patternOf } from './pattern.ts';
import { type Meaning, parseTemplate, plainText, variablesOf } from './template.ts';

/**
 * How an operator compares one value of the request with the values of the policy: true if it matches any of them. What
 * cannot be read as a number, a date or an address matches nothing (IAM User Guide, "IAM JSON policy elements: Condition
 * operators", which every function here restates).
 */
export type Comparison = (written: readonly string[], variables: boolean) => Compared;
/** `keys`: what the variables among the values ask for. */
export type Compared = Readonly<{ matches: Pattern; keys: readonly ContextKey[] }>;

/** Exact, with case. The values without variables stand in a set, however many they are. */
export const stringEquals: Comparison = (written, variables) => strings(written, { variables, wildcards: false });
/** With `*` and `?`, with case. */
export const stringLike: Comparison = (written, variables) => strings(written, { variables, wildcards: true });

export const stringEqualsIgnoreCase: Comparison = (written, variables) => {
  const templates = written.map((text) => parseTemplate(text, { variables, wildcards: false }));
  const patterns = templates.map((template) => foldedPattern(template));
  return { matches: anyOf(patterns), keys: templates.flatMap(variablesOf) };
};

/** ArnEquals and ArnLike alike: part by part, each with wildcards, with case. */
export const arnLike: Comparison = (written, variables) => {
  const templates = written.map((text) => parseTemplate(text, { variables, wildcards: true }));
  const patterns = templates.map(arnConditionPattern);
  const matches = (value: string, context: Context): boolean => {
    const parts = context.parsed(arnParts, value);
    return parts !== undefined && patterns.some((pattern) => pattern(parts, context));
  };
  return { matches, keys: templates.flatMap(variablesOf) };
};

/** `true` and `false`, in any case. */
export const bool: Comparison = (written) => parsed(written, parseBool, (a, b) => a === b);
/** Base64 text, byte for byte. */
export const binaryEquals: Comparison = (written) =>
  parsed(
    written,
    (text) => text,
    (a, b) => a === b,
  );
/** An address in a CIDR block, or that one address. IPv4 and IPv6 never match each other. */
export const ipAddress: Comparison = (written) => {
  const blocks = written.map(parseBlock).filter((block) => block !== undefined);
  const matches = (value: string, context: Context): boolean => {
    const address = context.parsed(parseAddress, value);
    return address !== undefined && blocks.some((block) => prefixHolds(block, address));
  };
  return { matches, keys: [] };
};

/** `order(requested, written)`. */
export function numeric(order: (requested: number, written: number) => boolean): Comparison {
  return (written) => parsed(written, parseNumber, order);
}

export function instant(order: (requested: number, written: number) => boolean): Comparison {
  return (written) => parsed(written, parseInstant, order);
}

function strings(written: readonly string[], meaning: Meaning): Compared {
  const templates = written.map((text) => parseTemplate(text, meaning));
  const plain = new Set(templates.map(plainText));
  const others = anyOf(templates.filter((template) => plainText(template) === undefined).map(patternOf));
  const matches: Pattern = (value, context) => plain.has(value) || others(value, context);
  return { matches, keys: templates.flatMap(variablesOf) };
}

function anyOf(patterns: readonly Pattern[]): Pattern {
  return (value, context) => patterns.some((pattern) => pattern(value, context));
}

function parsed<T>(
  written: readonly string[],
  parse: (text: string) => T | undefined,
  holds: (requested: T, written: T) => boolean,
): Compared {
  const values = written.map(parse).filter((value) => value !== undefined);
  const matches = (text: string, context: Context): boolean => {
    const requested = context.parsed(parse, text);
    return requested !== undefined && values.some((value) => holds(requested, value));
  };
  return { matches, keys: [] };
}

function parseBool(text: string): boolean | undefined {
  const folded = text.toLowerCase();
  return folded === 'true' ? true : folded === 'false' ? false : undefined;
}

function parseBlock(text: string): Prefix | undefined {
  const address = parseAddress(text);
  return address === undefined ? parsePrefix(text) : hostPrefix(address);
}

/** Decimal, with an exponent if need be: written so that no text makes the expression try twice. */
function parseNumber(text: string): number | undefined {
  if (!/^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}
