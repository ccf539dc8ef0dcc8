import { mkdir } from 'node:fs/promises';
import { asFileProblem } from '../files/file-problem.ts';
import type { Clock } from '../ports/clock.ts';
import type { EffectSink, Output, PartitionSink } from '../ports/effect-sink.ts';
import { FilePartition } from './file-partition.ts';

export interface FileSinkOptions {
  /** Made where it is not there. */
  readonly folder: string;
  readonly clock: Clock;
  /** One file for each output (the default), or all lines in one. */
  readonly files?: 'each-output' | 'one';
}

/**
 * Effects as NDJSON files: `nudges-0.ndjson` and so on, or `effects-0.ndjson`, with the number of the partition; rows in
 * the order of their numbers. Beside them `position-0.json` says how far each file is published: bytes behind that are
 * of a publishing that was cut short, and are cut off when the partition is opened again. Who reads while it runs reads
 * up to the position.
 *
 * Processes of one machine may take a partition over from each other; for several machines there is Kafka.
 */
export class FileSink implements EffectSink {
  readonly #options: FileSinkOptions;

  constructor(options: FileSinkOptions) {
    this.#options = options;
  }

  async open(partition: number): Promise<PartitionSink> {
    const { folder, clock, files = 'each-output' } = this.#options;
    try {
      await mkdir(folder, { recursive: true });
      const nameOf = (output: Output): string =>
        `${files === 'one' ? 'effects' : output}-${partition}.ndjson`;
      return await FilePartition.open({ folder, partition, clock, nameOf });
    } catch (error) {
      throw asFileProblem(folder, error);
    }
  }

  async close(): Promise<void> {}
}
