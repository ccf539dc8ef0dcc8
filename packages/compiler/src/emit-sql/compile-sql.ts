import type { Diagnostic, Program } from '@nudge/dsl';
import type { SqlDialect, SqlPlan } from '@nudge/engine';
import { compileToIr } from '../compile-program.ts';
import type { IrExpr, IrProgram } from '../ir.ts';
import { readsOf, visit } from '../ir-walk.ts';
import type { PassOptions } from '../passes/index.ts';
import type { Dialect } from './dialect.ts';
import { duckdb } from './dialects/duckdb.ts';
import { postgres } from './dialects/postgres.ts';
import { snowflake } from './dialects/snowflake.ts';
import { metricStatement } from './metric-statements.ts';
import { printStatement } from './print.ts';
import { membersStatement, nowStatement } from './segment-statements.ts';
import type { SqlContext } from './statement.ts';
import { layTables, schemaOf, type Tables } from './tables.ts';

const DIALECTS: Readonly<Record<SqlDialect, Dialect>> = { duckdb, postgres, snowflake };

export interface CompiledSql {
  /** Of use only if no diagnostic is an error. */
  readonly plan: SqlPlan;
  readonly diagnostics: readonly Diagnostic[];
}

/** A checked program, free of errors, as SQL: its tables, and a statement for each segment and metric. */
export function compileSql(program: Program, dialect: SqlDialect, options: PassOptions = {}): CompiledSql {
  const ir = compileToIr(program, options);
  const speaks = DIALECTS[dialect];
  const tables = layTables(ir);
  const context: SqlContext = { program: ir, files: program.files, tables };
  const plan: SqlPlan = {
    dialect,
    schema: schemaOf(ir, tables, speaks),
    columns: tables.columns,
    columnOf: tables.columnOf,
    eventTypes: ir.events.map(({ name }) => name),
    userFields: ir.user.map(({ name }) => name),
    purposes: ir.purposes,
    zones: zonesOf(ir),
    segments: byName(ir.segments).map(([id, { name }]) => ({
      name,
      members: printStatement(membersStatement(context, id), speaks),
      now: printStatement(nowStatement(context, id), speaks),
    })),
    metrics: byName(ir.metrics).map(([id, { name, value, of }]) => ({
      name,
      kind: value.type.kind,
      ...(of === null ? {} : { of }),
      values: printStatement(metricStatement(context, id), speaks),
    })),
  };
  return { plan, diagnostics: tooManyColumns(program, tables, speaks) };
}

/** Names hold ASCII alone, so this is the order of their bytes. */
function byName<T extends { readonly name: string }>(list: readonly T[]): (readonly [number, T])[] {
  return [...list.entries()].sort(([, a], [, b]) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** The zones whose rows the statements join; UTC needs none. */
function zonesOf(program: IrProgram): SqlPlan['zones'] {
  const named = new Set<string>();
  let fromProfile = false;
  const lookAtZone = (part: IrExpr): void => {
    if (part.op === 'const' && typeof part.value === 'string') named.add(part.value);
    if (part.op === 'profile') fromProfile = true;
  };
  const look = (expr: IrExpr): void => {
    const zone = isLocalTime(expr) ? expr.args[1] : undefined;
    // `user.zone ?? "Europe/Berlin"` is both.
    if (zone !== undefined) visit(zone, lookAtZone);
  };
  for (const value of valuesInSql(program)) visit(value, look);
  named.delete('UTC');
  return { named: [...named].sort(), fromProfile };
}

function isLocalTime(expr: IrExpr): expr is Extract<IrExpr, { op: 'call' }> {
  return expr.op === 'call' && ['hour', 'weekday', 'date'].includes(expr.operator);
}

/** Conditions of segments, metrics, and the filters that they read through: what only nudges look at is no part of it. */
function valuesInSql(program: IrProgram): readonly IrExpr[] {
  const values = [
    ...program.segments.map(({ condition }) => condition),
    ...program.metrics.map(({ value }) => value),
  ];
  const filters = values.flatMap((value) =>
    readsOf(value).aggregates.map((id) => program.aggregates[id]?.filter ?? null),
  );
  return [...values, ...filters.filter((filter) => filter !== null)];
}

function tooManyColumns(program: Program, { columns }: Tables, dialect: Dialect): readonly Diagnostic[] {
  const fixed = 7;
  const max = dialect.columnsMax;
  const event = program.events[0];
  if (max === null || columns.length + fixed <= max || event === undefined) return [];
  return [
    {
      code: 'N9101',
      severity: 'error',
      span: event.decl.name.span,
      message: `${dialect.name} holds at most ${max} columns in a table, and the fields of these events need ${columns.length + fixed}`,
      help: 'give fields that mean the same one name and one type in all events: they then share a column',
    },
  ];
}
