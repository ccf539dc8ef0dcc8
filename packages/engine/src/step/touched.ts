/**
 * The segments that a step has to judge again, given out in dependency order (a segment's id is greater than those of
 * all that it names), each once. A binary heap of ids; a mark says what is in it.
 */
export class Touched {
  private readonly heap: number[] = [];
  private readonly marks: Uint8Array;

  constructor(segments: number) {
    this.marks = new Uint8Array(segments);
  }

  get isEmpty(): boolean {
    return this.heap.length === 0;
  }

  /** Bound, so that it can be handed on. */
  readonly add = (segment: number): void => {
    if (this.marks[segment] === 1) return;
    this.marks[segment] = 1;
    const { heap } = this;
    let i = heap.length;
    heap.push(segment);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as number;
      if (above < segment) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = segment;
  };

  addAll(segments: readonly number[]): void {
    for (let i = 0; i < segments.length; i++) this.add(segments[i] as number);
  }

  /** The least id, taken out. Not to be called when it is empty. */
  next(): number {
    const { heap } = this;
    const first = heap[0] as number;
    this.marks[first] = 0;
    const last = heap.pop() as number;
    const n = heap.length;
    if (n === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= n) break;
      if (child + 1 < n && (heap[child + 1] as number) < (heap[child] as number)) child++;
      const below = heap[child] as number;
      if (below > last) break;
      heap[i] = below;
      i = child;
    }
    heap[i] = last;
    return first;
  }
}
