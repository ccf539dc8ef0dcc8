import { displayLine } from '@nudge/dsl';
import { type Command, InvalidArgumentError } from 'commander';
import { FINDINGS, GOOD } from '../exit-status.ts';
import { addPassOptions, type PassFlags, passOptionsOf } from '../project/pass-options.ts';
import { checkInputs } from '../running/check-inputs.ts';
import { instantOption } from '../running/instant-option.ts';
import { isLineKind, LINE_KINDS, type LineKind } from '../running/line-kinds.ts';
import { linesOutput } from '../running/lines-output.ts';
import { loadRules } from '../running/load-rules.ts';
import { playRecords } from '../running/play-records.ts';
import { Progress } from '../running/progress.ts';
import { warnIfAllIgnored } from '../running/read-inputs.ts';
import { summaryText } from '../running/summary.ts';
import { Tally } from '../running/tally.ts';
import type { Session, Start } from '../session.ts';

interface RunOptions extends PassFlags {
  readonly events: readonly string[];
  readonly source?: string;
  readonly users?: string;
  /** T, in epoch ms. */
  readonly until?: number;
  readonly out: string;
  readonly members?: boolean;
  readonly metrics?: boolean;
  readonly only?: readonly LineKind[];
  readonly summary?: boolean;
}

export function addRun(program: Command, start: Start): void {
  const command = program
    .command('run')
    .summary('play events through the rules')
    .description(
      'Plays events through a project or a bundle and prints what happens, one CloudEvents object a line: segments ' +
        'entered and exited, nudges generated and suppressed, events that are late or rejected.',
    )
    .argument('<rules>', 'a project (folder or file), or the folder of a bundle')
    .requiredOption('--events <file...>', 'NDJSON or CSV, plain or gzip; `-` is standard input')
    .option('--source <name>', 'the `source` that maps the records (for CSV: if there are several)')
    .option(
      '--users <file>',
      'profiles and consents, NDJSON or CSV: user, tenant, at, consents, and the fields',
    )
    .option('--until <instant>', 'leave out what is later, and move every clock there', instantOption)
    .option('--out <file>', 'where the lines go; the file appears when it is whole', '-')
    .option('--members', 'then print who is in which segment')
    .option('--metrics', 'then print the metrics of every user')
    .option('--only <kinds>', `print only these, of ${LINE_KINDS.join(',')}`, kinds)
    .option('--summary', 'print tables of what happened to standard error (default: on a terminal)')
    .option('--no-summary', 'never print them');
  addPassOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  nudgec run rules/shop --events events.ndjson
  nudgec run rules/shop --events clicks.csv.gz --source shop_csv --out out.ndjson --summary
  zcat events.ndjson.gz | nudgec run dist/shop --events - --until 2026-03-31T00:00:00Z --only members`,
    )
    .action((path: string, options: RunOptions) => start((session) => run(path, options, session)));
}

async function run(path: string, options: RunOptions, session: Session): Promise<number> {
  const { io, err } = session;
  const warn = (text: string): void => io.stderr.write(`${err.yellow('warning:')} ${displayLine(text)}\n`);
  const out = options.out === '-' ? null : options.out;
  const inputs = checkInputs(options.events, options.users, out, io.cwd);
  inputs.warnings.forEach(warn);
  const rules = await loadRules(path, passOptionsOf(options), session);
  if (rules === null) return FINDINGS;

  const output = linesOutput(out, io);
  const progress = new Progress(io, inputs.bytesTotal, out === null && io.stdout.isTerminal);
  const { nudges, segments } = rules.bundle.manifest;
  const tally = new Tally(nudges, segments);
  const summary = options.summary ?? io.stderr.isTerminal;
  const begunMs = io.clockMs();
  try {
    const { bundle } = rules;
    const play = {
      ...options,
      bundle,
      untilMs: options.until,
      print: printed(options),
      countMembers: summary,
    };
    const counts = await playRecords(play, { io, output, progress, tally, warn });
    await output.commit();
    warnIfAllIgnored(counts, warn);
    progress.end();
    if (summary) {
      const elapsedMs = io.clockMs() - begunMs;
      const place = out ?? 'standard output';
      const { lines, bytes } = output;
      const facts = { rulesPath: path, rules, counts, tally, elapsedMs, output: { place, lines, bytes } };
      io.stderr.write(summaryText(facts, err));
    }
    return GOOD;
  } catch (error) {
    progress.end();
    output.discard();
    throw error;
  }
}

/** `--only members` asks for members, too. */
function printed({ only, members, metrics }: RunOptions): ReadonlySet<LineKind> {
  if (only !== undefined) return new Set(only);
  const kinds = new Set<LineKind>(['effects']);
  if (members === true) kinds.add('members');
  if (metrics === true) kinds.add('metrics');
  return kinds;
}

function kinds(text: string): LineKind[] {
  return text.split(',').map((kind) => {
    if (isLineKind(kind)) return kind;
    throw new InvalidArgumentError(`The kinds are ${LINE_KINDS.join(', ')}.`);
  });
}
