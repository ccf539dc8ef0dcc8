import type { IrProgram } from '@nudge/compiler';

/** A rule by its place in the manifest's list of its kind. */
export interface RuleReads {
  readonly kind: 'segment' | 'metric' | 'nudge';
  readonly id: number;
  readonly name: string;
  readonly logs: readonly number[];
}

/** Which logs each rule reads, in its condition, its value, or the text that it sends. */
export function ruleReads(program: IrProgram): readonly RuleReads[] {
  const { segments, metrics, nudges } = program;
  const reads = (kind: RuleReads['kind'], id: number, name: string, parts: unknown): RuleReads => {
    const aggregates = new Set<number>();
    findAggregates(parts, aggregates);
    return {
      kind,
      id,
      name,
      logs: [...new Set([...aggregates].map((aggregate) => program.logOfAggregate[aggregate] as number))],
    };
  };
  return [
    ...segments.map(({ name, condition }, id) => reads('segment', id, name, condition)),
    ...metrics.map(({ name, value }, id) => reads('metric', id, name, value)),
    ...nudges.map(({ name, trigger, when, args }, id) => reads('nudge', id, name, [trigger, when, args])),
  ];
}

/** In an expression, and in a trigger, an aggregate is named by its id under that key. */
function findAggregates(part: unknown, found: Set<number>): void {
  if (typeof part !== 'object' || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    if (key === 'aggregate' && typeof value === 'number') found.add(value);
    else findAggregates(value, found);
  }
}
