import { ProduceAcks, Producer } from '@platformatic/kafka';

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

  constructor(brokers: readonly string[], most: number) {
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
        this.failure ??= error;
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
