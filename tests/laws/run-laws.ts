import { performance } from 'node:perf_hooks';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { generatedLawCases } from './cases.ts';
import { Databases } from './databases.ts';
import { Counterexample, type Law } from './law.ts';
import type { LawCase } from './law-case.ts';
import { LAWS } from './laws/index.ts';
import { NotAProgram, type Prepared, prepare } from './prepare.ts';

export interface RunOptions {
  readonly seed: number;
  /** Names; default: all. */
  readonly laws?: readonly string[];
  /** Default: generated ones. */
  readonly cases?: fc.Arbitrary<LawCase>;
  /** It ends at whichever comes first. */
  readonly pairsMax?: number;
  readonly msMax?: number;
  /** Ends the run when the case at hand is done. */
  readonly signal?: AbortSignal;
  /** End at the first failure; otherwise the run goes on without the law that failed. */
  readonly stopAtFirst?: boolean;
  /** How long a counterexample is made smaller; 0: it is reported as it was found. */
  readonly shrinkMsMax?: number;
  readonly onCase?: (prepared: Prepared, soFar: Progress) => void;
  readonly onFailure?: (failure: Failure) => void;
}

export interface Progress {
  readonly programs: number;
  readonly pairs: number;
  readonly ms: number;
}

export interface Failure {
  readonly law: string;
  /** Pairs that the law had seen when it failed. */
  readonly pairs: number;
  readonly message: string;
  readonly expected: readonly string[];
  readonly actual: readonly string[];
  readonly case: LawCase;
  /** A run with this seed meets the case at once. */
  readonly seed: number;
}

interface LawReport {
  readonly law: string;
  readonly pairs: number;
  readonly failures: number;
}

export interface RunReport extends Progress {
  readonly laws: readonly LawReport[];
  readonly failures: readonly Failure[];
}

/** Cases that follow from one seed; the next ones follow from the next seed. */
const CASES_PER_SEED = 50;
const SHRINK_MS_MAX = 60_000;

/** What stands for the generator's own promise among the laws: its programs have no errors. */
export const WELL_TYPED = 'well-typed';

/** Tries the laws on generated cases until the time or the number of pairs is reached. */
export async function runLaws(options: RunOptions): Promise<RunReport> {
  const databases = new Databases();
  try {
    const run = new LawRun(options, databases);
    for (let seed = options.seed; !run.isOver; seed++) {
      await run.runSeed(seed);
      // Laws without a database never wait, and a signal comes through only to who waits.
      await setImmediate();
    }
    return run.report();
  } finally {
    await databases.close();
  }
}

/** How one law failed on one case. */
interface Fault {
  readonly law: string;
  readonly error: unknown;
}

/** What a law saw. */
class Tally {
  pairs = 0;
  failures = 0;
}

class LawRun {
  private readonly options: RunOptions;
  private readonly cases: fc.Arbitrary<LawCase>;
  private readonly databases: Databases;
  private readonly started = performance.now();
  private readonly tallies: ReadonlyMap<string, Tally>;
  private readonly failures: Failure[] = [];
  private active: readonly Law[];
  private programs = 0;
  private pairs = 0;

  constructor(options: RunOptions, databases: Databases) {
    this.options = options;
    this.cases = options.cases ?? generatedLawCases;
    this.databases = databases;
    this.active = LAWS.filter(({ name }) => options.laws?.includes(name) ?? true);
    const names = [WELL_TYPED, ...this.active.map(({ name }) => name)];
    this.tallies = new Map(names.map((name) => [name, new Tally()]));
  }

  get isOver(): boolean {
    const { msMax = Infinity, pairsMax = Infinity, stopAtFirst = false } = this.options;
    if (this.pairs >= pairsMax || this.ms >= msMax || this.options.signal?.aborted === true) return true;
    return (stopAtFirst && this.failures.length > 0) || this.active.length === 0;
  }

