import type { SourceListener } from '../../ports/event-source.ts';
import { Backoff } from '../../waiting/backoff.ts';
import type { Wire } from '../client.ts';
import type { KafkaSettings } from '../options.ts';
import { LOG_END, LOG_START, listOffsetRequest, readListedOffset } from '../protocol/offsets.ts';
import { leadersOf } from '../topics.ts';
import type { Asked } from './delivery.ts';

/**
 * An offset is outside of the log, or may be. Before its beginning: retention was faster than we; what is left is read, and
 * it is said how much is gone. Behind its end, or records were read that would be: the topic was made anew, or its last
 * records were lost with a broker. Then no offset that we know means anything any more, and whoever runs it must decide.
 *
 * A leader that is new does not say where its log ends before it knows, and is asked again; what it says along with records
 * may lie before the end.
 */
export async function returnToLog(
  wire: Wire,
  settings: KafkaSettings,
  { cursor, partition, generation, offset }: Asked,
  listener: SourceListener,
): Promise<void> {
  const topic = settings.inputTopic;
  const backoff = new Backoff(settings.clock, settings.random, 50, 2_000);
  while (cursor.generation === generation) {
    try {
      const leader = (await leadersOf(wire, [topic])).get(topic)?.[partition] ?? -1;
      const [start, end] = [
        readListedOffset(await wire.call(leader, listOffsetRequest(topic, partition, LOG_START))),
        readListedOffset(await wire.call(leader, listOffsetRequest(topic, partition, LOG_END))),
      ];
      if (cursor.generation !== generation) return;
      if (Math.max(offset, cursor.known) > end) {
        const than =
          offset > end ? `the next one to be read is ${offset}` : `it was read up to ${cursor.known} before`;
        listener.failed(
          new Error(
            `${topic}, partition ${partition} ends at offset ${end}, but ${than}: was the topic deleted and made again? Give it another name, or begin with an empty store and another group`,
          ),
          false,
        );
        return;
      }
      if (offset > 0 && offset < start) {
        settings.log(
          'error',
          `${topic}, partition ${partition}: offsets ${offset} to ${start - 1} are not kept any more; reading goes on at ${start}`,
        );
      }
      cursor.next = Math.max(start, offset);
      return;
    } catch (error) {
      settings.log(
        'warn',
        `asking where ${topic}, partition ${partition} begins: ${(error as Error).message}`,
      );
      await backoff.wait();
    }
  }
}
