import type { Writable } from 'node:stream';
import { InProcessSink } from './in-process-sink.ts';
import { lineOfRow } from './row-line.ts';

/**
 * Effects as lines on standard output. This cannot be exact: a pipe takes nothing back, and nobody can ask it how far it
 * was written. Each line comes at least once, and again when the process died between writing it and noting that in the
 * store (at most what one publishing holds); its `id` tells it from another. For exactly once: `FileSink`, or Kafka.
 */
export function standardOutputSink(output: Writable): InProcessSink {
  return new InProcessSink((rows) => {
    const lines = rows.map(lineOfRow).join('');
    return new Promise((resolve, reject) => {
      // Called back when the stream has handed it on, so that a slow reader holds the worker up.
      output.write(lines, (error) => (error ? reject(error) : resolve()));
    });
  });
}
