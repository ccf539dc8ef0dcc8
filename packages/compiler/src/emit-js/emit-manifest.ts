import type { AggregateSpec, LogSpec, Manifest, TriggerSpec } from '@nudge/engine';
import { type Sha256, stableHash } from '../hash.ts';
import type { IrAggregate, IrLog, IrProgram, IrTrigger } from '../ir.ts';
import { printExpr } from '../ir-print.ts';
import { readsOf, visit } from '../ir-walk.ts';
import { isCorrelated, logKey } from '../passes/assign-logs.ts';
import { storedForm } from '../stored-form.ts';

/** The manifest without its hash, which is over the module too (see `compile-program.ts`). */
export function emitManifest(program: IrProgram, compiler: string, sha256: Sha256): Omit<Manifest, 'hash'> {
  const logKeys = program.logs.map((log) => logKey(program, log));
  const keys = segmentKeys(program, logKeys, sha256);
  return {
    format: 1,
    compiler,
    settings: program.settings,
    purposes: program.purposes,
    channels: program.channels,
    events: program.events,
    user: program.user,
    sources: program.sources,
    logs: emitLogs(program, logKeys, sha256),
    aggregates: program.aggregates.map(
      (aggregate, i): AggregateSpec => ({
        log: program.logOfAggregate[i] as number,
        function: aggregate.function,
        windowMs: aggregate.windowMs,
        valueKind: aggregate.valueKind,
        correlated: isCorrelated(aggregate),
        field: aggregate.field,
      }),
    ),
    segments: program.segments.map((segment, i) => ({
      name: segment.name,
      key: keys[i] as string,
      ...texts(segment),
      forMs: segment.forMs,
      reads: segment.reads ?? { crossings: [], ...readsOf(segment.condition) },
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

function emitLogs(program: IrProgram, keys: readonly string[], sha256: Sha256): LogSpec[] {
  const readers: IrAggregate[][] = program.logs.map(() => []);
  program.aggregates.forEach((aggregate, id) => {
    readers[program.logOfAggregate[id] as number]?.push(aggregate);
  });
  return program.logs.map((log, i) => ({
    key: stableHash(keys[i] as string, sha256),
    ...emitLog(log, readers[i] ?? []),
  }));
}

function emitLog(log: IrLog, readers: readonly IrAggregate[]): Omit<LogSpec, 'key'> {
  return {
    event: log.event,
    filtered: log.filter !== null,
    match: log.index?.match ?? null,
    keeps: log.keeps,
    field: log.field,
    windowMs: readers.reduce((longest, { windowMs }) => Math.max(longest, windowMs ?? 0), 0),
    ever: readers.some(({ windowMs }) => windowMs === null),
    functions: [...new Set(readers.map((reader) => reader.function))],
  };
}

/** By segment, a hash of all that its membership depends on, also through the segments that it names. */
function segmentKeys(program: IrProgram, logKeys: readonly string[], sha256: Sha256): readonly string[] {
  const keys: string[] = [];
  const fields = program.user.map(
    ({ name, type, default: value }) => `${name}: ${storedForm(type)} = ${JSON.stringify(value ?? null)}`,
  );
  for (const { condition, forMs } of program.segments) {
    // What its text does not say: the segments that it names, which stand before it, and the form and default of
    // profile fields.
    const named: string[] = [];
    visit(condition, (expr) => {
      if (expr.op === 'member') named.push(keys[expr.segment] ?? '');
      if (expr.op === 'aggregate') named.push(logKeys[program.logOfAggregate[expr.aggregate] ?? -1] ?? '');
      if (expr.op === 'profile') named.push(fields[expr.field] ?? '');
    });
    keys.push(stableHash(`${printExpr(program, condition)} for ${forMs} [${named.join(' ')}]`, sha256));
  }
  return keys;
}
