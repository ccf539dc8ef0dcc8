/** A binary heap: the item with the least key comes first. Keys and items are numbers, in an array each. */
export interface Heap {
  keys: number[];
  items: number[];
}

export function createHeap(): Heap {
  return { keys: [], items: [] };
}

export function pushItem({ keys, items }: Heap, key: number, item: number): void {
  let i = keys.length;
  keys.push(key);
  items.push(item);
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const above = keys[parent] as number;
    if (above <= key) break;
    keys[i] = above;
    items[i] = items[parent] as number;
    i = parent;
  }
  keys[i] = key;
  items[i] = item;
}

/** The least key; `Infinity` if there is none. */
export function leastKey({ keys }: Heap): number {
  return keys.length === 0 ? Infinity : (keys[0] as number);
}

/** Takes the item with the least key out. Not to be called of an empty heap. */
export function popItem({ keys, items }: Heap): number {
  const first = items[0] as number;
  const key = keys.pop() as number;
  const item = items.pop() as number;
  const n = keys.length;
  if (n === 0) return first;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= n) break;
    if (child + 1 < n && (keys[child + 1] as number) < (keys[child] as number)) child++;
    const below = keys[child] as number;
    if (below >= key) break;
    keys[i] = below;
    items[i] = items[child] as number;
    i = child;
  }
  keys[i] = key;
  items[i] = item;
  return first;
}
