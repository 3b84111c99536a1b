import type { Program } from './program.ts';

/** A program as JSON: maps as lists of pairs and whole numbers as hexadecimal text, each with a mark of its own. */
export function programToJson(program: Program): string {
  return JSON.stringify(program, (_, value: unknown) => {
    if (typeof value === 'bigint') return { [WHOLE]: value.toString(16) };
    return value instanceof Map ? { [PAIRS]: [...value] } : value;
  });
}

/** The reverse. What it is given comes from `programToJson`. */
export function programFromJson(text: string): Program {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if (WHOLE in value) return BigInt(`0x${String(value[WHOLE])}`);
    return PAIRS in value ? new Map(value[PAIRS] as Iterable<[unknown, unknown]>) : value;
  }) as Program;
}

const WHOLE = '#';
const PAIRS = '<>';
