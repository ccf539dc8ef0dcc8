import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { LINE_FORMATS, type LineFormat } from '../dev/row-printer.ts';
import type { Start } from '../session.ts';

interface DevFlags {
  readonly port: number;
  readonly host: string;
  readonly source?: string;
  readonly events?: readonly string[];
  readonly store?: string;
  readonly format: LineFormat;
}

export function addDev(program: Command, start: Start): void {
  program
    .command('dev')
    .summary('try a project live')
    .description(
      'Runs a project live: takes events over HTTP, prints what happens as it happens, and goes over to the rules as ' +
        'they are saved. Timers follow the clock. What happens goes to standard output, the rest to standard error.',
    )
    .argument('[dir]', 'the project: a folder, or one file', '.')
    .option('--port <port>', 'where to listen; 0: any port that is free', portOption, 4100)
    .option('--host <address>', 'whom to listen for; only this machine by default', '127.0.0.1')
    .option('--source <name>', 'the json `source` that maps what is posted (default: it is CloudEvents)')
    .option('--events <file...>', 'NDJSON files, plain or gzip, that are posted first')
    .option('--store <folder>', 'keep the state there (default: in memory, until the end)')
    .addOption(new Option('--format <format>', 'how to print').choices(LINE_FORMATS).default('text'))
    .addHelpText(
      'after',
      `
Examples:
  nudgec dev
  nudgec dev rules/shop --events events.ndjson
  nudgec dev rules/shop --port 0 --format json | jq .data.nudge
  curl 127.0.0.1:4100/events -H 'content-type: application/json' -d '{"type":"CartAdd","subject":"ann","data":{}}'`,
    )
    .action((path: string, flags: DevFlags) =>
      start(async (session) => {
        // With its server it takes as long to load as the rest, which no other command should wait for.
        const { runDev } = await import('../dev/run-dev.ts');
        const { cwd } = session.io;
        const { source, store, ...rest } = flags;
        return runDev(
          {
            ...rest,
            path,
            events: flags.events ?? [],
            source: source ?? null,
            store: store === undefined ? null : resolve(cwd, store),
          },
          session,
        );
      }),
    );
}

function portOption(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port < 65_536) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}
