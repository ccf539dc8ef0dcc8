import type { StatefulJob } from './stateful/job.ts';
import type { StatelessJob } from './stateless/job.ts';
import type { ToolJob } from './tools/job.ts';

/** What a child process is asked to measure: one thing each, so that no other's machine code and heap are in its way. */
export type Job = StatelessJob | StatefulJob | ToolJob;

export type Answer<Row> =
  | { readonly kind: 'rows'; readonly rows: readonly Row[] }
  | { readonly kind: 'failure'; readonly message: string };
