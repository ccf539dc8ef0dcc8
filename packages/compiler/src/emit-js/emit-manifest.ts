import type { AggregateSpec, LogSpec, Manifest, TriggerSpec } from '@nudge/engine';
import { stableHash } from '../hash.ts';
import type { IrExpr, IrProgram, IrTrigger } from '../ir.ts';
import { printExpr } from '../ir-print.ts';
import { visit } from '../ir-walk.ts';
import { isCorrelated, logKey } from '../passes/assign-logs.ts';
import { readsOf } from '../passes/reads.ts';

/** The manifest without its hash, which is over the module too (see `compile-program.ts`). */
export function emitManifest(program: IrProgram, compiler: string): Omit<Manifest, 'hash'> {
  const watched = watchedAggregates(program);
  const keys = segmentKeys(program);
  return {
    format: 1,
    compiler,
    settings: program.settings,
    purposes: program.purposes,
    channels: program.channels,
    events: program.events,
    user: program.user,
    sources: program.sources,
    logs: program.logs.map((_, i) => emitLog(program, i, watched)),
    aggregates: program.aggregates.map(
      (aggregate, i): AggregateSpec => ({
        log: program.logOfAggregate[i] as number,
        function: aggregate.function,
        windowMs: aggregate.windowMs,
        valueKind: aggregate.valueKind,
        correlated: isCorrelated(aggregate),
        field: aggregate.field,
        watched: watched.has(i),
      }),
    ),
    segments: program.segments.map((segment, i) => ({
      name: segment.name,
      key: keys[i] as string,
      ...texts(segment),
      forMs: segment.forMs,
      reads: segment.reads ?? readsOf(segment.condition),
    })),
    metrics: program.metrics.map((metric) => ({
      name: metric.name,
      ...texts(metric),
      kind: metric.value.type.kind,
      ...(metric.of === null ? {} : { of: metric.of }),
    })),
    nudges: program.nudges.map(
      ({ when: _when, args: _args, index, span: _span, title, doc, trigger, ...nudge }) => ({
        ...nudge,
        ...texts({ title, doc }),
        trigger: emitTrigger(trigger),
        match: index?.match ?? null,
      }),
    ),
    templates: program.templates,
  };
}

function texts({ title, doc }: { readonly title: string | null; readonly doc: string | null }): {
  readonly title?: string;
  readonly doc?: string;
} {
  return { ...(title === null ? {} : { title }), ...(doc === null ? {} : { doc }) };
}

function emitTrigger(trigger: IrTrigger): TriggerSpec {
  switch (trigger.kind) {
    case 'event':
      return { kind: 'event', event: trigger.event };
    case 'enter':
    case 'exit':
      return { kind: trigger.kind, segment: trigger.segment };
    case 'unless': {
      const { kind, event, aggregate, withinMs } = trigger;
      return { kind, event, aggregate, withinMs };
    }
  }
}

/** Aggregates that a segment's condition reads: a membership may change when one of their entries comes or leaves. */
function watchedAggregates(program: IrProgram): ReadonlySet<number> {
  const watched = new Set<number>();
  for (const { condition } of program.segments) {
    visit(condition, (expr: IrExpr) => {
      if (expr.op === 'aggregate') watched.add(expr.aggregate);
    });
  }
  return watched;
}

function emitLog(program: IrProgram, id: number, watched: ReadonlySet<number>): LogSpec {
  const log = program.logs[id];
  if (log === undefined) throw new Error(`there is no log ${id}`);
  const readers = program.aggregates.flatMap((aggregate, i) =>
    program.logOfAggregate[i] === id ? [{ aggregate, i }] : [],
  );
  return {
    key: stableHash(logKey(program, log)),
    event: log.event,
    filtered: log.filter !== null,
    match: log.index?.match ?? null,
    keeps: log.keeps,
    field: log.field,
    windowMs: Math.max(0, ...readers.map(({ aggregate }) => aggregate.windowMs ?? 0)),
    ever: readers.some(({ aggregate }) => aggregate.windowMs === null),
    watched: readers.some(({ i }) => watched.has(i)),
    functions: [...new Set(readers.map(({ aggregate }) => aggregate.function))],
  };
}

/** By segment, a hash of all that its membership depends on, also through the segments that it names. */
function segmentKeys(program: IrProgram): readonly string[] {
  const keys: string[] = [];
  for (const { condition, forMs } of program.segments) {
    const named: string[] = [];
    visit(condition, (expr) => {
      // Those it names stand before it.
      if (expr.op === 'member') named.push(keys[expr.segment] ?? '');
    });
    keys.push(stableHash(`${printExpr(program, condition)} for ${forMs} [${named.join(' ')}]`));
  }
  return keys;
}
