import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { LatePieces } from './late-pieces.ts';

interface Pair {
  readonly client: Socket;
  readonly server: Socket;
}

/** Stands between a client and a server, and does to their connections what a network can do. */
export class TcpProxy {
  readonly port: number;
  readonly host = '127.0.0.1';
  readonly #server: Server;
  readonly #target: { readonly host: string; readonly port: number };
  readonly #pairs = new Set<Pair>();
  #isPaused = false;
  #delayMs = 0;
  #cutAfterBytes = Infinity;
  #answersLeft = Infinity;
  #sentBytes = 0;

  private constructor(server: Server, target: { readonly host: string; readonly port: number }) {
    this.#server = server;
    this.#target = target;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => this.#join(client));
  }

  static async start(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, target);
  }

  /** What clients have sent since the last `count` or the start. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  count(): void {
    this.#sentBytes = 0;
  }

  /** Nothing goes through, in either direction, and nobody is told: a server that hangs, a cable that is pulled. */
  pause(): void {
    this.#isPaused = true;
    for (const { client, server } of this.#pairs) {
      client.pause();
      server.pause();
    }
  }

  /** What was held back goes on. */
  resume(): void {
    this.#isPaused = false;
    for (const { client, server } of this.#pairs) {
      client.resume();
      server.resume();
    }
  }

  /** Each piece from now on is this much later, and none overtakes another. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** Ends all connections. New ones are made. */
  cut(): void {
    this.#cutAfterBytes = Infinity;
    this.#answersLeft = Infinity;
    for (const { client, server } of this.#pairs) {
      client.destroy();
      server.destroy();
    }
    this.#pairs.clear();
  }

  /** Cuts once so many more bytes of clients went through. */
  cutAfter(bytes: number): void {
    this.#sentBytes = 0;
    this.#cutAfterBytes = bytes;
  }

  /** Lets a question through, and cuts instead of bringing back what it is answered. */
  cutBeforeAnswer(): void {
    this.cutAfterAnswers(0);
  }

  /** Cuts as soon as so many more answers were brought back: behind the last of them, so that it still arrives. */
  cutAfterAnswers(answers: number): void {
    this.#answersLeft = answers;
  }

  async stop(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket): void {
    const server = connect(this.#target);
    const pair = { client, server };
    this.#pairs.add(pair);
    const end = (): void => {
      client.destroy();
      server.destroy();
      this.#pairs.delete(pair);
    };
    for (const socket of [client, server]) socket.on('error', end).on('close', end).setNoDelay(true);
    const questions = new LatePieces(server);
    const answers = new LatePieces(client);
    client.on('data', (bytes) => this.#question(pair, questions, bytes));
    server.on('data', (bytes) => this.#answer(pair, answers, bytes));
    if (this.#isPaused) {
      client.pause();
      server.pause();
    }
  }

  #question(pair: Pair, questions: LatePieces, bytes: Buffer): void {
    const left = this.#cutAfterBytes - this.#sentBytes;
    this.#sentBytes += bytes.length;
    if (bytes.length < left) {
      questions.send(bytes, this.#delayMs);
      return;
    }
    // The server gets what was sent so far, and then the end.
    this.#pairs.delete(pair);
    questions.end(bytes.subarray(0, left));
    this.cut();
  }

  #answer(pair: Pair, answers: LatePieces, bytes: Buffer): void {
    this.#answersLeft -= 1;
    if (this.#answersLeft > 0) {
      answers.send(bytes, this.#delayMs);
      return;
    }
    if (this.#answersLeft === 0) {
      // The client gets this one, and then the end.
      this.#pairs.delete(pair);
      answers.end(bytes);
      pair.server.destroy();
    }
    this.cut();
  }
}
