import type { Io } from './io.ts';
import type { Paint } from './paint.ts';

/** One call of `nudgec`: the world and the colours that the global options ask for. */
export interface Session {
  readonly io: Io;
  readonly out: Paint;
  readonly err: Paint;
}

/** Runs a command with the session of this call; it returns its exit status. */
export type Start = (command: (session: Session) => Promise<number>) => Promise<void>;

/** `3 errors`, `1 warning`: thousands are set apart. */
export function countOf(count: number, one: string, many: string = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
