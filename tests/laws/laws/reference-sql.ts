import { compileSql } from '@nudge/compiler';
import type { SqlPlan } from '@nudge/engine';
import { Loading, type ResultRow, readValue, type Warehouse } from '@nudge/warehouse';
import type { Databases } from '../databases.ts';
import { memberLine, metricLine, type Person } from '../ending-lines.ts';
import { Counterexample, type Law, same } from '../law.ts';
import type { Prepared } from '../prepare.ts';

/** Instants to ask about besides T. */
const FURTHER_INSTANTS = 1;

export const referenceDuckdb: Law = sqlLaw('duckdb', 'DuckDB');
export const referencePostgres: Law = sqlLaw('postgres', 'Postgres');

function sqlLaw(dialect: 'duckdb' | 'postgres', title: string): Law {
  return {
    name: `reference-${dialect}`,
    statement: `${title} finds the members, who is in now, and the metrics that the reference finds, at any T.`,
    async check(prepared: Prepared, databases: Databases): Promise<void> {
      const { plan, diagnostics } = compileSql(prepared.program, dialect);
      if (diagnostics.some(({ severity }) => severity === 'error')) {
        const messages = diagnostics.map(({ code, message }) => `${code}: ${message}`);
        throw new Counterexample('the rules have no SQL', [], messages);
      }
      const warehouse = await databases[dialect]();
      for (const asOfMs of instantsFor(this.name, prepared)) {
        await compareAsOf(prepared, plan, warehouse, asOfMs);
      }
    },
  };
}

/** The end, and some of the others: a statement takes milliseconds to plan, so no law takes longer than these two. */
function instantsFor(law: string, prepared: Prepared): number[] {
  const { instants, endMs } = prepared.case;
  const others = instants.filter((instant) => instant !== endMs);
  return [...prepared.choices(law).shuffled(others).slice(0, FURTHER_INSTANTS), endMs];
}

async function compareAsOf(
  prepared: Prepared,
  plan: SqlPlan,
  warehouse: Warehouse,
  asOfMs: number,
): Promise<void> {
  const { manifest } = prepared.bundle;
  const accepted = prepared.acceptedUntil(asOfMs);
  const expected = prepared.referenceUntil(asOfMs);
  await warehouse.prepare(plan);
  const loading = new Loading(warehouse, plan, manifest);
  for (const base of accepted.bases) loading.base(base);
  for (const { event } of accepted.records) loading.event(event);
  await loading.finish();

  const members: string[] = [];
  const inNow: string[] = [];
  for (const { name, members: whole, now } of plan.segments) {
    const rows = await warehouse.query(whole, asOfMs, name);
    members.push(...rows.map((row) => memberLine(name, row, row.sinceMs ?? Number.NaN, asOfMs)));
    const present = await warehouse.query(now, asOfMs, name);
    inNow.push(...present.map((row) => `${name} ${personText(row)}`));
  }
  const metrics: string[] = [];
  for (const metric of plan.metrics) {
    const rows = await warehouse.query(metric.values, asOfMs, metric.name);
    metrics.push(...rows.map((row) => metricOf(metric, row, asOfMs)));
  }
  const at = `as of ${new Date(asOfMs).toISOString()}`;
  same(`members ${at}`, expected.members, members);
  same(`who is in now, ${at}`, expected.members.map(presenceOf), inNow);
  same(`metrics ${at}`, expected.metrics, metrics);
}

function metricOf(metric: SqlPlan['metrics'][number], row: ResultRow, asOfMs: number): string {
  return metricLine(metric, row, readValue(row.value, metric.kind), asOfMs);
}

function personText({ tenant, user }: Person): string {
  return JSON.stringify([tenant, user]);
}

function presenceOf(line: string): string {
  const { subject, tenant, data } = JSON.parse(line);
  return `${data.segment} ${personText({ tenant, user: subject })}`;
}
