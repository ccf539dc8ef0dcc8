import type { Position } from '../../packages/runtime/src/ports/effect-sink.ts';
import type { PartitionCommit } from '../../packages/runtime/src/ports/state-store.ts';
import type { Violations } from './base/violation.ts';
import { FETCH_MAX } from './broker/sim-source.ts';
import type { TopicLog } from './broker/topic-log.ts';
import type { Plan } from './faults/plan.ts';
import type { CommitHistory } from './store/commit-history.ts';

/** Of one partition, while it is run. */
interface Watched {
  published: Position | null;
  epoch: number;
  nextOffset: number;
}

/** What is known of a worker that is about to commit. */
interface Committer {
  readonly epoch: number;
  readonly nowMs: number;
  /** Where it was told last that nothing lay behind. */
  readonly hasReadTo: number;
}

/** The laws that can be told while a simulation runs: I4, and the bounds of what waits. */
export class Watch {
  private readonly plan: Plan;
  private readonly histories: readonly CommitHistory[];
  private readonly logs: readonly TopicLog[];
  private readonly violations: Violations;
  private readonly watched: readonly Watched[];

  constructor(
    plan: Plan,
    histories: readonly CommitHistory[],
    logs: readonly TopicLog[],
    violations: Violations,
  ) {
    this.plan = plan;
    this.histories = histories;
    this.logs = logs;
    this.violations = violations;
    this.watched = logs.map(() => ({ published: null, epoch: 0, nextOffset: 0 }));
  }

  /** A worker asks for a commit. */
  committing(
    partition: number,
    { progress, users, trimmedSeq }: PartitionCommit,
    { epoch }: Committer,
  ): void {
    const watched = this.watched[partition] as Watched;
    const where = `p${partition} epoch ${epoch}`;
    if (epoch === watched.epoch && progress.nextOffset < watched.nextOffset) {
      this.tell(
        'I4',
        `${where}: the applied offset falls from ${watched.nextOffset} to ${progress.nextOffset}`,
      );
    }
    if (epoch >= watched.epoch) {
      watched.epoch = epoch;
      watched.nextOffset = progress.nextOffset;
    }
    const publishedSeq = watched.published?.seq ?? 0;
    if (trimmedSeq > publishedSeq) {
      this.tell('I4', `${where}: rows up to ${trimmedSeq} are trimmed, ${publishedSeq} are published`);
    }
    const history = this.histories[partition];
    const waiting = history?.rowsAfter(publishedSeq) ?? 0;
    const batch = Math.max(0, ...(history?.facts.map(({ rows }) => rows.length) ?? []));
    // Evaluation begins below the limit, and then commits a batch and some users to be brought under other rules.
    const most = this.plan.limits.unpublishedRows + 2 * batch;
    if (users.length > 0 && waiting > most) {
      this.tell('bounds', `${where}: ${waiting} rows wait to be published, at most ${most} should`);
    }
  }

  /** The commit is there, and the last of its history. */
  committed(partition: number, { progress }: PartitionCommit, by: Committer): void {
    const before = this.histories[partition]?.facts.at(-2)?.progress;
    const beforeMs = before?.watermarkMs ?? -Infinity;
    if (progress.watermarkMs <= beforeMs) return;
    const where = `p${partition} epoch ${by.epoch}: the watermark ${progress.watermarkMs}`;
    const latest = Math.max(this.logs[partition]?.greatestMs ?? -Infinity, by.nowMs);
    if (progress.watermarkMs > latest) this.tell('clock', `${where} is ahead of everything, ${latest}`);
    if (progress.nextOffset === before?.nextOffset && by.hasReadTo < progress.nextOffset)
      this.tell('clock', `${where} follows the clock, though nobody has read to the end`);
  }

  published(partition: number, position: Position): void {
    const watched = this.watched[partition] as Watched;
    const committed = this.applied(partition);
    if (position.nextOffset > committed)
      this.tell('I4', `p${partition}: offset ${position.nextOffset} is published, ${committed} is committed`);
    watched.published = position;
    this.histories[partition]?.published(position.nextOffset);
  }

  /** Logs lose no end here: who says that there was more would stop for nothing. */
  known(partition: number, offset: number): void {
    const end = this.logs[partition]?.endOffset ?? 0;
    if (offset > end) this.tell('port', `p${partition}: records before ${offset} are known, of ${end}`);
  }

  /** The offset behind the last record that was ever applied, also by commits that the store has lost since. */
  applied(partition: number): number {
    return this.histories[partition]?.greatestOffset ?? 0;
  }

  /** Records that a worker was given and has not committed. */
  queued(partition: number, records: number): void {
    const { queuedRecords, batchRecords } = this.plan.limits;
    const most = queuedRecords + batchRecords + 2 * FETCH_MAX;
    if (records > most) this.tell('bounds', `p${partition}: ${records} records wait, at most ${most} should`);
  }

  private tell(law: string, message: string): void {
    this.violations.add({ law, message });
  }
}
