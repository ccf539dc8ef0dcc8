import { resolve } from 'node:path';
import { displayLine, formatFile, type SourceFile } from '@nudge/dsl';
import { writeAtomically } from '@nudge/runtime';
import type { Command } from 'commander';
import { printDiagnostics } from '../diagnostics.ts';
import { FINDINGS, GOOD, WrongUsage } from '../exit-status.ts';
import {
  decodeSource,
  nudgeFilesAt,
  readSourceFile,
  SOURCE_BYTES_MAX,
  tooLarge,
} from '../project/read-project.ts';
import { countOf, type Session, type Start } from '../session.ts';

interface FmtOptions {
  readonly check?: boolean;
}

export function addFmt(program: Command, start: Start): void {
  program
    .command('fmt')
    .summary('put .nudge files into the one format')
    .description(
      'Rewrites .nudge files in the one format there is, and lists those that changed. A file with a syntax error ' +
        'stays as it is. `-` reads standard input and prints to standard output.',
    )
    .argument('[paths...]', 'files, and folders with all files below them', ['.'])
    .option('--check', 'change nothing; list what is not formatted, and exit with 1 if there is any')
    .addHelpText(
      'after',
      '\nExamples:\n  nudgec fmt\n  nudgec fmt --check rules\n  nudgec fmt - < cart.nudge',
    )
    .action((paths: string[], options: FmtOptions) => start((session) => fmt(paths, options, session)));
}

async function fmt(paths: readonly string[], options: FmtOptions, session: Session): Promise<number> {
  if (paths.includes('-')) {
    if (paths.length > 1) throw new WrongUsage('`-` stands alone: standard input is one file');
    return fmtStandardInput(options, session);
  }
  const { cwd } = session.io;
  const found = paths.flatMap((path) => nudgeFilesAt(path, cwd));
  const names = new Map(found.map((name) => [resolve(cwd, name), name])).values();
  // All are read before the first is written, so that one that cannot be read leaves the others as they were.
  const files = [...names].map((name) => readSourceFile(name, cwd));
  let changed = 0;
  let broken = 0;
  for (const file of files) {
    const text = formatted(file, session);
    if (text === null) broken += 1;
    if (text === null || text === file.text) continue;
    changed += 1;
    session.io.stdout.write(`${displayLine(file.path)}\n`);
    if (options.check !== true) rewrite(resolve(cwd, file.path), text);
  }
  const verb = options.check === true ? 'not formatted' : 'formatted';
  const parts = [
    `${countOf(changed, 'file')} ${verb}`,
    `${countOf(files.length - changed - broken, 'file')} left as is`,
    ...(broken === 0 ? [] : [`${countOf(broken, 'file')} with syntax errors`]),
  ];
  session.io.stderr.write(`${parts.join(', ')}\n`);
  return broken > 0 || (options.check === true && changed > 0) ? FINDINGS : GOOD;
}

async function fmtStandardInput({ check }: FmtOptions, session: Session): Promise<number> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of session.io.stdin) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > SOURCE_BYTES_MAX) throw tooLarge('standard input');
  }
  const file = { path: '-', text: decodeSource('standard input', Buffer.concat(pieces)) };
  const text = formatted(file, session);
  if (text === null) return FINDINGS;
  if (check === true) return text === file.text ? GOOD : FINDINGS;
  session.io.stdout.write(text);
  return GOOD;
}

/** Null, and its errors on standard error, if the file cannot be parsed. */
function formatted(file: SourceFile, session: Session): string | null {
  const result = formatFile(file);
  if ('text' in result) return result.text;
  printDiagnostics({ diagnostics: result.diagnostics, files: [file] }, session);
  return null;
}

function rewrite(path: string, text: string): void {
  const output = writeAtomically(path);
  output.write(text);
  output.commit();
}
