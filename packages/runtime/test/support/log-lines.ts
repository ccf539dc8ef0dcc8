import { createLog, type Log } from '../../src/operate/log.ts';

/** A log whose lines can be read. */
export function listeningLog(): {
  readonly log: Log;
  readonly lines: string[];
  readonly said: () => string[];
} {
  const lines: string[] = [];
  const log = createLog({ level: 'debug', format: 'json' }, (line) => void lines.push(line));
  return { log, lines, said: () => lines.map((line) => (JSON.parse(line) as { message: string }).message) };
}
