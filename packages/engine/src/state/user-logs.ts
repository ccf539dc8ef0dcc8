import type { LogSpec } from '../contract/manifest.ts';
import type { Exact } from '../values/exact-sum.ts';
import { withRoom } from '../values/room.ts';
import { IdMap } from './id-map.ts';
import { createLogFor, isPlain, type Log, type LogHome, roomFor, trimLog } from './log.ts';

/** More plain logs than these have an array each: every user pays for the heads of all. */
const PLACES = 64;

/** A head: where the log's entries begin, their number (−1 − it where the log is not steady), their room, the base. */
const HEAD = 4;

/** Which logs of a ruleset share one array per user, and the objects through which they are seen. */
export interface LogPlan {
  readonly specs: readonly LogSpec[];
  /** By log: its head's place, −1 if it has an array of its own. */
  readonly placeOf: Int32Array;
  /** By place. */
  readonly ids: readonly number[];
  readonly views: readonly Log[];
  /** By place: the longest window. */
  readonly windows: Float64Array;
  /** The array of a user who has no entries yet. */
  readonly blank: Exact[];
}

export function createLogPlan(specs: readonly LogSpec[]): LogPlan {
  const placeOf = new Int32Array(specs.length).fill(-1);
  const ids = specs
    .flatMap((spec, id) => (isPlain(spec) ? [id] : []))
    // Those that one event enters lie side by side.
    .sort((a, b) => (specs[a] as LogSpec).event - (specs[b] as LogSpec).event || a - b)
    .slice(0, PLACES);
  ids.forEach((id, place) => {
    placeOf[id] = place;
  });
  // A fraction makes it an array of unboxed numbers, which it then stays.
  const blank = new Array<number>(ids.length * HEAD + PLACES).fill(0.5).fill(0);
  return {
    specs,
    placeOf,
    ids,
    views: ids.map((id) => createLogFor(specs[id] as LogSpec)),
    windows: Float64Array.from(ids, (id) => (specs[id] as LogSpec).windowMs),
    blank,
  };
}

/**
 * The logs of one user. Those that are only counted and summed, which most are, stand in one array of numbers, and are
 * seen through an object that is only good until another log of the ruleset is asked for: so a user's past lies close
 * together in memory, and reading it is mostly what an event costs.
 */
export class UserLogs implements LogHome {
  /** The heads, then the entries of one log after the other, with room behind each. */
  private cells: Exact[] = NO_CELLS;
  private end = 0;
  /** Of whom the heads are; `null` while there are none. */
  private plan: LogPlan | null = null;
  private readonly others = new IdMap<Log>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  get(plan: LogPlan, id: number): Log | undefined {
    const place = plan.placeOf[id] as number;
    if (place < 0) return this.others.get(id);
    if (this.plan === null || this.cells[place * HEAD + 2] === 0) return undefined;
    return this.see(plan, place);
  }

  /** How many heads there are. */
  private get heads(): number {
    return this.plan === null ? 0 : this.plan.ids.length;
  }

  /** The log, made if there is none. */
  open(plan: LogPlan, id: number): Log {
    const known = this.get(plan, id);
    if (known !== undefined) return known;
    this.count++;
    const place = plan.placeOf[id] as number;
    if (place < 0) {
      const log = createLogFor(plan.specs[id] as LogSpec);
      this.others.set(id, log);
      return log;
    }
    if (this.plan === null) {
      this.cells = plan.blank.slice();
      this.plan = plan;
      this.end = plan.ids.length * HEAD;
    }
    return this.see(plan, place);
  }

  private see(plan: LogPlan, place: number): Log {
    const view = plan.views[place] as Log;
    const { cells } = this;
    const head = place * HEAD;
    // What is read from an array of fractions is one to V8, unless it is told that it is whole.
    const kept = (cells[head + 1] as number) | 0;
    view.home = this;
    view.place = place;
    view.cells = cells;
    view.start = (cells[head] as number) | 0;
    view.steady = kept >= 0;
    view.size = sizeOf(kept);
    view.room = (cells[head + 2] as number) | 0;
    view.base = cells[head + 3] as Exact;
    return view;
  }

  /** To be called after a log was changed. */
  save(log: Log): void {
    if (log.home === null) return;
    const { cells } = this;
    const head = log.place * HEAD;
    cells[head] = log.start;
    cells[head + 1] = log.steady ? log.size : -1 - log.size;
    cells[head + 2] = log.room;
    cells[head + 3] = log.base;
  }

  /** Gives a log room for so many cells, and keeps its entries. */
  reserve(log: Log, room: number): void {
    if (log.start + log.room === this.end && log.start + room <= this.cells.length && log.room > 0) {
      this.end = log.start + room;
    } else {
      if (this.end + room > this.cells.length) {
        this.save(log);
        this.rebuild(this.plan as LogPlan, room);
        log.cells = this.cells;
        log.start = this.cells[log.place * HEAD] as number;
      }
      const { cells, end } = this;
      const used = log.size * log.width;
      for (let i = 0; i < used; i++) cells[end + i] = cells[log.start + i] as Exact;
      log.start = end;
      this.end = end + room;
    }
    log.room = room;
    this.save(log);
  }

