import { readFile, stat } from 'node:fs/promises';
import { asFileProblem, FileProblem } from '../files/file-problem.ts';

/** Far more than any project compiles to, and less than what no string of JavaScript holds. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;

/** A file of a bundle. Throws `FileProblem`. */
export async function readText(path: string): Promise<string> {
  try {
    const facts = await stat(path);
    if (!facts.isFile() && !facts.isDirectory())
      throw new FileProblem(path, 'is a pipe or a device, not a file');
    if (facts.size > FILE_BYTES_MAX)
      throw new FileProblem(path, 'is too large for a file of a bundle (256 MiB)');
    return await readFile(path, 'utf8');
  } catch (error) {
    throw asFileProblem(path, error);
  }
}
