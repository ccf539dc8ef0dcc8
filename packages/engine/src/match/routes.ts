import type { EventFieldRef, Value } from '../contract/manifest.ts';
import { BLOCK_LINES, type ConditionLine } from './block.ts';
import { listValues } from './value-set.ts';

/** Lines of a block, from one to another (excluded). Conditions ascend along it. */
interface Span {
  readonly block: number;
  readonly from: number;
  readonly to: number;
}

/** Which lines to scan for an event: some always, others by the value of a field. */
export interface Route {
  readonly spans: readonly Span[];
  readonly splits: readonly Split[];
}

/** Lines that ask for one of a few values of a field, by that value. */
interface Split {
  readonly field: EventFieldRef;
  readonly groups: ReadonlyMap<Value, Route>;
}

export interface Plan {
  readonly root: Route;
  readonly blocks: readonly (readonly ConditionLine[])[];
}

/** A look-up, a merge of results and a further block to look at cost about as much as scanning so many lines. */
const SPARED_AT_LEAST = 2048;

/** Beyond so many bytes a block takes no further lines. */
const BLOCK_BYTES = 1 << 20;

/** A line is held once for each of its values. */
const VALUES_AT_MOST = 4;

/** Splits lines where that spares an event many of them, and packs what is left into blocks. */
export function planRoutes(lines: readonly ConditionLine[]): Plan {
  const blocks: ConditionLine[][] = [];
  return { root: planRoute(lines, blocks), blocks };
}

function planRoute(lines: readonly ConditionLine[], blocks: ConditionLine[][]): Route {
  const splits: Split[] = [];
  let left = lines;
  for (;;) {
    const split = bestSplit(left);
    if (split === null) return { spans: pack(left, blocks), splits };
    const { field, groups, others } = split;
    const routes = [...groups].map(([value, group]) => [value, planRoute(group, blocks)] as const);
    splits.push({ field, groups: new Map(routes) });
    left = others;
  }
}

interface Grouping {
  readonly field: EventFieldRef;
  /** By value: the lines that ask for it, without what they ask of the field. */
  readonly groups: ReadonlyMap<Value, readonly ConditionLine[]>;
  readonly others: readonly ConditionLine[];
}

function bestSplit(lines: readonly ConditionLine[]): Grouping | null {
  if (lines.length <= SPARED_AT_LEAST) return null;
  let best: { readonly field: EventFieldRef; readonly spared: number } | null = null;
  for (const [field, counts] of countValues(lines)) {
    let sum = 0;
    let squares = 0;
    for (const count of counts.values()) {
      sum += count;
      squares += count * count;
    }
    // Values that many rules name are taken to come as often in events.
    const spared = sum - squares / sum;
    if (spared >= Math.max(SPARED_AT_LEAST, best?.spared ?? 0)) best = { field, spared };
  }
  return best === null ? null : groupBy(lines, best.field);
}

function countValues(lines: readonly ConditionLine[]): Map<EventFieldRef, Map<Value, number>> {
  const byField = new Map<EventFieldRef, Map<Value, number>>();
  for (const { line } of lines) {
    for (const [field, set] of line) {
      const values = listValues(set, VALUES_AT_MOST);
      if (values === null) continue;
      const counts = byField.get(field) ?? new Map<Value, number>();
      byField.set(field, counts);
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return byField;
}

function groupBy(lines: readonly ConditionLine[], field: EventFieldRef): Grouping {
  const groups = new Map<Value, ConditionLine[]>();
  const others: ConditionLine[] = [];
  for (const entry of lines) {
    const set = entry.line.get(field);
    const values = set === undefined ? null : listValues(set, VALUES_AT_MOST);
    if (values === null) {
      others.push(entry);
      continue;
    }
    const line = new Map(entry.line);
    line.delete(field);
    for (const value of values) {
      const group = groups.get(value);
      if (group === undefined) groups.set(value, [{ ...entry, line }]);
      else group.push({ ...entry, line });
    }
  }
  return { field, groups, others };
}

function pack(lines: readonly ConditionLine[], blocks: ConditionLine[][]): Span[] {
  const spans: Span[] = [];
  for (let next = 0; next < lines.length; ) {
    let open = blocks.at(-1);
    if (open === undefined || isFull(open)) {
      open = [];
      blocks.push(open);
    }
    const from = open.length;
    while (next < lines.length && !isFull(open)) open.push(lines[next++] as ConditionLine);
    spans.push({ block: blocks.length - 1, from, to: open.length });
  }
  return spans;
}

/** A block has a bit for each line and each cell; lines that name many values make many cells. */
function isFull(block: readonly ConditionLine[]): boolean {
  if (block.length === BLOCK_LINES) return true;
  // Words end on 32 lines, so it is not looked at more often.
  if (block.length === 0 || block.length % 32 !== 0) return false;
  let cells = 0;
  for (const { line } of block)
    for (const { words, cuts } of line.values()) cells += words.size + cuts.length;
  return (cells * block.length) / 8 > BLOCK_BYTES;
}
