import { ProduceAcks, Producer } from '@platformatic/kafka';

/** Of events of 300 bytes; a broker takes 1 MB of a partition in one request. */
export const EVENTS_AT_ONCE = 2_000;

interface Message {
  readonly topic: string;
  readonly key: Buffer;
  readonly value: Buffer;
  readonly partition?: number;
}

/** Sends without waiting, up to a number of requests under way. */
export class Producing {
  private readonly producer: Producer<Buffer, Buffer, Buffer, Buffer>;
  private readonly most: number;
  private underWay = 0;
  private failure: unknown = null;
  private wake: () => void = () => {};
  private readonly onLost: ((messages: number, why: string) => void) | null;

  /** `onLost` is told of what could not be sent; without it that is the end of all. */
  constructor(brokers: readonly string[], most: number, onLost: Producing['onLost'] = null) {
    this.onLost = onLost;
    this.producer = new Producer({ clientId: 'bench', bootstrapBrokers: [...brokers] });
    this.most = most;
  }

  get isFull(): boolean {
    return this.underWay >= this.most;
  }

  send(messages: Message[]): void {
    this.underWay++;
    this.producer
      .send({ messages, acks: ProduceAcks.ALL })
      .catch((error: unknown) => {
        if (this.onLost === null) this.failure ??= error;
        else this.onLost(messages.length, causeOf(error));
      })
      .finally(() => {
        this.underWay--;
        this.wake();
      });
  }

  /** Resolves when no more than `left` requests are under way. */
  async settle(left: number): Promise<void> {
    while (this.underWay > left && this.failure === null) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    if (this.failure !== null) throw this.failure;
  }

  async close(): Promise<void> {
    await this.settle(0);
    await this.producer.close();
  }
}

/** What is at the bottom of an error of errors. */
function causeOf(error: unknown): string {
  const [first] = error instanceof AggregateError ? (error.errors as readonly unknown[]) : [];
  if (first !== undefined) return causeOf(first);
  return error instanceof Error ? error.message : String(error);
}
