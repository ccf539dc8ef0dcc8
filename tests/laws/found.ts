import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LawCase } from './law-case.ts';
import type { Failure } from './run-laws.ts';

/** Where the cases are kept that once broke a law, a folder each. All laws are tried on them by `npm test`. */
export const foundFolder: string = fileURLToPath(new URL('./found', import.meta.url));

/** `case.json`: the rest of the case is in files of its own, which `nudgec run` reads. */
interface CaseFile {
  readonly law: string;
  readonly until: string;
  readonly instants: readonly string[];
  readonly users: readonly string[];
  readonly salt: number;
}

/** Leaves a counterexample behind, and says in which folder. */
export function keepFound(failure: Failure, folder: string = foundFolder): string {
  const { law, case: lawCase } = failure;
  const { source, userRows, records, endMs, instants, users, salt } = lawCase;
  const digest = createHash('sha256').update(JSON.stringify(lawCase)).digest('hex').slice(0, 8);
  const target = join(folder, `${law}-${digest}`);
  mkdirSync(target, { recursive: true });
  const file: CaseFile = { law, until: instantText(endMs), instants: instants.map(instantText), users, salt };
  const write = (name: string, text: string): void => writeFileSync(join(target, name), text);
  write('case.json', jsonText(file));
  write('program.nudge', source);
  write('events.ndjson', linesText(records));
  if (userRows.length > 0) write('users.ndjson', linesText(userRows));
  write('difference.txt', linesText([failure.message]));
  if (failure.expected.length > 0) write('expected.txt', linesText(failure.expected));
  if (failure.actual.length > 0) write('actual.txt', linesText(failure.actual));
  return target;
}

export interface Found {
  readonly name: string;
  readonly case: LawCase;
}

export function readFound(folder: string = foundFolder): Found[] {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return names.map((name) => {
    const file = JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8')) as CaseFile;
    return {
      name,
      case: {
        source: readFileSync(join(folder, name, 'program.nudge'), 'utf8'),
        records: linesIn(join(folder, name, 'events.ndjson')),
        userRows: linesIn(join(folder, name, 'users.ndjson')),
        endMs: Date.parse(file.until),
        instants: file.instants.map((text) => Date.parse(text)),
        users: file.users,
        salt: file.salt,
      },
    };
  });
}

function linesIn(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}

function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function instantText(ms: number): string {
  return new Date(ms).toISOString();
}

/** An object as the formatter of this repository has it: lists that fit stand on one line. */
function jsonText(file: CaseFile): string {
  const members = Object.entries(file).map(([key, value]) => {
    const flat = `  ${JSON.stringify(key)}: ${JSON.stringify(value).replaceAll('","', '", "')}`;
    if (!Array.isArray(value) || flat.length <= 109) return flat;
    const items = value.map((item) => `    ${JSON.stringify(item)}`).join(',\n');
    return `  ${JSON.stringify(key)}: [\n${items}\n  ]`;
  });
  return `{\n${members.join(',\n')}\n}\n`;
}
