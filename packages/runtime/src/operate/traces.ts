import type { Observer, Stage } from '../ports/observer.ts';

/** The part of OpenTelemetry that is used here: begins a span in the past and ends it now. */
export interface SpanMaker {
  span(
    name: string,
    startMs: number,
    endMs: number,
    attributes: Readonly<Record<string, string | number>>,
  ): void;
}

interface Running {
  ms: number;
  readonly stages: Partial<Record<Stage, number>>;
}

/**
 * A span for a batch, with what it held and the milliseconds of its stages. The context of a record goes on to what it causes
 * by the worker's own hand, spans or not (`traceHeaders`).
 */
export function traceObserver(spans: SpanMaker, now: () => number): Observer {
  const running = new Map<number, Running>();
  return {
    stage: (stage, partition, ms) => {
      if (stage === 'publish') {
        const end = now();
        spans.span('nudge publish', end - ms, end, { 'nudge.partition': partition });
        return;
      }
      const batch = running.get(partition) ?? { ms: 0, stages: {} };
      running.set(partition, batch);
      batch.ms += ms;
      batch.stages[stage] = (batch.stages[stage] ?? 0) + ms;
    },
    batch: (partition, counts) => {
      const { ms, stages } = running.get(partition) ?? { ms: 0, stages: {} };
      running.delete(partition);
      const end = now();
      spans.span('nudge batch', end - ms, end, {
        'nudge.partition': partition,
        ...prefixed('nudge.', counts),
        ...prefixed('nudge.ms.', stages),
      });
    },
  };
}

function prefixed(prefix: string, values: object): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value as number]),
  );
}
