import type { PlaybackOptions } from '@nudge/engine';
import { allLines, runEngine } from '../engine-run.ts';
import { type Law, same } from '../law.ts';
import type { Prepared } from '../prepare.ts';

export const simpleEngine: Law = {
  name: 'simple-engine',
  statement: 'Judging every segment in every step, or keeping few users ready, changes nothing.',
  check(prepared) {
    compare('every segment in every step', prepared, { judgeAll: true });
    compare('one user ready at a time', prepared, { hotUsers: 1 });
    compare('one lasting place and one on trial', prepared, { hotUsers: 2 });
  },
};

function compare(
  what: string,
  { bundle, input, run, case: { endMs } }: Prepared,
  options: PlaybackOptions,
): void {
  same(what, allLines(run), allLines(runEngine(bundle, input, endMs, options)));
}
