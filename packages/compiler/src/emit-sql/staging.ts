import { and, as, binary, choose, column, integer, plusMs, ROW, select } from './build.ts';
import { ZONES } from './tables.ts';
import type { SqlExpr, SqlJoin, SqlPart } from './tree.ts';

/** An expression, and how many stages must stand before what it is made of is there. */
export interface Staged {
  readonly sql: SqlExpr;
  readonly stage: number;
}

interface Step {
  readonly name: string;
  readonly stage: number;
  readonly value:
    | { readonly kind: 'expr'; readonly sql: SqlExpr }
    /** What the clocks of a zone are ahead of UTC at an instant. */
    | { readonly kind: 'offset'; readonly zone: SqlExpr; readonly instant: SqlExpr };
}

/**
 * Values that are computed once and then named, one stage (a SELECT over the one before) upon the other. An operation whose
 * SQL holds an operand more than once takes it by name: so the text stays as long as the expression is.
 */
export class Staging {
  readonly #steps: Step[] = [];
  readonly #known = new Map<string, Step>();

  get stages(): number {
    return Math.max(0, ...this.#steps.map(({ stage }) => stage));
  }

  /** The columns that the stages add. */
  get names(): readonly string[] {
    return this.#steps.map(({ name }) => name);
  }

  /** The value by a name, if it is not short as it is. */
  atom(value: Staged): Staged {
    switch (value.sql.kind) {
      case 'column':
      case 'integer':
      case 'text':
      case 'boolean':
      case 'null':
      case 'asOf':
        return value;
      default:
        return this.#add({ kind: 'expr', sql: value.sql }, value.stage);
    }
  }

  /** Both are atoms. */
  offset(zone: Staged, instant: Staged): Staged {
    return this.#add(
      { kind: 'offset', zone: zone.sql, instant: instant.sql },
      Math.max(zone.stage, instant.stage),
    );
  }

  #add(value: Step['value'], after: number): Staged {
    const key = JSON.stringify(value);
    let step = this.#known.get(key);
    if (step === undefined) {
      step = { name: `step ${this.#steps.length + 1}`, stage: after + 1, value };
      this.#steps.push(step);
      this.#known.set(key, step);
    }
    return { sql: column(step.name, ROW), stage: step.stage };
  }

  /** Puts the stages over a part; gives the name of the last. */
  over(from: string, parts: SqlPart[], unique: (wanted: string) => string): string {
    let last = from;
    for (let stage = 1; stage <= this.stages; stage++) {
      const name = unique(`${from}, step ${stage}`);
      const steps = this.#steps.filter((step) => step.stage === stage);
      const joins: SqlJoin[] = [];
      const columns = steps.map((step) => {
        if (step.value.kind === 'expr') return as(step.value.sql, step.name);
        const alias = `zone ${step.name}`;
        joins.push({ table: { name: ZONES, as: alias }, on: zoneCovers(alias, step.value) });
        return as(column('offset', alias), step.name);
      });
      const query = select({ allOf: ROW, columns, from: { name: last, as: ROW }, joins });
      parts.push({ name, comment: [], query, computedOnce: true });
      last = name;
    }
    return last;
  }
}

// The numbers of ZONE_CYCLE of the engine, which the compiler may not import; a test holds them together.
/** 2100-01-01 */
export const CYCLE_FROM_MS = 4_102_444_800_000;
/** 400 years, after which the calendar and so the rules of time zones repeat. */
export const CYCLE_LENGTH_MS = 12_622_780_800_000;

function zoneCovers(alias: string, { zone, instant }: { zone: SqlExpr; instant: SqlExpr }): SqlExpr {
  const endMs = CYCLE_FROM_MS + CYCLE_LENGTH_MS;
  const inCycle = plusMs(
    { kind: 'call', name: 'remainder', args: [plusMs(instant, -CYCLE_FROM_MS), integer(CYCLE_LENGTH_MS)] },
    CYCLE_FROM_MS,
  );
  const folded = choose([[binary(instant, '<', integer(endMs)), instant]], inCycle);
  return and(
    binary(column('zone', alias), '=', zone),
    binary(column('from', alias), '<=', folded),
    binary(column('until', alias), '>', folded),
  ) as SqlExpr;
}
