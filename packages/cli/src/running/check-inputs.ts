import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { asFileProblem, FileProblem, inputName } from '@nudge/runtime';
import { WrongUsage } from '../exit-status.ts';

export interface InputFacts {
  /** 0 where it is not known (standard input). */
  readonly bytesTotal: number;
  readonly warnings: readonly string[];
}

/**
 * Looks at all inputs before the work begins, so that the last of ten files is not found missing after the nine.
 * Throws `FileProblem` and `WrongUsage`.
 */
export function checkInputs(
  events: readonly string[],
  users: string | undefined,
  out: string | null,
  cwd: string,
): InputFacts {
  const inputs = users === undefined ? events : [users, ...events];
  if (inputs.filter((path) => path === '-').length > 1) {
    throw new WrongUsage('standard input (`-`) can be read only once');
  }
  const sizes = inputs.map((path) => sizeOf(path, cwd));
  if (out !== null && inputs.some((path) => isSameFile(path, out, cwd))) {
    throw new WrongUsage(`${out}: the output would replace an input`);
  }
  return {
    bytesTotal: sizes.includes(0) ? 0 : sizes.reduce((sum, size) => sum + size, 0),
    warnings: sameNames(events),
  };
}

function sizeOf(path: string, cwd: string): number {
  inputName(path);
  if (path === '-') return 0;
  const absolute = resolve(cwd, path);
  try {
    const facts = statSync(absolute);
    if (facts.isDirectory()) throw new FileProblem(path, 'is a folder, not a file');
    accessSync(absolute, constants.R_OK);
    return facts.isFile() ? facts.size : 0;
  } catch (error) {
    throw asFileProblem(path, error);
  }
}

function isSameFile(input: string, out: string, cwd: string): boolean {
  if (input === '-') return false;
  try {
    return realpathSync(resolve(cwd, input)) === realpathSync(resolve(cwd, out));
  } catch {
    // What does not exist yet is no input.
    return false;
  }
}

/** Records without an id are named after their file and line, so files of one name make duplicates of each other. */
function sameNames(events: readonly string[]): string[] {
  const names = events.map(inputName);
  const twice = new Set(names.filter((name, i) => names.indexOf(name) !== i));
  return [...twice].map((name) => {
    return `two inputs are called \`${name}\`: their records without an id get the same ids, line by line`;
  });
}
