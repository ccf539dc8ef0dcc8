import { createHeap, popItem, pushItem } from '../values/heap.ts';

/**
 * The segments that a step has to judge again, given out in dependency order (a segment's id is greater than those of
 * all that it names), each once: a mark says what is in the heap.
 */
export class Touched {
  private readonly heap = createHeap();
  private readonly marks: Uint8Array;

  constructor(segments: number) {
    this.marks = new Uint8Array(segments);
  }

  get isEmpty(): boolean {
    return this.heap.keys.length === 0;
  }

  /** Bound, so that it can be handed on. */
  readonly add = (segment: number): void => {
    if (this.marks[segment] === 1) return;
    this.marks[segment] = 1;
    pushItem(this.heap, segment, segment);
  };

  addAll(segments: readonly number[]): void {
    for (let i = 0; i < segments.length; i++) this.add(segments[i] as number);
  }

  /** The least id, taken out. Not to be called when it is empty. */
  next(): number {
    const first = popItem(this.heap);
    this.marks[first] = 0;
    return first;
  }
}
