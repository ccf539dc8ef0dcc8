import type { RecordRun, SourceListener, SourceRecord } from '../../ports/event-source.ts';
import type { Wire } from '../client.ts';
import type { KafkaSettings } from '../options.ts';
import type { FetchedPartition } from '../protocol/fetch.ts';
import { CODE, KafkaRefusal, NOT_THE_LEADER } from '../protocol/kafka-error.ts';
import { offsetBehind, RecordBatches } from '../protocol/read-record-batches.ts';
import type { Cursor, Cursors } from './cursor.ts';
import { returnToLog } from './return-to-log.ts';

/** What a request asked for, of one partition. */
export interface Asked {
  readonly cursor: Cursor;
  readonly partition: number;
  readonly generation: number;
  readonly offset: number;
}

export function askedOf(cursor: Cursor & { next: number }): Asked {
  return { cursor, partition: cursor.partition, generation: cursor.generation, offset: cursor.next };
}

/** An answer to it that still counts. */
export interface Arrived {
  readonly asked: Asked;
  readonly fetched: FetchedPartition;
  readonly next: number;
}

/** Brings what brokers answered to the listener, as far as it is still wanted. */
export class Delivery {
  readonly #wire: Wire;
  readonly #settings: KafkaSettings;
  readonly #cursors: Cursors;
  readonly #listener: SourceListener;
  readonly #returned: () => void;

  constructor(
    wire: Wire,
    settings: KafkaSettings,
    cursors: Cursors,
    listener: SourceListener,
    returned: () => void,
  ) {
    this.#wire = wire;
    this.#settings = settings;
    this.#cursors = cursors;
    this.#listener = listener;
    this.#returned = returned;
  }

  /** Moves the cursors on, without reading records yet; says whether another broker is to be asked. */
  advance(
    asked: readonly Asked[],
    fetched: readonly FetchedPartition[],
  ): { readonly arrived: readonly Arrived[]; readonly trouble: boolean } {
    const byPartition = new Map(asked.map((ask) => [ask.partition, ask]));
    const arrived: Arrived[] = [];
    let trouble = false;
    for (const answer of fetched) {
      const ask = byPartition.get(answer.partition);
      // Another broker, who leads the partition now, may have answered meanwhile.
      if (ask === undefined || !this.#wanted(ask) || ask.cursor.next !== ask.offset) continue;
      if (answer.code === CODE.offsetOutOfRange) {
        this.findPlace(ask);
      } else if (answer.code !== 0) {
        trouble = true;
        if (!NOT_THE_LEADER.has(answer.code)) this.#say(answer);
      } else {
        const next = Math.max(offsetBehind(answer.records) ?? ask.offset, ask.offset);
        ask.cursor.next = next;
        arrived.push({ asked: ask, fetched: answer, next });
      }
    }
    return { arrived, trouble };
  }

  /** Nothing is asked for until it is clear from where. */
  findPlace(asked: Asked): void {
    asked.cursor.next = null;
    void returnToLog(this.#wire, this.#settings, asked, this.#listener).then(this.#returned);
  }

  deliver(arrived: readonly Arrived[]): void {
    for (const arrival of arrived) this.#deliverOne(arrival);
  }

  #deliverOne({ asked, fetched, next }: Arrived): void {
    const { partition, cursor } = asked;
    if (!this.#wanted(asked)) return;
    const records = this.#read(asked, fetched);
    if (records === null) return;
    if (records.length > 0) {
      this.#listener.records({ partition, records, endOffset: fetched.highWatermark });
    }
    const { readCommitted } = this.#settings.tuning;
    const end = readCommitted ? fetched.lastStableOffset : fetched.highWatermark;
    if (next < end || cursor.toldEnd === next || !this.#wanted(asked)) return;
    cursor.toldEnd = next;
    this.#listener.caughtUp(partition, next);
  }

  #read(asked: Asked, { records, aborted }: FetchedPartition): RecordRun | null {
    try {
      const found = new RecordBatches(records, asked.offset, aborted);
      const { length, bytes } = found;
      return { length, bytes, [Symbol.iterator]: () => this.#reading(asked, found) };
    } catch (error) {
      this.#unreadable(asked, error);
      return null;
    }
  }

  *#reading(asked: Asked, records: RecordBatches): Generator<SourceRecord> {
    try {
      yield* records;
    } catch (error) {
      this.#unreadable(asked, error);
    }
  }

  /** It would be the same again however often it is read. */
  #unreadable({ partition, offset, cursor }: Asked, error: unknown): void {
    cursor.next = null;
    const where = `${this.#settings.inputTopic}, partition ${partition}, from offset ${offset}`;
    this.#listener.failed(new Error(`${where}: ${(error as Error).message}`), false);
  }

  #wanted({ cursor, partition, generation }: Asked): boolean {
    return cursor.generation === generation && this.#cursors.get(partition) === cursor;
  }

  #say({ partition, code }: FetchedPartition): void {
    const refusal = new KafkaRefusal(`reading partition ${partition}`, code);
    this.#settings.log('warn', refusal.message);
  }
}
