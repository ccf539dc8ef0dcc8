import type { GeneratedCase } from './case.ts';
import type { History } from './history/history.ts';
import { type Piece, render } from './piece.ts';

/** A case as it is made, and made smaller. */
export interface CaseSpec {
  readonly program: Piece;
  readonly history: History;
}

export function caseOf({ program, history }: CaseSpec): GeneratedCase {
  return { source: render(program), ...history, users: usersOf(history) };
}

function usersOf({ userRows, records }: History): string[] {
  const users = [
    ...userRows.map((line) => memberOf(line, 'user')),
    ...records.map((line) => memberOf(line, 'subject')),
  ];
  return [...new Set(users.flatMap((user) => (user === undefined ? [] : [user.normalize('NFC')])))];
}

function memberOf(line: string, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const member: unknown = Object.getOwnPropertyDescriptor(Object(value), name)?.value;
    return typeof member === 'string' ? member : undefined;
  } catch {
    return undefined;
  }
}
