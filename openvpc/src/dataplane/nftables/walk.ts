import type { Disposition, Origin } from '../../contract/verdict.ts';
import type { Chain, Condition, Field, Interval, Key, NftMap, Rule, Ruleset, Value, Verdict } from './ruleset.ts';

/** A packet as the rules see it: what each field loads. What is not in it cannot be loaded, and matches nothing. */
export type Fields = ReadonlyMap<Field, Value>;

/** What the rules did with a packet before it was routed, and what they left on it and on its connection. */
export type RulesetWalk = Readonly<{
  accepted: boolean;
  mark: number;
  connectionMark: number;
  /** Of the ending chain that it came to. */
  ends?: Disposition;
  /** The chains that it went through, in order. */
  chains: readonly string[];
  /** Users' rules that matched, in order. */
  origins: readonly Origin[];
}>;

/**
 * Runs typed rules as the kernel runs the text that `render` makes of them: statement by statement, knowing nothing of
 * what they are for. So that rules and reference can be compared without a kernel.
 */
export function walkRuleset(ruleset: Ruleset, hook: 'prerouting' | 'forward', packet: Fields): RulesetWalk {
  const run = new Run(ruleset, packet);
  const bases = [...ruleset.chains].filter(([, { base }]) => base?.hook === hook);
  const inOrder = bases.sort(([, a], [, b]) => (a.base?.priority ?? 0) - (b.base?.priority ?? 0));
  return run.result(inOrder.every(([name, chain]) => run.base(name, chain)));
}

type Outcome = 'accept' | 'drop' | 'return';

class Run {
  readonly #ruleset: Ruleset;
  readonly #fields: Map<Field, Value>;
  readonly #chains: string[] = [];
  readonly #origins: Origin[] = [];
  #ends: Disposition | undefined;

  constructor(ruleset: Ruleset, packet: Fields) {
    this.#ruleset = ruleset;
    this.#fields = new Map(packet);
    if (!this.#fields.has('mark')) this.#fields.set('mark', 0n);
  }

  base(name: string, chain: Chain): boolean {
    const outcome = this.#chain(name);
    return (outcome === 'return' ? chain.base?.policy : outcome) === 'accept';
  }

  result(accepted: boolean): RulesetWalk {
    return {
      accepted,
      mark: Number(this.#fields.get('mark')),
      connectionMark: Number(this.#fields.get('connection-mark') ?? 0n),
      ...(this.#ends !== undefined && { ends: this.#ends }),
      chains: this.#chains,
      origins: this.#origins,
    };
  }

  #chain(name: string): Outcome {
    const chain = this.#ruleset.chains.get(name);
    if (chain === undefined) throw new Error(`no chain ${name}`);
    this.#chains.push(name);
    this.#ends = chain.ends ?? this.#ends;
    for (const rule of chain.rules) {
      if (!rule.when.every((condition) => this.#holds(condition))) continue;
      if (rule.origin !== undefined) this.#origins.push(rule.origin);
      const outcome = this.#act(rule);
      if (outcome !== undefined) return outcome;
    }
    return 'return';
  }

  /** Undefined: on to the next rule. */
  #act(rule: Rule): Outcome | undefined {
    for (const action of rule.actions) {
      switch (action.kind) {
        case 'set-bits': {
          const field = action.of === 'mark' ? 'mark' : 'connection-mark';
          const before = this.#fields.get(field);
          if (before === undefined) return undefined; // no connection: the rule ends here
          this.#fields.set(field, BigInt(before) | BigInt(action.bits));
          break;
        }
        case 'clear-bits':
          this.#fields.set('mark', BigInt(this.#fields.get('mark') ?? 0n) & ~BigInt(action.bits));
          break;
        case 'mark-by': {
          const given = this.#lookUp(action.fields, action.map, 'mark');
          if (typeof given !== 'number') return undefined;
          this.#fields.set('mark', BigInt(given));
          break;
        }
        case 'verdict-by': {
          const given = this.#lookUp(action.fields, action.map, 'verdict');
          if (typeof given !== 'object') break;
          const outcome = this.#verdict(given);
          if (outcome !== undefined) return outcome;
          break;
        }
        default: {
          const outcome = this.#verdict(action);
          if (outcome !== undefined) return outcome;
        }
      }
    }
    return undefined;
  }

  #verdict(verdict: Verdict): Outcome | undefined {
    switch (verdict.kind) {
      case 'go':
        return this.#chain(verdict.chain);
      case 'call': {
        const outcome = this.#chain(verdict.chain);
        return outcome === 'return' ? undefined : outcome;
      }
      default:
        return verdict.kind;
    }
  }

  #holds(condition: Condition): boolean {
    if (condition.kind === 'in') {
      const set = this.#ruleset.sets.get(condition.set);
      if (set === undefined) throw new Error(`no set ${condition.set}`);
      const values = this.#load(condition.fields);
      return values !== undefined && set.elements.some((key) => holdsAll(key, values));
    }
    const loaded = this.#fields.get(condition.field);
    if (loaded === undefined) return false;
    const value = condition.mask === undefined ? loaded : BigInt(loaded) & BigInt(condition.mask);
    return condition.anyOf.some((interval) => holds(interval, value)) !== (condition.not === true);
  }

  #lookUp(fields: readonly Field[], name: string, gives: NftMap['gives']): number | Verdict | undefined {
    const map = this.#ruleset.maps.get(name);
    if (map?.gives !== gives) throw new Error(`no map ${name} that gives a ${gives}`);
    const values = this.#load(fields);
    return values && map.entries.find(({ key }) => holdsAll(key, values))?.gives;
  }

  #load(fields: readonly Field[]): readonly Value[] | undefined {
    const values = fields.flatMap((field) => this.#fields.get(field) ?? []);
    return values.length === fields.length ? values : undefined;
  }
}

function holdsAll(key: Key, values: readonly Value[]): boolean {
  return key.length === values.length && key.every((interval, i) => holds(interval, values[i]));
}

function holds({ first, last }: Interval, value: Value | undefined): boolean {
  if (value === undefined || typeof value !== typeof first) return false;
  return first <= value && value <= last;
}
