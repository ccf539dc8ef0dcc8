/** What was set last, by name. */
export class LastFew<T> {
  readonly #max: number;
  /** In the order in which they were set. */
  readonly #values = new Map<string, T>();

  constructor(max: number) {
    this.#max = max;
  }

  get(name: string): T | undefined {
    return this.#values.get(name);
  }

  set(name: string, value: T): void {
    this.#values.delete(name);
    this.#values.set(name, value);
    for (const oldest of this.#values.keys()) {
      if (this.#values.size <= this.#max) return;
      this.#values.delete(oldest);
    }
  }

  /** Does nothing where another value has taken its place. */
  delete(name: string, value: T): void {
    if (this.#values.get(name) === value) this.#values.delete(name);
  }
}
