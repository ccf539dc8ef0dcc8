import type { EventFieldRef } from '../contract/manifest.ts';
import type { MatchCondition } from '../contract/match.ts';
import type { Row } from '../contract/rules.ts';
import { fieldOf } from '../state/aggregate.ts';
import { Block, type ConditionLine } from './block.ts';
import { linesOf, MAX_LINES } from './lines.ts';
import { planRoutes, type Route } from './routes.ts';

/** How an index answers one condition. */
interface MatchService {
  /** `always` and `never` look at nothing; `hash` by the value of a field, then by bitmaps of the others. */
  readonly kind: 'always' | 'never' | 'hash' | 'bitmap';
  readonly hashed: readonly EventFieldRef[];
  readonly bitmaps: readonly EventFieldRef[];
}

export interface MatchDescription {
  readonly lines: number;
  readonly blocks: number;
  readonly bytes: number;
  /** By condition. */
  readonly served: readonly MatchService[];
}

/** Answers many conditions about events of one type at once. Its tables are fixed; a match allocates nothing. */
export class MatchIndex {
  /**
   * After `match`: the indexes of the conditions that are true, ascending, as many as it gave. Overwritten by the next
   * match, which may also put another array here.
   */
  found: Int32Array;
  private spare: Int32Array;
  private readonly run: Int32Array;
  private count = 0;
  private time = 0;
  private readonly size: number;
  private readonly root: Route;
  private readonly blocks: readonly Block[];

  constructor(conditions: readonly (MatchCondition | null)[]) {
    const { root, blocks } = planRoutes(conditions.flatMap(conditionLines));
    this.size = conditions.length;
    this.root = root;
    this.blocks = blocks.map((lines) => new Block(lines));
    this.found = new Int32Array(this.size);
    // Only results of several scans are put together.
    const isOneScan = root.splits.length === 0 && root.spans.length <= 1;
    this.spare = new Int32Array(isOneScan ? 0 : this.size);
    this.run = new Int32Array(isOneScan ? 0 : this.size);
  }

  /** Looks at an event of the type and gives how many conditions are true of it; `found` says which. */
  match(row: Row): number {
    this.count = 0;
    this.time++;
    this.follow(this.root, row);
    return this.count;
  }

  private follow({ spans, splits }: Route, row: Row): void {
    for (let i = 0; i < spans.length; i++) {
      const { block, from, to } = spans[i] as (typeof spans)[number];
      const lines = this.blocks[block] as Block;
      lines.look(row, this.time);
      if (this.count === 0) this.count = lines.scan(from, to, this.found);
      else this.merge(lines.scan(from, to, this.run));
    }
    for (let i = 0; i < splits.length; i++) {
      const { field, groups } = splits[i] as (typeof splits)[number];
      const group = groups.get(fieldOf(row, field));
      if (group !== undefined) this.follow(group, row);
    }
  }

  /** Takes the first `more` of `run` into `found`; both ascend, and one condition may stand in both. */
  private merge(more: number): void {
    const { found, run, spare, count } = this;
    let i = 0;
    let j = 0;
    let end = 0;
    while (i < count && j < more) {
      const a = found[i] as number;
      const b = run[j] as number;
      spare[end++] = a < b ? a : b;
      if (a <= b) i++;
      if (b <= a) j++;
    }
    while (i < count) spare[end++] = found[i++] as number;
    while (j < more) spare[end++] = run[j++] as number;
    this.found = spare;
    this.spare = found;
    this.count = end;
  }

  /** What it is made of, for a report: not for the path of an event. */
  describe(): MatchDescription {
    const services = Array.from({ length: this.size }, () => ({
      lines: 0,
      hashed: new Set<EventFieldRef>(),
      bitmaps: new Set<EventFieldRef>(),
    }));
    const walk = ({ spans, splits }: Route, hashed: readonly EventFieldRef[]): void => {
      for (const { block, from, to } of spans) {
        const lines = this.blocks[block] as Block;
        for (let line = from; line < to; line++) {
          const service = services[lines.conditions[line] as number];
          if (service === undefined) continue;
          service.lines++;
          for (const field of hashed) service.hashed.add(field);
          for (const field of lines.fieldsOf(line)) service.bitmaps.add(field);
        }
      }
      for (const { field, groups } of splits) {
        for (const group of groups.values()) walk(group, [...hashed, field]);
      }
    };
    walk(this.root, []);
    return {
      lines: this.blocks.reduce((sum, { conditions }) => sum + conditions.length, 0),
      blocks: this.blocks.length,
      bytes:
        this.blocks.reduce((sum, { bytes }) => sum + bytes, 0) +
        this.found.byteLength +
        2 * this.run.byteLength,
      served: services.map(({ lines, hashed, bitmaps }) => ({
        kind: lines === 0 ? 'never' : hashed.size > 0 ? 'hash' : bitmaps.size > 0 ? 'bitmap' : 'always',
        hashed: [...hashed],
        bitmaps: [...bitmaps],
      })),
    };
  }
}

/** An index over conditions of one event type; `null` is always true. A condition must fit in `MAX_LINES` lines. */
export function createMatchIndex(conditions: readonly (MatchCondition | null)[]): MatchIndex {
  return new MatchIndex(conditions);
}

function conditionLines(condition: MatchCondition | null, index: number): readonly ConditionLine[] {
  const lines = linesOf(condition ?? { op: 'and', operands: [] });
  if (lines === null) throw new Error(`condition ${index} does not fit in ${MAX_LINES} lines of an index`);
  return lines.map((line) => ({ condition: index, line }));
}
