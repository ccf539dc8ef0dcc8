/**
 * Something about a database that its owner has to put right: it cannot be reached, refuses the user, is full. It holds no
 * password.
 */
export class WarehouseProblem extends Error {
  override readonly name: string = 'WarehouseProblem';
}

/** What an error says, on one line. */
export function messageOf(error: unknown): string {
  // Node tries each address of a host, and then has an error for each of them.
  if (error instanceof AggregateError && error.errors.length > 0) return messageOf(error.errors[0]);
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n', 1)[0] ?? '').trim() || 'no reason is given';
}

/** Errors of JavaScript are mistakes of ours, and no business of whoever owns the database. */
const OURS = [TypeError, RangeError, ReferenceError, SyntaxError];

/** Runs `act`; an error of the database says where it happened and what was being done. */
export async function orProblem<T>(where: string, about: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof WarehouseProblem || OURS.some((kind) => error instanceof kind)) throw error;
    throw new WarehouseProblem(`${where}: ${about}: ${messageOf(error)}`, { cause: error });
  }
}

/** For what is closed: whether it went well is of no use to anybody any more. */
export async function quietly(act: () => void | Promise<void>): Promise<void> {
  try {
    await act();
  } catch {
    // See above.
  }
}