  /** Another array: without the places that logs have left, nor the room that they had for what they have forgotten. */
  private rebuild(plan: LogPlan, room: number): void {
    const { cells } = this;
    const heads = plan.ids.length;
    const live = this.fittingAll(plan);
    // Of few lengths, so that an array fits where another one was: else holes of all sizes make the heap grow.
    const length = Math.ceil((live + room + (live >> 2)) / LENGTH_STEP) * LENGTH_STEP;
    const grown = withRoom(NO_CELLS, 0, length);
    let end = heads * HEAD;
    for (let place = 0; place < heads; place++) {
      const head = place * HEAD;
      const start = cells[head] as number;
      const fits = this.fitting(plan, place);
      for (let i = 0; i < fits; i++) grown[end + i] = cells[start + i] as Exact;
      for (let i = 1; i < HEAD; i++) grown[head + i] = cells[head + i] as Exact;
      grown[head] = end;
      grown[head + 2] = fits;
      end += fits;
    }
    this.cells = grown;
    this.end = end;
  }

  /** The cells that all logs and their heads would be given. */
  private fittingAll(plan: LogPlan): number {
    const heads = plan.ids.length;
    let sum = heads * HEAD;
    for (let place = 0; place < heads; place++) sum += this.fitting(plan, place);
    return sum;
  }

  /** The room that a log of so many entries would be given, if that is less than it has; 0 where there is no log. */
  private fitting(plan: LogPlan, place: number): number {
    const { cells } = this;
    const room = (cells[place * HEAD + 2] as number) | 0;
    const size = sizeOf((cells[place * HEAD + 1] as number) | 0);
    return Math.min(room, roomFor(size) * (plan.views[place] as Log).width);
  }

  delete(plan: LogPlan, id: number): void {
    if (this.get(plan, id) === undefined) return;
    this.count--;
    const place = plan.placeOf[id] as number;
    if (place < 0) this.others.delete(id);
    else for (let i = 0; i < HEAD; i++) this.cells[place * HEAD + i] = 0;
  }

  forEach(plan: LogPlan, see: (log: Log, id: number) => void): void {
    const { heads } = this;
    for (let place = 0; place < heads; place++) {
      if (this.cells[place * HEAD + 2] !== 0) see(this.see(plan, place), plan.ids[place] as number);
    }
    this.others.forEach(see);
  }

  /** Whether some entry of a log may be forgotten, found out without looking at the log. */
  private isOld(plan: LogPlan, place: number, horizon: number): boolean {
    const { cells } = this;
    const first = cells[(cells[place * HEAD] as number) | 0] as number;
    return cells[place * HEAD + 1] === 0 || first <= horizon - (plan.windows[place] as number);
  }

  /** Forgets of all logs exactly what no instant from `horizon` on can see. */
  trim(plan: LogPlan, horizon: number): void {
    const { heads } = this;
    for (let place = 0; place < heads; place++) {
      if (this.cells[place * HEAD + 2] === 0 || !this.isOld(plan, place, horizon)) continue;
      this.trimLog(plan, this.see(plan, place), plan.ids[place] as number, horizon, true);
    }
    this.others.forEach((log, id) => {
      this.trimLog(plan, log, id, horizon, true);
    });
    const { length } = this.cells;
    if (length > ROOMY && length > 4 * this.fittingAll(plan)) this.rebuild(plan, 0);
  }

  /** Forgets of one log what no instant from `horizon` on can see; `exact`: all of it now, else when it pays. */
  trimLog(plan: LogPlan, log: Log, id: number, horizon: number, exact: boolean): void {
    const spec = plan.specs[id] as LogSpec;
    // What the filter of a correlated aggregate will ask of rows is not known before.
    if (spec.ever && spec.keeps === 'row') return;
    trimLog(log, horizon, spec.windowMs, exact);
    if (exact && log.size === 0 && log.folded === null) this.delete(plan, id);
    else this.save(log);
  }

  /** Forgets all; the memory is kept for the next user, unless it is much. */
  clear(): void {
    if (this.cells.length > KEPT) {
      this.cells = NO_CELLS;
      this.plan = null;
    }
    this.end = this.heads * HEAD;
    this.cells.fill(0, 0, this.end);
    this.count = 0;
    this.others.forEach((log) => {
      log.cells = NO_CELLS;
      log.ids = null;
      log.values = null;
    });
    this.others.clear();
  }
}

/** The number of entries, from how a head keeps it. */
function sizeOf(kept: number): number {
  return kept >= 0 ? kept : -1 - kept;
}

const LENGTH_STEP = 64;

/** Of more cells than these most may not lie idle after a busy time. */
const ROOMY = 1024;

/** So many cells are kept for the next user. */
const KEPT = 2048;

/** Never written to. */
const NO_CELLS: Exact[] = [];
