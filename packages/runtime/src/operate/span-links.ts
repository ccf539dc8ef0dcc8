/** A span of somebody else's that a span of ours follows from. */
export interface LinkedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

/** Of a batch of thousands of records each may have a context of its own: whoever looks at a span reads no more than so many. */
const LINKS_MAX = 32;

const SAMPLED = 1;

/** The contexts that one span is to link to: each once, and only those whose spans somebody keeps. */
export class SpanLinks {
  readonly #links = new Map<string, LinkedSpan>();

  /** `traceparent` is well-formed. */
  add(traceparent: string): void {
    if (this.#links.size >= LINKS_MAX || this.#links.has(traceparent)) return;
    const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-');
    const traceFlags = Number.parseInt(flags, 16);
    if ((traceFlags & SAMPLED) === 0) return;
    this.#links.set(traceparent, { traceId, spanId, traceFlags });
  }

  get all(): readonly LinkedSpan[] {
    return [...this.#links.values()];
  }
}
