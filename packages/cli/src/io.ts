/** Where a command writes; `columns` and colours matter only on a terminal. */
export interface Output {
  readonly isTerminal: boolean;
  readonly columns: number;
  write(text: string): void;
  /** Resolves when what was written has left for its reader. */
  drained(): Promise<void>;
}

/** What a command knows of the world, so that a test can run it in its own process. */
export interface Io {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** A clock that only goes forward, for how long things took; results never depend on it. */
  readonly clockMs: () => number;
  /** Resolves when the user asks for the end (Ctrl-C); only those listen who have no end of their own. */
  readonly interrupted: () => Promise<void>;
}
