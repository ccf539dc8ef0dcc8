import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileSizeMax, type SourceFile } from '@nudge/dsl';
import { asFileProblem, FileProblem } from '@nudge/runtime';
import { findNudgeFiles } from './find-nudge-files.ts';

/** A larger file cannot be short enough in characters: one of UTF-16 takes three bytes at most. */
export const SOURCE_BYTES_MAX: number = 3 * fileSizeMax;

/** The files that are checked together: one file, or all below one folder. */
export interface Project {
  /** As it was given. */
  readonly path: string;
  readonly files: readonly SourceFile[];
}

/** Reads a project; files are named as `path` is, for a reader who stands in `cwd`. Throws `FileProblem`. */
export function readProject(path: string, cwd: string): Project {
  const names = nudgeFilesAt(path, cwd);
  return { path, files: names.map((name) => readSourceFile(name, cwd)) };
}

/** The `.nudge` files that a path stands for. Throws `FileProblem`, also if there is none. */
export function nudgeFilesAt(path: string, cwd: string): readonly string[] {
  const absolute = resolve(cwd, path);
  try {
    // A file that is named is taken at its word, whatever its name.
    if (!statSync(absolute).isDirectory()) return [path];
    const files = findNudgeFiles(absolute);
    if (files.length === 0) throw new FileProblem(path, 'there are no .nudge files in this folder');
    return files.map((file) => shownAs(file, absolute, path));
  } catch (error) {
    throw asFileProblem(path, error);
  }
}

export function readSourceFile(path: string, cwd: string): SourceFile {
  return { path, text: decodeSource(path, readBytes(path, cwd)) };
}

export function tooLarge(path: string): FileProblem {
  return new FileProblem(path, `is too large; a file may have ${fileSizeMax} characters (4 MiB) at most`);
}

/** A byte order mark is dropped. Text that is no UTF-8 is refused: `fmt` would write it back damaged. */
export function decodeSource(path: string, bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new FileProblem(path, 'is not UTF-8 text');
  }
  if (text.length > fileSizeMax) throw tooLarge(path);
  return text;
}

function readBytes(path: string, cwd: string): Uint8Array {
  const absolute = resolve(cwd, path);
  try {
    // Looked at before it is opened: a pipe may never have a writer, and a device never an end.
    const facts = statSync(absolute);
    if (!facts.isFile() && !facts.isDirectory())
      throw new FileProblem(path, 'is a pipe or a device, not a file');
    if (facts.size > SOURCE_BYTES_MAX) throw tooLarge(path);
    return readFileSync(absolute);
  } catch (error) {
    throw asFileProblem(path, error);
  }
}

/** With `/` on every system: these names stand in reports that travel. */
function shownAs(file: string, folder: string, path: string): string {
  const below = file.slice(folder.length).replaceAll('\\', '/').replace(/^\//, '');
  const above = path
    .replaceAll('\\', '/')
    .replace(/\/+$/, '')
    .replace(/^\.\/(?=.)/, '');
  if (above === '.') return below;
  return above === '' ? `/${below}` : `${above}/${below}`;
}
