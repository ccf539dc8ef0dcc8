/**
 * Values at T alone, without what led there: one row for each user. Metrics are read this way, and segments of which only
 * the present matters.
 */
import type { IrAggregate, IrExpr } from '../ir.ts';
import { readsOf } from '../ir-walk.ts';
import { averageOf, countOf, distinctOf, sumOf } from './aggregate-values.ts';
import {
  AS_OF,
  aggregate,
  as,
  ascending,
  binary,
  choose,
  coalesce,
  column,
  integer,
  isPresent,
  owner,
  ownerColumns,
  plusMs,
  ROW,
  sameOwner,
  select,
  TENANT,
  USER,
} from './build.ts';
import { aggregateLabel, bareName } from './labels.ts';
import { lowerSqlExpr } from './lower-expr.ts';
import { Names } from './names.ts';
import { mayHoldOnNothing } from './nothing.ts';
import { oneOfEach } from './one-of-each.ts';
import { fieldOf, profileNow, profileValue } from './profile.ts';
import { type Staged, Staging } from './staging.ts';
import { AT, all, type Statement, VALUE } from './statement.ts';
import type { SqlColumnAs, SqlExpr, SqlJoin, SqlSelect } from './tree.ts';

/** Rows to be judged: `part` holds a row for each user, `value` is the expression over it. */
export interface Point {
  readonly part: string;
  readonly value: SqlExpr;
}

/** The value of an expression at T for every user of `users` (a part with `tenant` and `user`). */
export function pointOf(
  statement: Statement,
  label: string,
  expr: IrExpr,
  users: string,
  membersOf: ReadonlyMap<number, string>,
): Point {
  const { program } = statement.context;
  const reads = readsOf(expr);
  const columns: SqlColumnAs[] = [];
  const joins: SqlJoin[] = [];
  const values = new Map<string, (staging: Staging) => Staged>();
  const plain = (key: string, sql: SqlExpr): void => void values.set(key, () => ({ sql, stage: 0 }));
  const join = (part: string, alias: string): void =>
    void joins.push({ table: { name: part, as: alias }, on: sameOwner(alias, ROW) });
  const names = new Names();
  for (const name of [TENANT, USER]) names.unique(name);
  /** A column of the rows that is found in a joined part. */
  const carry = (alias: string, found: string, wanted: string): SqlExpr => {
    const name = names.unique(wanted);
    columns.push(as(column(found, alias), name));
    return column(name, ROW);
  };

  const byLog = new Map<number, number[]>();
  for (const id of reads.aggregates) {
    const log = program.logOfAggregate[id] as number;
    byLog.set(log, [...(byLog.get(log) ?? []), id]);
  }
  for (const [log, ids] of byLog) {
    const totals: SqlColumnAs[] = [];
    const alias = statement.unique(`${statement.log(log)}, totals`);
    const total = (spec: IrAggregate, fn: string, sql: SqlExpr): SqlExpr => {
      const name = names.unique(aggregateLabel(fn, statement.log(log), spec.windowMs));
      totals.push(as(sql, name));
      columns.push(as(column(name, alias), name));
      return column(name, ROW);
    };
    for (const id of ids) {
      const spec = program.aggregates[id] as IrAggregate;
      values.set(
        `aggregate ${id}`,
        pointAggregate(statement, spec, log, total, (part, name) => {
          join(part, part);
          return carry(part, VALUE, name);
        }),
      );
    }
    if (totals.length === 0) continue;
    const query = select({
      columns: [...ownerColumns(ROW), ...totals],
      from: { name: statement.log(log), as: ROW },
      groupBy: owner(ROW),
    });
    statement.parts.push({ name: alias, comment: [], query });
    join(alias, alias);
  }
  for (const field of reads.profile) {
    const schema = fieldOf(statement, field);
    const part = profileNow(statement, field);
    join(part, part);
    plain(`profile ${field}`, profileValue(schema, carry(part, VALUE, `user.${schema.name}`)));
  }
  for (const segment of reads.segments) {
    const part = membersOf.get(segment);
    if (part === undefined) throw new Error(`segment ${segment} is not there yet`);
    join(part, part);
    const name = bareName(program.segments[segment]?.name ?? '');
    plain(`member ${segment}`, isPresent(carry(part, USER, `in ${name}`)));
  }

  const staging = new Staging();
  const { sql } = lowerSqlExpr(expr, {
    staging,
    now: AS_OF,
    leaf: (leaf) => {
      const key =
        leaf.op === 'aggregate'
          ? `aggregate ${leaf.aggregate}`
          : leaf.op === 'profile'
            ? `profile ${leaf.field}`
            : leaf.op === 'member'
              ? `member ${leaf.segment}`
              : leaf.op;
      const make = values.get(key);
      if (make === undefined) throw new Error(`${key} cannot be looked at here`);
      return make(staging);
    },
  });
  const rows = statement.part(
    `${label}, values`,
    select({ columns: [...ownerColumns(ROW), ...columns], from: { name: users, as: ROW }, joins }),
  );
  return { part: staging.over(rows, statement.parts, statement.unique), value: sql };
}

