import {
  Acceptance,
  type Effect,
  effectLine,
  type IntakeCounts,
  type Manifest,
  metricValue,
  type SqlPlan,
  segmentMember,
} from '@nudge/engine';
import { Loading, type ResultRow, readValue, type Warehouse } from '@nudge/warehouse';
import type { LinesOutput } from '../running/lines-output.ts';
import { type Inputs, type ReadTools, readInputs } from '../running/read-inputs.ts';
import { countOf, grouped } from '../session.ts';
import { sha256 } from '../sha256.ts';

export interface Batch extends Inputs {
  readonly manifest: Manifest;
  readonly plan: SqlPlan;
  /** T, in epoch ms. */
  readonly asOfMs: number;
  /** Also the metrics. */
  readonly metrics: boolean;
}

export interface BatchTools extends ReadTools {
  readonly output: LinesOutput;
  /** Prepared with the plan. */
  readonly warehouse: Warehouse;
}

/** What one statement gave. */
export interface Answered {
  readonly kind: 'segment' | 'metric';
  readonly name: string;
  readonly rows: number;
  readonly elapsedMs: number;
}

export interface BatchFacts {
  readonly counts: IntakeCounts;
  readonly rowsLoaded: number;
  readonly answered: readonly Answered[];
}

interface Question {
  readonly kind: Answered['kind'];
  readonly name: string;
  readonly sql: string;
  readonly effectOf: (row: ResultRow) => Effect;
}

/**
 * Reads the inputs, puts what is accepted into the warehouse, asks it every statement, and writes the lines in the order of
 * semantics (Output). Throws `FileProblem`, `WrongUsage` and `WarehouseProblem`.
 */
export async function batchRecords(batch: Batch, tools: BatchTools): Promise<BatchFacts> {
  const { manifest, plan, asOfMs } = batch;
  const { warehouse, progress } = tools;
  const loading = new Loading(warehouse, plan, manifest);
  const acceptance = new Acceptance(manifest, {
    untilMs: asOfMs,
    onBase: (base) => loading.base(base),
    onEvent: (event) => loading.event(event),
  });
  const taker = {
    userRow: acceptance.userRow.bind(acceptance),
    record: acceptance.record.bind(acceptance),
    drained: () => loading.drained(),
  };
  await readInputs(batch, manifest, taker, tools);
  acceptance.finish();
  progress.stage(`loading the rest into ${warehouse.name}, ${countOf(loading.rows, 'row')} are there`);
  await loading.finish();

  const answered: Answered[] = [];
  const questions = questionsOf(batch);
  for (const [i, question] of questions.entries()) {
    progress.stage(`${question.kind} ${question.name}  (${grouped(i + 1)} of ${grouped(questions.length)})`);
    answered.push(await answer(question, asOfMs, tools));
  }
  return { counts: acceptance.counts, rowsLoaded: loading.rows, answered };
}

function questionsOf({ plan, asOfMs, metrics }: Batch): readonly Question[] {
  const segments = plan.segments.map(({ name, members }): Question => {
    const effectOf = ({ tenant, user, sinceMs }: ResultRow): Effect =>
      segmentMember({ tenant, user, asOfMs }, name, sinceMs as number, sha256);
    return { kind: 'segment', name, sql: members, effectOf };
  });
  if (!metrics) return segments;
  const ofMetrics = plan.metrics.map((metric): Question => {
    const effectOf = ({ tenant, user, value }: ResultRow): Effect =>
      metricValue({ tenant, user, asOfMs }, metric, readValue(value, metric.kind), sha256);
    return { kind: 'metric', name: metric.name, sql: metric.values, effectOf };
  });
  return [...segments, ...ofMetrics];
}

async function answer(question: Question, asOfMs: number, tools: BatchTools): Promise<Answered> {
  const { io, output, progress, warehouse } = tools;
  const { kind, name, sql, effectOf } = question;
  const begunMs = io.clockMs();
  const rows = await warehouse.query(sql, asOfMs, `${kind} ${name}`);
  const elapsedMs = io.clockMs() - begunMs;
  // The lines may go to the terminal that shows how far we are.
  progress.end();
  for (const row of rows) output.writeLine(effectLine(effectOf(row)));
  output.flush();
  await output.drained();
  return { kind, name, rows: rows.length, elapsedMs };
}
