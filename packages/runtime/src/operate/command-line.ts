import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { problemText } from '../config/config-problem.ts';
import { loadConfig } from '../config/load-config.ts';
import type { RuntimeConfig } from '../config/runtime-config.ts';
import { showConfig } from '../config/show-config.ts';
import { EXIT, type ExitStatus } from './host.ts';

export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Runs until it is told to stop. */
  readonly run: (config: RuntimeConfig) => Promise<ExitStatus>;
}

interface ConfigOption {
  readonly config?: string;
}

/** Runs `nudge-runtime` with these arguments (without `node` and the script) and gives its exit status. */
export async function main(args: readonly string[], io: Io): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.good;
  const program = createProgram(io);
  program
    .command('run')
    .description('Runs the rules of a bundle over a stream of events until it gets SIGTERM or SIGINT.')
    .option(...CONFIG_OPTION)
    .addHelpText('after', RUN_HELP)
    .action(async (options: ConfigOption) => {
      const config = configOf(options, io);
      status = config === null ? EXIT.misconfigured : await io.run(config);
    });
  program
    .command('check-config')
    .description(
      'Says all that is wrong with a configuration, or prints what holds, with defaults and without secrets.',
    )
    .option(...CONFIG_OPTION)
    .addHelpText('after', CHECK_HELP)
    .action((options: ConfigOption) => {
      const config = configOf(options, io);
      status = config === null ? EXIT.misconfigured : EXIT.good;
      if (config !== null) io.writeOut(showConfig(config));
    });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return status;
  } catch (error) {
    // Commander has printed what it had to say; help and version are no mistakes.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.misconfigured;
    throw error;
  }
}

const CONFIG_OPTION = [
  '-c, --config <file>',
  'the configuration, YAML (default: what NUDGE_CONFIG names, else variables alone)',
] as const;

const RUN_HELP = `
Exit status: 0 stopped as told, 1 could not go on, 2 wrong configuration or bundle, 130 told twice to stop.
SIGTERM and SIGINT let it finish what is in hand, a second one ends it at once. SIGHUP looks for a changed bundle.

Examples:
  nudge-runtime run --config nudge.yaml
  NUDGE_BUNDLE=dist/shop NUDGE_KAFKA_BROKERS=localhost:9092 nudge-runtime run
  NUDGE_BUNDLE=dist/shop NUDGE_INPUT_KIND=file NUDGE_INPUT_PATH=events.ndjson NUDGE_OUTPUT_KIND=stdio \\
    NUDGE_STORE_KIND=memory nudge-runtime run`;

const CHECK_HELP = `
Examples:
  nudge-runtime check-config --config nudge.yaml
  NUDGE_STORE_KIND=memory nudge-runtime check-config -c nudge.yaml`;

function createProgram(io: Io): Command {
  return new Command('nudge-runtime')
    .description('Runs compiled nudge rules over a stream of events.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help for a command')
    .helpCommand('help [command]', 'print help for a command')
    .showHelpAfterError('(--help shows how it is used)')
    .exitOverride()
    .configureOutput({
      writeOut: io.writeOut,
      writeErr: io.writeError,
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      'after',
      `
Begin with:
  nudgec compile rules/shop -o dist/shop
  nudge-runtime run --config nudge.yaml`,
    );
}

function configOf({ config: option }: ConfigOption, { cwd, env, writeError }: Io): RuntimeConfig | null {
  const named = option ?? (env['NUDGE_CONFIG'] || null);
  const file = named === null ? null : resolve(cwd, named);
  const { config, problems, warnings } = loadConfig({ file, env, cwd });
  for (const warning of warnings) writeError(`warning: ${problemText(warning, named)}\n`);
  for (const problem of problems) writeError(`${problemText(problem, named)}\n`);
  if (problems.length > 0)
    writeError(
      `${problems.length} ${problems.length === 1 ? 'mistake' : 'mistakes'}; docs/runtime.md explains the codes\n`,
    );
  return config;
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
