import type { IrAggregate, IrLog, IrProgram } from '../ir.ts';
import { printAggregate } from '../ir-print.ts';
import { some } from '../ir-walk.ts';
import { storedForm } from '../stored-form.ts';

/**
 * Gives every aggregate the log that it reads. Aggregates of one event, filter and field share one, whatever their
 * function and window; those whose filter looks at the triggering event share the unfiltered rows of the event.
 */
export function assignLogs(program: IrProgram): IrProgram {
  const logs: IrLog[] = [];
  const byKey = new Map<string, number>();
  const logOfAggregate = program.aggregates.map((aggregate) => {
    const log = logFor(aggregate);
    const key = logKey(program, log);
    let id = byKey.get(key);
    if (id === undefined) {
      id = logs.length;
      logs.push(log);
      byKey.set(key, id);
    }
    return id;
  });
  return { ...program, logs, logOfAggregate };
}

/** A filter that looks at the triggering event cannot be applied before that event is there. */
export function isCorrelated(aggregate: IrAggregate): boolean {
  return aggregate.filter !== null && some(aggregate.filter, (expr) => expr.op === 'event');
}

function logFor(aggregate: IrAggregate): IrLog {
  const { event, field, filter } = aggregate;
  if (isCorrelated(aggregate)) return { event, filter: null, keeps: 'row', field: null };
  return field === null
    ? { event, filter, keeps: 'nothing', field: null }
    : { event, filter, keeps: 'field', field };
}

/** What a log holds, as text that does not change when other rules do. */
export function logKey(program: IrProgram, log: IrLog): string {
  const aggregate: IrAggregate = {
    function: 'count',
    event: log.event,
    field: log.field,
    valueKind: 'int',
    filter: log.filter,
    windowMs: null,
    span: { file: '', start: 0, end: 0 },
  };
  // The form belongs to it: what was stored as an int must not be read as a decimal.
  const type = typeof log.field === 'number' ? program.events[log.event]?.fields[log.field]?.type : undefined;
  return `${log.keeps} of ${printAggregate(program, aggregate)} as ${type === undefined ? 'it is' : storedForm(type)}`;
}
