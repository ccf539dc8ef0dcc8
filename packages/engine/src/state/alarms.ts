/**
 * The instants at which segments of one user are to be judged again, though no event comes: a binary heap by instant.
 * An alarm that was put off stays in it and is found to be stale when its turn comes; `isCurrent` says so.
 */
export interface Alarms {
  dues: number[];
  segments: number[];
}

export function createAlarms(): Alarms {
  return { dues: [], segments: [] };
}

export function addAlarm({ dues, segments }: Alarms, dueMs: number, segment: number): void {
  let i = dues.length;
  dues.push(dueMs);
  segments.push(segment);
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const above = dues[parent] as number;
    if (above <= dueMs) break;
    dues[i] = above;
    segments[i] = segments[parent] as number;
    i = parent;
  }
  dues[i] = dueMs;
  segments[i] = segment;
}

/** The earliest instant, stale or not; `Infinity` if there is none. */
export function firstDue({ dues }: Alarms): number {
  return dues.length === 0 ? Infinity : (dues[0] as number);
}

/** Takes the earliest alarm off and gives its segment. */
export function takeAlarm({ dues, segments }: Alarms): number {
  const first = segments[0] as number;
  const due = dues.pop() as number;
  const segment = segments.pop() as number;
  const n = dues.length;
  if (n === 0) return first;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= n) break;
    if (child + 1 < n && (dues[child + 1] as number) < (dues[child] as number)) child++;
    const below = dues[child] as number;
    if (below >= due) break;
    dues[i] = below;
    segments[i] = segments[child] as number;
    i = child;
  }
  dues[i] = due;
  segments[i] = segment;
  return first;
}
