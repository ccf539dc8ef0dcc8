/**
 * The intervals [start, end) in which a segment's condition is true, as far back as a late event may reach. Only the
 * last may be open (`end` is Infinity). This is the condition before `for D`: the membership is [start + D, end)
 * where that is not empty (semantics, rule 13).
 */
export interface Islands {
  starts: number[];
  ends: number[];
}

export function createIslands(): Islands {
  return { starts: [], ends: [] };
}

/** Takes back all that was found for instants from `from` on; what was true just before it is open again. */
export function rewindIslands(islands: Islands, from: number): void {
  const { starts, ends } = islands;
  while (starts.length > 0 && (starts[starts.length - 1] as number) >= from) {
    starts.pop();
    ends.pop();
  }
  const last = ends.length - 1;
  if (last >= 0 && (ends[last] as number) >= from) ends[last] = Infinity;
}

/** Says what the condition is from `t` on; calls come in the order of time. */
export function markIslands(islands: Islands, t: number, condition: boolean): void {
  const { starts, ends } = islands;
  const last = ends.length - 1;
  const open = last >= 0 && ends[last] === Infinity;
  if (condition === open) return;
  if (condition) {
    starts.push(t);
    ends.push(Infinity);
  } else {
    ends[last] = t;
  }
}

/** The start of the open interval, or NaN when the condition is false now. */
export function openSince(islands: Islands): number {
  const last = islands.ends.length - 1;
  return last >= 0 && islands.ends[last] === Infinity ? (islands.starts[last] as number) : Number.NaN;
}

/** Forgets intervals that no late event can open again. */
export function trimIslands(islands: Islands, horizon: number): void {
  let n = 0;
  while (n < islands.ends.length && (islands.ends[n] as number) < horizon) n++;
  if (n > 0) {
    islands.starts.splice(0, n);
    islands.ends.splice(0, n);
  }
}

/** Whether `t`, which is not before what is kept, lies in [start + forMs, end) of some interval. */
export function holdsAt({ starts, ends }: Islands, forMs: number, t: number): boolean {
  for (let i = starts.length - 1; i >= 0; i--) {
    if (t >= (ends[i] as number)) return false;
    if (t >= (starts[i] as number)) return t >= (starts[i] as number) + forMs;
  }
  return false;
}

/** The next instant after `t` at which `holdsAt` may change; `Infinity` if there is none. */
export function nextEdge({ starts, ends }: Islands, forMs: number, t: number): number {
  let next = Infinity;
  for (let i = starts.length - 1; i >= 0 && (ends[i] as number) > t; i--) {
    const begin = (starts[i] as number) + forMs;
    const end = ends[i] as number;
    if (begin > t && begin < next) next = begin;
    if (end < next) next = end;
  }
  return next;
}
