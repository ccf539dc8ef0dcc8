import type { Observer, Stage } from '../ports/observer.ts';
import { type LinkedSpan, SpanLinks } from './span-links.ts';

/** The part of OpenTelemetry that is used here: begins a span in the past and ends it now. */
export interface SpanMaker {
  span(
    name: string,
    startMs: number,
    endMs: number,
    attributes: Readonly<Record<string, string | number>>,
    links: readonly LinkedSpan[],
  ): void;
}

interface Running {
  ms: number;
  readonly stages: Partial<Record<Stage, number>>;
  readonly links: SpanLinks;
}

/**
 * A span for a batch, with what it held and the milliseconds of its stages. A batch is of many traces, so it is a part of
 * none: it links to those of the records that caused something. The context of a record goes on to what it causes by the
 * worker's own hand, spans or not (`traceHeaders`).
 */
export function traceObserver(spans: SpanMaker, now: () => number): Observer {
  const running = new Map<number, Running>();
  const batchOf = (partition: number): Running => {
    const batch = running.get(partition) ?? { ms: 0, stages: {}, links: new SpanLinks() };
    running.set(partition, batch);
    return batch;
  };
  return {
    stage: (stage, partition, ms) => {
      if (stage === 'publish') {
        const end = now();
        spans.span('nudge publish', end - ms, end, { 'nudge.partition': partition }, []);
        return;
      }
      const batch = batchOf(partition);
      batch.ms += ms;
      batch.stages[stage] = (batch.stages[stage] ?? 0) + ms;
    },
    caused: (partition, traceparent) => batchOf(partition).links.add(traceparent),
    batch: (partition, counts) => {
      const { ms, stages, links } = batchOf(partition);
      running.delete(partition);
      const end = now();
      const attributes = {
        'nudge.partition': partition,
        ...prefixed('nudge.', counts),
        ...prefixed('nudge.ms.', stages),
      };
      spans.span('nudge batch', end - ms, end, attributes, links.all);
    },
  };
}

function prefixed(prefix: string, values: object): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value as number]),
  );
}
