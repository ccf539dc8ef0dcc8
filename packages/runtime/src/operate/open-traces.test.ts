import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { openTraces } from './open-traces.ts';

const LINK = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', traceFlags: 1 };

test('spans reach a collector with their links when the traces are closed', async () => {
  const bodies: string[] = [];
  const collector = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += String(piece);
    });
    request.on('end', () => {
      bodies.push(body);
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const { port } = collector.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}/v1/traces`;
  const traces = await openTraces({ endpoint, serviceName: 'nudge-test', ratio: 1 });
  traces.span('nudge batch', 1_000, 1_250, { 'nudge.partition': 3 }, [LINK]);
  await traces.close();
  await new Promise((resolve) => collector.close(resolve));
  expect(bodies.join('')).toContain('nudge-test');
  const [span] = JSON.parse(bodies.join('')).resourceSpans[0].scopeSpans[0].spans;
  expect(span).toMatchObject({
    name: 'nudge batch',
    links: [{ traceId: LINK.traceId, spanId: LINK.spanId }],
  });
  expect(span.parentSpanId ?? '').toBe('');
});
