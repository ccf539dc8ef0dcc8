import { fastify } from 'fastify';
import { WrongUsage } from '../exit-status.ts';
import type { Outcome } from './outcomes.ts';
import { CONTENT_TYPES } from './posted-records.ts';
import type { UserTimeline } from './user-timelines.ts';

export interface DevServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly post: (body: string, contentType: string) => Promise<readonly Outcome[]>;
  readonly userOf: (tenant: string, user: string) => UserTimeline | null;
  readonly help: (url: string) => string;
}

export interface DevServer {
  readonly url: string;
  close(): Promise<void>;
}

const BODY_BYTES_MAX = 8 * 1024 * 1024;

/**
 * The endpoint of `nudgec dev`. It has no accounts, so it must not be reached through somebody's browser by a page from
 * elsewhere: only JSON types are taken (no form sends them without asking first), no page is allowed in (no CORS), and
 * a name that was bent to this machine (DNS rebinding) is refused. Throws `WrongUsage` where it cannot listen.
 */
export async function startServer(options: DevServerOptions): Promise<DevServer> {
  const { host, port, post, userOf, help } = options;
  let url = '';
  const server = fastify({
    bodyLimit: BODY_BYTES_MAX,
    forceCloseConnections: true,
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 1_024 },
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser([...CONTENT_TYPES], { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );

  // A shell prompt that stands behind the answer is hard to read.
  server.setReplySerializer((payload) => `${JSON.stringify(payload)}\n`);
  server.addHook('onRequest', async (request, reply) => {
    if (isLoopback(host) && !isLoopback(nameOf(request.headers.host ?? ''))) {
      return reply
        .code(403)
        .send({ error: 'this endpoint is for this machine: ask for it by 127.0.0.1 or localhost' });
    }
  });
  server.get('/', (_request, reply) => reply.type('text/plain; charset=utf-8').send(help(url)));
  server.post('/events', async (request, reply) => {
    const { body } = request;
    if (typeof body !== 'string' || body.trim() === '')
      return reply.code(400).send({ error: 'there is no event in it' });
    return { results: await post(body, request.headers['content-type'] ?? '') };
  });
  server.get('/users/:user', async (request, reply) => {
    const { user } = request.params as { user: string };
    const { tenant = 'default' } = request.query as { tenant?: string };
    return (
      userOf(tenant, user) ??
      reply.code(404).send({ error: 'nothing has happened to this user since the start' })
    );
  });
  server.setNotFoundHandler((_request, reply) => {
    void reply.code(404).send({ error: 'there are POST /events, GET /users/<user> and GET /' });
  });
  server.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    const types = status === 415 ? `: the types are ${CONTENT_TYPES.join(', ')}` : '';
    void reply.code(status).send({ error: error.message + types });
  });

  try {
    url = await server.listen({ host, port });
  } catch (error) {
    throw asUsage(error, host, port);
  }
  return { url, close: () => server.close() };
}

function asUsage(error: unknown, host: string, port: number): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    return new WrongUsage(
      `port ${port} is in use; choose another with --port, or any that is free with --port 0`,
    );
  }
  if (code === 'EACCES') return new WrongUsage(`port ${port} is not for everybody; choose one above 1023`);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new WrongUsage(`--host: this machine has no address ${host}`);
  }
  return error;
}

/** The name in a `Host` header, without the port. */
function nameOf(header: string): string {
  return header.replace(/:\d+$/, '');
}

function isLoopback(name: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(name);
}
