import { lineOfRow, type OutboxRow, systemClock } from '@nudge/runtime';
import type { Session } from '../session.ts';
import { happeningOf, happeningText } from './effect-text.ts';

export const LINE_FORMATS = ['text', 'json'] as const;
export type LineFormat = (typeof LINE_FORMATS)[number];

/** Prints each row as it comes: a line for people, or the line of a `FileSink`. */
export function rowPrinter(format: LineFormat, { io, out }: Session): (row: OutboxRow) => void {
  switch (format) {
    case 'text':
      return (row) => io.stdout.write(happeningText(happeningOf(row, systemClock.now()), out));
    case 'json':
      return (row) => io.stdout.write(lineOfRow(row));
  }
}
