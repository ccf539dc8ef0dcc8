/** What authors wait for. Medians of `runs` runs, each in this one process unless it says otherwise. */
export interface ToolJob {
  readonly section: 'compile' | 'load';
  readonly name: 'compile' | 'compile-command' | 'check' | 'recheck' | 'load';
  readonly rules: number;
  /** The folder of the sources. */
  readonly sources: string;
  readonly bundle: string;
  readonly runs: number;
}

export interface ToolRow {
  readonly name: ToolJob['name'];
  readonly rules: number;
  readonly ms: number;
  readonly spread: number;
  /** The first run of its process, before any machine code is made. */
  readonly firstMs: number;
  readonly kB?: number;
}
