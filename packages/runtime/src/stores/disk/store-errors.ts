import { asFileProblem } from '../../files/file-problem.ts';
import { StoreUnavailable } from '../../ports/state-store.ts';

/** What is kept on disk is not what was written: somebody has to look at it. Trying again does not help. */
export class DamagedStore extends Error {
  override readonly name = 'DamagedStore';
}

/** The folder is not for this store: it holds something else, or was written by another version. */
export class ForeignFolder extends Error {
  override readonly name = 'ForeignFolder';
}

/** An error of the file system (full, broken, not allowed) as one that may go away; anything else comes back unchanged. */
export function asUnavailable(path: string, error: unknown): unknown {
  const problem = asFileProblem(path, error);
  return problem === error ? error : new StoreUnavailable((problem as Error).message, { cause: error });
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === code;
}