/** Over the rows of a log up to T, of which those count that the window still holds. */
function pointAggregate(
  statement: Statement,
  spec: IrAggregate,
  log: number,
  total: (spec: IrAggregate, fn: string, sql: SqlExpr) => SqlExpr,
  joined: (part: string, name: string) => SqlExpr,
): (staging: Staging) => Staged {
  const { windowMs } = spec;
  const isInside = windowMs === null ? null : binary(column(AT, ROW), '>', plusMs(AS_OF, -windowMs));
  const inside = (value: SqlExpr): SqlExpr => (isInside === null ? value : choose([[isInside, value]]));
  const value = column(VALUE, ROW);
  const count = (): SqlExpr =>
    coalesce(total(spec, 'count', aggregate('count', inside(integer(1)))), integer(0));
  const sum = (): SqlExpr => coalesce(total(spec, 'sum', aggregate('sum', inside(value))), integer(0));
  const plain = (sql: SqlExpr) => (): Staged => ({ sql, stage: 0 });
  switch (spec.function) {
    case 'count':
      return plain(countOf(count()));
    case 'sum': {
      const total = sum();
      return (staging) => sumOf(staging, total, spec.valueKind);
    }
    case 'avg': {
      const [total, number] = [sum(), count()];
      return (staging) => averageOf(staging, total, number, spec.valueKind);
    }
    case 'min':
    case 'max':
      return plain(total(spec, spec.function, aggregate(spec.function, inside(value))));
    case 'distinct': {
      const number = total(spec, 'distinct', aggregate('count', inside(value), true));
      return plain(distinctOf(coalesce(number, integer(0))));
    }
    case 'first':
    case 'last': {
      const label = aggregateLabel(spec.function, statement.log(log), windowMs);
      return plain(joined(firstOrLast(statement, log, isInside, spec.function === 'first', label), label));
    }
    default:
      return neverFunction(spec.function);
  }
}

function firstOrLast(
  statement: Statement,
  log: number,
  isInside: SqlExpr | null,
  isFirst: boolean,
  label: string,
): string {
  const descending = !isFirst;
  return oneOfEach(statement, label, {
    from: statement.log(log),
    where: isInside,
    columns: [...ownerColumns(ROW), as(column(VALUE, ROW), VALUE)],
    partitionBy: owner(ROW),
    orderBy: [
      { ...ascending(column(AT, ROW)), descending },
      { ...ascending(column('id', ROW), true), descending },
    ],
  });
}

/** The users who may be in a segment: all of them, or those of the events that it looks at. */
function usersOf(statement: Statement, segment: number): string {
  const { program } = statement.context;
  const spec = program.segments[segment];
  if (spec === undefined) throw new Error(`there is no segment ${segment}`);
  const logs = logsBehind(statement, segment);
  if (mayHoldOnNothing(program, segment) || logs.length === 0) return statement.everyone();
  const parts = logs.map((log) =>
    select({ columns: ownerColumns(ROW), from: { name: statement.log(log), as: ROW } }),
  );
  return statement.part(
    `${bareName(spec.name)}, users`,
    { kind: 'union', distinct: true, parts: distinctly(parts) },
    ['nobody else can be in it'],
  );
}

/** A UNION of one part would leave its rows as they are. */
function distinctly(parts: readonly SqlSelect[]): readonly SqlSelect[] {
  return parts.length === 1 ? parts.map((part) => ({ ...part, groupBy: owner(ROW) })) : parts;
}

/** The logs that a segment reads, by itself and through others. */
function logsBehind({ context: { program } }: Statement, segment: number): number[] {
  const logs = new Set<number>();
  const seen = new Set<number>();
  const follow = (id: number): void => {
    if (seen.has(id)) return;
    seen.add(id);
    const { aggregates, segments } = readsOf((program.segments[id] as { condition: IrExpr }).condition);
    for (const aggregate of aggregates) logs.add(program.logOfAggregate[aggregate] as number);
    segments.forEach(follow);
  };
  follow(segment);
  return [...logs];
}

/** The members of a segment at T (`tenant`, `user`), where no `for` needs to know the past. */
export function membersPoint(
  statement: Statement,
  segment: number,
  membersOf: ReadonlyMap<number, string>,
): { readonly from: string; readonly where: SqlExpr } {
  const { program } = statement.context;
  const spec = program.segments[segment];
  if (spec === undefined) throw new Error(`there is no segment ${segment}`);
  const { part, value } = pointOf(
    statement,
    bareName(spec.name),
    spec.condition,
    usersOf(statement, segment),
    membersOf,
  );
  return { from: part, where: all(value) };
}

function neverFunction(fn: never): never {
  throw new Error(`unknown aggregate function ${String(fn)}`);
}
