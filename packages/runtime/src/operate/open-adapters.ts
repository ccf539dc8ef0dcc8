import type { Writable } from 'node:stream';
import type { RuntimeConfig } from '../config/runtime-config.ts';
import type { Clock, RandomSource } from '../ports/clock.ts';
import type { EffectSink } from '../ports/effect-sink.ts';
import type { EventSource } from '../ports/event-source.ts';
import type { StateStore } from '../ports/state-store.ts';
import type { Log } from './log.ts';
import { openKafka } from './open-kafka.ts';
import { openStore } from './open-store.ts';

/** What the adapters are given besides the configuration. */
export interface Surroundings {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly log: Log;
  readonly standardInput: AsyncIterable<Uint8Array>;
  readonly standardOutput: Writable;
}

export interface Input {
  readonly source: EventSource;
  /** Resolves with the offset behind the last record of an input that has an end; `null`: it has none. */
  readonly ended: Promise<number> | null;
}

interface Adapters {
  readonly input: Input;
  readonly sink: EffectSink;
}

/** Makes what a configuration names. Nothing is loaded that it does not name. */
export interface OpenAdapters {
  store(config: RuntimeConfig, surroundings: Surroundings): Promise<StateStore>;
  inputAndOutput(config: RuntimeConfig, surroundings: Surroundings): Promise<Adapters>;
}

export const openAdapters: OpenAdapters = {
  store: openStore,
  inputAndOutput: async (config, surroundings) => {
    const kafka =
      config.kafka !== null && config.input.kind === 'kafka'
        ? await openKafka(config, config.kafka, config.input, surroundings)
        : null;
    const input =
      kafka === null ? await openInput(config, surroundings) : { source: kafka.source, ended: null };
    const sink =
      config.output.kind === 'kafka' && kafka !== null ? kafka.sink : await openOutput(config, surroundings);
    return { input, sink };
  },
};

async function openInput(
  { input, limits }: RuntimeConfig,
  { clock, standardInput }: Surroundings,
): Promise<Input> {
  const lineBytesMax = limits.recordBytes;
  switch (input.kind) {
    case 'file': {
      const { FileSource } = await import('../file-io/file-source.ts');
      const { path, follow } = input;
      const source = new FileSource({ path, follow, clock, lineBytesMax });
      return { source, ended: follow ? null : source.finished };
    }
    case 'stdio': {
      const { StandardInputSource } = await import('../file-io/standard-input-source.ts');
      const source = new StandardInputSource({ standardInput, lineBytesMax });
      return { source, ended: source.finished };
    }
    case 'kafka':
      throw new Error('input.kind is kafka without the section kafka');
    default:
      return input satisfies never;
  }
}

async function openOutput(
  { output }: RuntimeConfig,
  { clock, standardOutput }: Surroundings,
): Promise<EffectSink> {
  switch (output.kind) {
    case 'file': {
      const { FileSink } = await import('../file-io/file-sink.ts');
      return new FileSink({ folder: output.folder, clock });
    }
    case 'stdio': {
      const { standardOutputSink } = await import('../file-io/standard-output-sink.ts');
      return standardOutputSink(standardOutput);
    }
    case 'kafka':
      throw new Error('output.kind is kafka without the section kafka');
    default:
      return output satisfies never;
  }
}
