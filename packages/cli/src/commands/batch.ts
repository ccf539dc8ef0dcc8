import { displayLine } from '@nudge/dsl';
import { formatInstant } from '@nudge/engine';
import { type Command, Option } from 'commander';
import { batchRecords } from '../batch/batch-records.ts';
import { batchSummaryText } from '../batch/batch-summary.ts';
import { type LoadedPlan, loadPlan } from '../batch/load-plan.ts';
import { type BatchEngine, ENGINES, openWarehouse, URL_VARIABLE } from '../batch/open-warehouse.ts';
import { FINDINGS, GOOD } from '../exit-status.ts';
import { checkInputs, type InputFacts } from '../running/check-inputs.ts';
import { instantOption } from '../running/instant-option.ts';
import { linesOutput } from '../running/lines-output.ts';
import { Progress } from '../running/progress.ts';
import { warnIfAllIgnored } from '../running/read-inputs.ts';
import type { Session, Start } from '../session.ts';

interface BatchOptions {
  readonly engine: BatchEngine;
  readonly events: readonly string[];
  readonly source?: string;
  readonly users?: string;
  /** T, in epoch ms. */
  readonly asOf: number;
  readonly metrics?: boolean;
  readonly url?: string;
  readonly out: string;
  readonly summary?: boolean;
}

export function addBatch(program: Command, start: Start): void {
  program
    .command('batch')
    .summary('find members and metrics by SQL')
    .description(
      'Puts events into a database, runs the rules there as SQL, and prints who is in which segment as of an instant, ' +
        'one CloudEvents object a line: the same bytes as `nudgec run --until <instant> --only members`.',
    )
    .argument('<rules>', 'a project (folder or file), or the folder of a bundle that holds SQL')
    .addOption(new Option('--engine <name>', 'the database').choices(ENGINES).makeOptionMandatory())
    .requiredOption('--events <file...>', 'NDJSON or CSV, plain or gzip; `-` is standard input')
    .requiredOption('--as-of <instant>', 'leave out what is later, and look from there', instantOption)
    .option('--source <name>', 'the `source` that maps the records (for CSV: if there are several)')
    .option(
      '--users <file>',
      'profiles and consents, NDJSON or CSV: user, tenant, at, consents, and the fields',
    )
    .option('--metrics', 'then print the metrics of every user')
    .option('--out <file>', 'where the lines go; the file appears when it is whole', '-')
    .option(
      '--url <url>',
      `the Postgres server, postgres://user:password@host:5432/database (default: what ${URL_VARIABLE} holds, ` +
        'else a Postgres inside this process)',
    )
    .option('--summary', 'print tables of what was found to standard error (default: on a terminal)')
    .option('--no-summary', 'never print them')
    .addHelpText(
      'after',
      `
On a server the tables are temporary ones of one session: nothing of the database is read or changed.

Examples:
  nudgec batch rules/shop --engine duckdb --events clicks.csv.gz --as-of 2026-03-31T00:00:00Z
  nudgec batch rules/shop --engine postgres --events e.ndjson --as-of 2026-03-31T00:00:00Z --metrics --out o.ndjson`,
    )
    .action((path: string, options: BatchOptions) => start((session) => batch(path, options, session)));
}

async function batch(path: string, options: BatchOptions, session: Session): Promise<number> {
  const { io } = session;
  const out = options.out === '-' ? null : options.out;
  const inputs = checkInputs(options.events, options.users, out, io.cwd);
  for (const text of inputs.warnings) warnAbout(text, session);
  const loaded = await loadPlan(path, options.engine, session);
  if (loaded === null) return FINDINGS;
  const output = linesOutput(out, io);
  try {
    await evaluate(path, options, { loaded, output, inputs }, session);
    return GOOD;
  } catch (error) {
    output.discard();
    throw error;
  }
}

interface Parts {
  readonly loaded: LoadedPlan;
  readonly inputs: InputFacts;
  readonly output: ReturnType<typeof linesOutput>;
}

async function evaluate(
  path: string,
  options: BatchOptions,
  { loaded, output, inputs }: Parts,
  session: Session,
): Promise<void> {
  const { io, err } = session;
  const { manifest, plan } = loaded;
  const warn = (text: string): void => warnAbout(text, session);
  const progress = new Progress(io, inputs.bytesTotal, false);
  const begunMs = io.clockMs();
  progress.stage(`opening ${options.engine}`);
  const warehouse = await openWarehouse(options.engine, options.url, io);
  try {
    await warehouse.prepare(plan);
    const asked = { ...options, manifest, plan, asOfMs: options.asOf, metrics: options.metrics === true };
    const facts = await batchRecords(asked, { io, output, progress, warehouse, warn });
    await output.commit();
    progress.end();
    warnIfAllIgnored(facts.counts, warn);
    const { accepted, rejected, ignored } = facts.counts;
    if (accepted + rejected + ignored === 0) warn(`there is no event up to ${formatInstant(options.asOf)}`);
    // No line of the output says so, as `event.rejected` does in a run.
    if (accepted === 0 && rejected > 0) warn('no record was accepted; `nudgec run` prints why');
    if (options.summary ?? io.stderr.isTerminal) {
      const { lines, bytes } = output;
      const summary = {
        ...facts,
        compiled: { rulesPath: path, ...loaded },
        warehouse: warehouse.name,
        elapsedMs: io.clockMs() - begunMs,
        output: { place: options.out === '-' ? 'standard output' : options.out, lines, bytes },
      };
      io.stderr.write(batchSummaryText(summary, err));
    }
  } finally {
    progress.end();
    await warehouse.close();
  }
}

function warnAbout(text: string, { io, err }: Session): void {
  io.stderr.write(`${err.yellow('warning:')} ${displayLine(text)}\n`);
}
