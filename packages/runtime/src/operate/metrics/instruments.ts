import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Makes metrics of one registry, in the few shapes that are used here. */
export class Instruments {
  readonly #registers: Registry[];

  constructor(registry: Registry) {
    this.#registers = [registry];
  }

  counter<L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames: [...labelNames], registers: this.#registers });
  }

  gauge<L extends string = never>(name: string, help: string, labelNames: readonly L[] = []): Gauge<L> {
    return new Gauge({ name, help, labelNames: [...labelNames], registers: this.#registers });
  }

  histogram<L extends string = never>(
    name: string,
    help: string,
    buckets: readonly number[],
    labelNames: readonly L[] = [],
  ): Histogram<L> {
    return new Histogram({
      name,
      help,
      buckets: [...buckets],
      labelNames: [...labelNames],
      registers: this.#registers,
    });
  }

  /** A counter for what happens once a row or more: counted in a map, and put into shape when somebody asks. */
  tally<L extends string>(name: string, help: string, label: L): (value: string) => void {
    const counts = new Map<string, number>();
    new Counter({
      name,
      help,
      labelNames: [label],
      registers: this.#registers,
      collect() {
        this.reset();
        for (const [value, count] of counts) this.inc({ [label]: value } as Record<L, string>, count);
      },
    });
    return (value) => void counts.set(value, (counts.get(value) ?? 0) + 1);
  }

  /** A counter of somebody else's, who is asked when somebody looks. */
  total(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers: this.#registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  /** A gauge that is asked for when somebody looks. */
  asked<L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[],
    ask: (set: (value: number, labels: Record<L, string>) => void) => void,
  ): void {
    new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: this.#registers,
      collect() {
        this.reset();
        ask((value, labels) => this.set(labels, value));
      },
    });
  }
}