  /** Ends at the first case that breaks a law. */
  async runSeed(seed: number): Promise<void> {
    let faults: readonly Fault[] = [];
    const property = fc.asyncProperty(this.cases, async (lawCase) => {
      if (this.isOver) return;
      faults = await this.tryCase(lawCase);
      if (faults.length > 0) throw faults[0]?.error;
    });
    const { counterexample, counterexamplePath } = await fc.check(property, {
      seed,
      numRuns: CASES_PER_SEED,
      endOnFailure: true,
    });
    if (counterexample === null || counterexamplePath === null) return;
    for (const fault of faults) {
      const smaller = await this.shrink(fault, seed, counterexamplePath);
      this.fail(fault.law, smaller?.case ?? counterexample[0], smaller?.error ?? fault.error, seed);
    }
  }

  /** The smallest case near the one at `path` in which the law still fails; nothing if it failed only once. */
  private async shrink(
    { law }: Fault,
    seed: number,
    path: string,
  ): Promise<{ readonly case: LawCase; readonly error: unknown } | undefined> {
    const until = performance.now() + (this.options.shrinkMsMax ?? SHRINK_MS_MAX);
    const property = fc.asyncProperty(this.cases, async (lawCase) => {
      if (performance.now() < until) await this.tryAgain(lawCase, law);
    });
    const { counterexample, errorInstance } = await fc.check(property, { seed, path });
    return counterexample === null ? undefined : { case: counterexample[0], error: errorInstance };
  }

  report(): RunReport {
    const laws = [...this.tallies].map(([law, tally]) => ({ law, ...tally }));
    return { ...this.progress, laws, failures: this.failures };
  }

  private get progress(): Progress {
    return { programs: this.programs, pairs: this.pairs, ms: this.ms };
  }

  private get ms(): number {
    return performance.now() - this.started;
  }

  private async tryCase(lawCase: LawCase): Promise<readonly Fault[]> {
    this.programs++;
    let prepared: Prepared;
    try {
      prepared = await prepare(lawCase);
    } catch (error) {
      // Told once; after that such a case is only counted.
      if (!this.failures.some(({ law }) => law === WELL_TYPED)) return [{ law: WELL_TYPED, error }];
      this.tally(WELL_TYPED).failures++;
      return [];
    }
    const { pairs } = prepared;
    this.pairs += pairs;
    this.tally(WELL_TYPED).pairs += pairs;
    this.options.onCase?.(prepared, this.progress);
    // Side by side: a database works while others compute.
    const faults = await Promise.all(this.active.map((law) => this.tryLaw(law, prepared)));
    return faults.filter((fault) => fault !== undefined);
  }

  private async tryLaw(law: Law, prepared: Prepared): Promise<Fault | undefined> {
    this.tally(law.name).pairs += prepared.pairs;
    try {
      await law.check(prepared, this.databases);
      return undefined;
    } catch (error) {
      return { law: law.name, error };
    }
  }

  private tally(law: string): Tally {
    return this.tallies.get(law) ?? new Tally();
  }

  /** Throws if the law that failed fails here too. */
  private async tryAgain(lawCase: LawCase, name: string): Promise<void> {
    let prepared: Prepared;
    try {
      prepared = await prepare(lawCase);
    } catch (error) {
      if (name === WELL_TYPED || !(error instanceof NotAProgram)) throw error;
      return;
    }
    await LAWS.find((law) => law.name === name)?.check(prepared, this.databases);
  }

  private fail(law: string, lawCase: LawCase, error: unknown, seed: number): void {
    this.tally(law).failures++;
    const { expected = [], actual = [] } = error instanceof Counterexample ? error : {};
    const failure: Failure = {
      law,
      pairs: this.tally(law).pairs,
      message: messageOf(error),
      expected,
      actual,
      case: lawCase,
      seed,
    };
    this.failures.push(failure);
    this.active = this.active.filter(({ name }) => name !== law);
    this.options.onFailure?.(failure);
  }
}

/** Lines of a stack: the message and the place, without the way through the harness. */
const STACK_LINES = 6;

/** An exception that no law threw on purpose is shown with its place. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof Counterexample || error instanceof NotAProgram) return error.message;
  return (error.stack ?? error.message).split('\n').slice(0, STACK_LINES).join('\n');
}
