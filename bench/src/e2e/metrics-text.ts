/** One line of what Prometheus is told. */
interface Metric {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a worker says of itself at one instant. */
export class Metrics {
  readonly atMs: number;
  private readonly all: readonly Metric[];

  constructor(text: string, atMs: number) {
    this.atMs = atMs;
    this.all = text.split('\n').flatMap((line) => metricOf(line));
  }

  /** Of all lines of a name together, or of those with this label. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    let sum = 0;
    for (const metric of this.all) {
      if (metric.name !== name) continue;
      if (Object.entries(labels).every(([label, value]) => metric.labels[label] === value))
        sum += metric.value;
    }
    return sum;
  }

  /** Its lines by one of their labels. */
  by(name: string, label: string): ReadonlyMap<string, number> {
    const found = this.all.filter((metric) => metric.name === name);
    return new Map(found.map(({ labels, value }) => [labels[label] ?? '', value]));
  }
}

function metricOf(line: string): readonly Metric[] {
  const match = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (match === null) return [];
  const [, name = '', inBraces = '', value] = match;
  const labels = [...inBraces.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text]);
  return [{ name, labels: Object.fromEntries(labels), value: Number(value) }];
}
