import { type FastifyInstance, fastify } from 'fastify';
import type { Registry } from 'prom-client';
import type { HttpConfig } from '../config/runtime-config.ts';
import type { WorkerHealth } from '../worker/options.ts';

export interface HttpOptions extends HttpConfig {
  readonly registry: Registry;
  /** `null`: there is no worker yet. */
  readonly health: () => WorkerHealth | null;
  /** The process was told to end and does its last work. */
  readonly ending: () => boolean;
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Nothing here takes a body; what is longer than any of our paths is nobody of ours. */
const BOUNDS = { bodyLimit: 1024, requestTimeout: 5_000, connectionTimeout: 10_000, keepAliveTimeout: 5_000 };
const CONNECTIONS_MAX = 256;

/** `/metrics` for Prometheus, `/livez` and `/readyz` for probes. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const server = fastify({
    ...BOUNDS,
    logger: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 100 },
  });
  server.server.maxConnections = CONNECTIONS_MAX;
  routes(server, options);
  await server.listen({ host: options.host, port: options.port });
  const address = server.server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () => server.close(),
  };
}

function routes(server: FastifyInstance, { registry, health, ending }: HttpOptions): void {
  server.get('/metrics', async (_, reply) => {
    const text = await registry.metrics();
    return reply.type(registry.contentType).send(text);
  });
  server.get('/livez', async (_, reply) => {
    // Who is ending does its last work; a restart would only take it from its hands.
    const live = ending() || (health()?.live ?? true);
    return reply.code(live ? 200 : 503).send({ live, problems: health()?.problems ?? [] });
  });
  server.get('/readyz', async (_, reply) => {
    const now = health();
    const ready = now?.ready === true && !ending();
    const problems = ending() ? ['the process is ending'] : (now?.problems ?? ['the process is starting']);
    return reply.code(ready ? 200 : 503).send({ ready, problems, partitions: now?.partitions ?? [] });
  });
  server.setNotFoundHandler(async (_, reply) =>
    reply.code(404).send({ problems: ['there are /metrics, /livez and /readyz'] }),
  );
  server.setErrorHandler(async (_, __, reply) => reply.code(500).send({ problems: ['this went wrong'] }));
}
