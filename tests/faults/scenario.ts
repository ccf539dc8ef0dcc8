import type { Address } from './stores.ts';
import { Trial, type TrialOptions } from './trial.ts';
import type { Verdict } from './verdict.ts';

export type Common = Omit<TrialOptions, 'scenario' | 'poison'> & {
  /** How often the fault is to come; the scenario's own number where it is `null`. */
  readonly times: number | null;
};

export interface Judged {
  readonly scenario: string;
  /** What was done: `50 kills`. */
  readonly done: string;
  readonly verdict: Verdict;
  readonly samples: number;
  readonly residentBytesMax: number;
  /** Workers that ended by themselves and were started again. */
  readonly restarts: number;
  /** Where logs are kept; `null` where all is well. */
  readonly folder: string | null;
}

/** Of a machine that has not what it takes. */
export interface LeftOut {
  readonly scenario: string;
  readonly why: string;
}

export type Scenario = (common: Common) => Promise<readonly (Judged | LeftOut)[]>;

export interface Setting extends Partial<Pick<TrialOptions, 'store' | 'poison'>> {
  readonly scenario: string;
  readonly at?: Address;
}

/** One trial: `act` does the harm and says what it did; then all is worked off and judged. */
export async function tried(
  common: Common,
  { at, ...setting }: Setting,
  act: (trial: Trial) => Promise<string>,
): Promise<Judged> {
  const trial = new Trial({ ...common, ...setting });
  let isWell = false;
  try {
    await trial.prepare(at);
    const done = await act(trial);
    const verdict = await trial.finish();
    isWell = verdict.broken.length === 0;
    const { samples, folder, crew } = trial;
    return {
      scenario: trial.options.scenario,
      done,
      verdict,
      samples,
      residentBytesMax: crew.residentBytesMax,
      restarts: crew.restarts,
      folder: isWell ? null : folder,
    };
  } finally {
    await trial.load.end().catch(() => {});
    await trial.end(!isWell);
  }
}
