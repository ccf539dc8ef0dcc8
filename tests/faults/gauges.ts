/** Figures of a worker, from the text that Prometheus reads. */
export class Gauges {
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** By partition. */
  of(name: string): ReadonlyMap<number, number> {
    const found = new Map<number, number>();
    for (const [, labels = '', value] of this.text.matchAll(
      new RegExp(`^${name}\\{([^}]*)\\} (\\S+)$`, 'gm'),
    )) {
      const partition = /partition="(\d+)"/.exec(labels)?.[1];
      if (partition !== undefined) found.set(Number(partition), Number(value));
    }
    return found;
  }
}
