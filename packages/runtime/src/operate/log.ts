import { pino } from 'pino';
import type { LogConfig } from '../config/runtime-config.ts';
import { textLine } from './log-text.ts';

/** What may stand beside a message: numbers, codes and names of ours. No ids of users, keys, bytes of events, secrets. */
type Facts = Readonly<Record<string, string | number | boolean | readonly (string | number)[] | null>>;

export type Log = Readonly<
  Record<'debug' | 'info' | 'warn' | 'error', (message: string, facts?: Facts) => void>
>;

/** `write` takes whole lines. */
export function createLog({ level, format }: LogConfig, write: (line: string) => void): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: format === 'json' ? write : (line: string) => write(textLine(line)) },
  );
  const at =
    (one: 'debug' | 'info' | 'warn' | 'error') =>
    (message: string, facts: Facts = {}): void =>
      logger[one](facts, message);
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
