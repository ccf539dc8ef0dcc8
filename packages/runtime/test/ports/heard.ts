import { expect, vi } from 'vitest';
import type { SourceBatch, SourceListener, SourceRecord } from '../../src/ports/event-source.ts';

/** A listener that keeps what it was told. */
export class Heard implements SourceListener {
  readonly assignments: (readonly number[])[] = [];
  readonly batches: (SourceBatch & { readonly records: readonly SourceRecord[] })[] = [];
  readonly ends: { readonly partition: number; readonly offset: number; readonly after: number }[] = [];
  /** What was told of the ends of partitions that deliver nothing. */
  readonly told: { readonly partition: number; readonly endOffset: number }[] = [];
  readonly failures: Error[] = [];
  /** Called at each batch. */
  onRecords: (batch: SourceBatch) => void = () => {};

  assigned(partitions: readonly number[]): void {
    this.assignments.push([...partitions]);
  }

  records(batch: SourceBatch): void {
    this.batches.push({ ...batch, records: [...batch.records] });
    this.onRecords(batch);
  }

  caughtUp(partition: number, offset: number): void {
    this.ends.push({ partition, offset, after: this.of(partition).length });
  }

  endsAt(partition: number, endOffset: number): void {
    this.told.push({ partition, endOffset });
  }

  failed(error: Error): void {
    this.failures.push(error);
  }

  of(partition: number): readonly SourceRecord[] {
    return this.batches.filter((batch) => batch.partition === partition).flatMap(({ records }) => records);
  }

  values(partition: number): readonly string[] {
    return this.of(partition).map(({ value }) => Buffer.from(value ?? []).toString('utf8'));
  }

  /** Forgets the records. */
  clear(): void {
    this.batches.length = 0;
    this.ends.length = 0;
  }

  /** Waits until a partition's values, in order, are these. */
  async hears(partition: number, values: readonly string[]): Promise<void> {
    await vi.waitFor(() => expect(this.values(partition)).toEqual(values), WAIT);
  }

  async hearsEnd(partition: number): Promise<void> {
    await vi.waitFor(() => expect(this.ends.some((end) => end.partition === partition)).toBe(true), WAIT);
  }

  async isAssigned(partitions: readonly number[]): Promise<void> {
    await vi.waitFor(() => expect(this.assignments.at(-1)?.toSorted()).toEqual(partitions), WAIT);
  }
}

export const WAIT = { timeout: 60_000, interval: 5 } as const;
