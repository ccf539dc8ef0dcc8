import type { Random } from '../base/random.ts';
import type { SimProcess } from '../base/sim-process.ts';
import type { Timeline } from '../base/timeline.ts';
import type { Trace } from '../base/trace.ts';

/** Who consumes. It is told late what it has, or not at all: until then it believes what it was told last. */
export interface Member {
  readonly id: string;
  readonly process: SimProcess;
  assigned(partitions: readonly number[]): void;
}

interface Seat {
  readonly member: Member;
  partitions: readonly number[];
  /** Of the assignment that it was told last; an older notice that comes late says nothing. */
  toldGeneration: number;
}

const SESSION_MS = 6_000;
/** A lost notice is made good by the next heartbeat. */
const HEARTBEAT_MS = 2_000;

/** Spreads partitions over the members that are alive as far as it knows. */
export class ConsumerGroup {
  /** How long a notice takes at most, and how often it is lost. */
  noticeMsMax = 50;
  lostNotices = 0;
  rebalances = 0;
  private generation = 0;
  private readonly seats = new Map<string, Seat>();
  private readonly partitions: number;
  private readonly timeline: Timeline;
  private readonly random: Random;
  private readonly trace: Trace;

  constructor(partitions: number, timeline: Timeline, random: Random, trace: Trace) {
    this.partitions = partitions;
    this.timeline = timeline;
    this.random = random;
    this.trace = trace;
  }

  join(member: Member): void {
    if (member.process.isDead) return;
    this.seats.set(member.id, { member, partitions: [], toldGeneration: 0 });
    member.process.whenDead(() => this.watch(member));
    this.rebalance(`${member.id} joins`);
  }

  leave(member: Member): void {
    if (this.seats.delete(member.id)) this.rebalance(`${member.id} leaves`);
  }

  /** To be called when a member may not be able to send heartbeats any more. */
  watch({ id, process }: Member): void {
    this.timeline.after(SESSION_MS, () => {
      if (!process.isRunning && this.seats.has(id)) this.evict(id);
    });
  }

  /** A member that is alive is taken for dead, until it hears of it and joins again. */
  evictAny(): void {
    const ids = [...this.seats.keys()];
    if (ids.length > 0) this.evict(this.random.pick(ids));
  }

  private evict(id: string): void {
    const seat = this.seats.get(id);
    if (seat === undefined) return;
    this.seats.delete(id);
    this.rebalance(`${id} is evicted`);
    this.comeBack(seat.member);
  }

  /** It finds out at its next heartbeat, and joins again. */
  private comeBack(member: Member): void {
    this.timeline.after(HEARTBEAT_MS + this.noticeMs(), () =>
      member.process.deliver(() => {
        if (this.seats.has(member.id)) return;
        if (this.random.chance(0.5)) member.assigned([]);
        this.timeline.after(this.noticeMs(), () => member.process.deliver(() => this.join(member)));
      }),
    );
  }

  rebalance(why: string): void {
    this.generation++;
    this.rebalances++;
    const seats = this.random.shuffled([...this.seats.values()]);
    const lists = seats.map((): number[] => []);
    for (let p = 0; p < this.partitions; p++) lists[p % Math.max(1, seats.length)]?.push(p);
    this.trace.tell('group', `generation ${this.generation}: ${why}`);
    seats.forEach((seat, i) => {
      seat.partitions = lists[i] as number[];
      this.notify(seat, this.generation);
    });
  }

  private notify(seat: Seat, generation: number): void {
    const isLost = this.random.chance(this.lostNotices);
    this.timeline.after(this.noticeMs() + (isLost ? HEARTBEAT_MS : 0), () =>
      seat.member.process.deliver(() => {
        const { member } = seat;
        if (this.seats.get(member.id) !== seat || seat.toldGeneration >= generation) return;
        seat.toldGeneration = this.generation;
        this.trace.tell(member.id, `is assigned [${seat.partitions.join(' ')}]`);
        member.assigned(seat.partitions);
      }),
    );
  }

  private noticeMs(): number {
    return this.random.nextInt(1, this.noticeMsMax);
  }
}
