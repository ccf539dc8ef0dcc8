import process from 'node:process';
import { pino } from 'pino';
import { loadBundle } from '../bundle/load-bundle.ts';
import type { RuntimeConfig } from '../config/runtime-config.ts';
import { systemClock } from '../host/system-clock.ts';
import { errorText } from './error-text.ts';
import { EXIT, type Host, type HostSignal } from './host.ts';
import { createLog, type Log } from './log.ts';
import { openAdapters } from './open-adapters.ts';

const STANDARD_OUTPUT = 1;
const STANDARD_ERROR = 2;

const SIGNALS: readonly (readonly [NodeJS.Signals, HostSignal])[] = [
  ['SIGTERM', 'stop'],
  ['SIGINT', 'stop'],
  ['SIGHUP', 'reload'],
];

/** This process as a host. From here on an error that nobody caught is logged, and ends the process. */
export function processHost(config: RuntimeConfig): Host {
  const fd = config.output.kind === 'stdio' ? STANDARD_ERROR : STANDARD_OUTPUT;
  // Written when the call returns, so that the last words before an end are not lost.
  const destination = pino.destination({ dest: fd, sync: true });
  const log = createLog(config.log, (line) => void destination.write(line));
  endOnUncaught(log);
  logWarnings(log);
  if (fd === STANDARD_ERROR) endWithReader(log);
  return {
    env: process.env,
    clock: systemClock,
    random: Math.random,
    log,
    // Asked for only by who uses them: opening them already changes how they behave.
    get standardInput() {
      return process.stdin;
    },
    get standardOutput() {
      return process.stdout;
    },
    open: openAdapters,
    load: loadBundle,
    signals: (listener) => {
      const listening = SIGNALS.map(([name, signal]) => {
        const tell = (): void => listener(signal);
        process.on(name, tell);
        return () => process.off(name, tell);
      });
      return () => listening.forEach((end) => void end());
    },
    kill: () => void process.kill(process.pid, 'SIGKILL'),
  };
}

/** Node would print them between the lines of the log. kafkajs 2.2.4 waits a negative time at each start (its issue 1751). */
function logWarnings(log: Log): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    const level = warning.name === 'TimeoutNegativeWarning' ? 'debug' : 'warn';
    log[level]('Node warns', { error: errorText(warning) });
  });
}

/** Who has read enough (`… | head -1`) is no error of ours. */
function endWithReader(log: Log): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') log.error('standard output cannot be written', { error: errorText(error) });
    process.exit(error.code === 'EPIPE' ? EXIT.good : EXIT.failed);
  });
}

function endOnUncaught(log: Log): void {
  process.on('uncaughtException', (error) => {
    const [, ...frames] = (error instanceof Error ? (error.stack ?? '') : '').split('\n');
    log.error('an error that nobody caught: this is a bug', {
      error: errorText(error),
      at: frames.slice(0, 8).map((frame) => frame.trim()),
    });
    process.exit(EXIT.failed);
  });
}
