import { clausesOf, type IrExpr, type IrNudge, type IrProgram, readsOf } from '@nudge/compiler';

/** A rule by its place in the manifest's list of its kind. */
export interface RuleReads {
  readonly kind: 'segment' | 'metric' | 'nudge';
  readonly id: number;
  readonly name: string;
  readonly logs: readonly number[];
}

/** Which logs each rule reads, in its condition, its value, or the text that it sends. */
export function ruleReads(program: IrProgram): readonly RuleReads[] {
  const logsOf = (aggregates: readonly number[]): readonly number[] => [
    ...new Set(aggregates.map((aggregate) => program.logOfAggregate[aggregate] as number)),
  ];
  const logsIn = (expr: IrExpr): readonly number[] => logsOf(readsOf(expr).aggregates);
  return [
    ...program.segments.map(
      ({ name, condition }, id): RuleReads => ({ kind: 'segment', id, name, logs: logsIn(condition) }),
    ),
    ...program.metrics.map(
      ({ name, value }, id): RuleReads => ({ kind: 'metric', id, name, logs: logsIn(value) }),
    ),
    ...program.nudges.map(
      (nudge, id): RuleReads => ({ kind: 'nudge', id, name: nudge.name, logs: logsOf(aggregatesOf(nudge)) }),
    ),
  ];
}

/** The events that an `unless` waits for are counted, too. */
function aggregatesOf(nudge: IrNudge): readonly number[] {
  const { aggregates } = readsOf(...clausesOf(nudge));
  return nudge.trigger.kind === 'unless' ? [nudge.trigger.aggregate, ...aggregates] : aggregates;
}
