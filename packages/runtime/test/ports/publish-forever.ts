/** A process to be killed: publishes the numbers that follow what is published, a few at a time. */
import { FileSink } from '../../src/file-io/file-sink.ts';
import { systemClock } from '../../src/host/system-clock.ts';

const [folder = ''] = process.argv.slice(2);
const partition = await new FileSink({ folder, clock: systemClock }).open(0);
let seq = partition.published?.seq ?? 0;
for (;;) {
  const rows = Array.from({ length: 1 + (seq % 7) }, (_, i) => ({
    seq: seq + 1 + i,
    offset: seq + i,
    output: (seq + i) % 2 === 0 ? ('nudges' as const) : ('late' as const),
    key: 'k',
    value: Buffer.from(`${seq + 1 + i}`),
    headers: [],
  }));
  seq += rows.length;
  await partition.publish(rows, { nextOffset: seq, seq });
  process.stdout.write('.');
}
