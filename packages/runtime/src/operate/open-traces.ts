import type { Link } from '@opentelemetry/api';
import type { TracesConfig } from '../config/runtime-config.ts';
import type { LinkedSpan } from './span-links.ts';
import type { SpanMaker } from './traces.ts';

export interface OpenTraces extends SpanMaker {
  /** Sends what is still to be sent. */
  close(): Promise<void>;
}

/** OpenTelemetry with OTLP over HTTP. Loaded only here: who does not trace does not pay for it. */
export async function openTraces({ endpoint, serviceName, ratio }: TracesConfig): Promise<OpenTraces> {
  const [{ OTLPTraceExporter }, { resourceFromAttributes }, sdk] = await Promise.all([
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace'),
  ]);
  const provider = new sdk.TracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    sampler: new sdk.TraceIdRatioBasedSampler(ratio),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: endpoint }) })],
  });
  const tracer = provider.getTracer('nudge-runtime');
  return {
    span: (name, startMs, endMs, attributes, links) =>
      tracer.startSpan(name, { startTime: startMs, attributes, links: links.map(linkOf) }).end(endMs),
    close: () => provider.shutdown(),
  };
}

/** A span of another process, which a record has brought. */
function linkOf(span: LinkedSpan): Link {
  return { context: { ...span, isRemote: true } };
}
