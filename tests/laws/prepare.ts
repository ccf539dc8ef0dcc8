import { compileProgram, instantiate } from '@nudge/compiler';
import { checkProject, type Program } from '@nudge/dsl';
import { type Bundle, isZone } from '@nudge/engine';
import { type AcceptedInput, acceptInput, personOf } from './acceptance-run.ts';
import { type Choices, choicesOf } from './choices.ts';
import { type EngineRun, type Input, rawsOf, runEngine } from './engine-run.ts';
import type { LawCase } from './law-case.ts';
import { type ReferenceRun, runReference } from './reference-run.ts';

/** A case, checked and compiled once for all laws. What several laws need is computed when the first asks for it. */
export class Prepared {
  readonly case: LawCase;
  readonly program: Program;
  readonly bundle: Bundle;
  readonly input: Input;
  private full: EngineRun | undefined;
  private readonly accepted = new Map<number, AcceptedInput>();
  private readonly references = new Map<number, ReferenceRun>();

  constructor(lawCase: LawCase, program: Program, bundle: Bundle) {
    this.case = lawCase;
    this.program = program;
    this.bundle = bundle;
    this.input = {
      userRows: rawsOf(lawCase.userRows, 'users.ndjson'),
      records: rawsOf(lawCase.records, 'events.ndjson'),
    };
  }

  /** The run of the whole case. */
  get run(): EngineRun {
    this.full ??= runEngine(this.bundle, this.input, this.case.endMs);
    return this.full;
  }

  /** Histories in the case: of users, told apart by their tenant too, of whom anything was accepted. */
  get pairs(): number {
    return new Set(this.acceptedUntil(this.case.endMs).records.map(personOf)).size;
  }

  /** What is accepted under T. (It depends on T: what is late behind one event is not late without it.) */
  acceptedUntil(untilMs: number): AcceptedInput {
    return remembered(this.accepted, untilMs, () => acceptInput(this.bundle.manifest, this.input, untilMs));
  }

  /** What the reference says under T. */
  referenceUntil(untilMs: number): ReferenceRun {
    return remembered(this.references, untilMs, () =>
      runReference(this.program, this.bundle.manifest, this.acceptedUntil(untilMs), untilMs),
    );
  }

  /** Each law draws its own numbers, so that leaving one out changes nothing for the others. */
  choices(law: string): Choices {
    let seed = this.case.salt;
    for (const char of law) seed = Math.imul(seed ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    return choicesOf(seed);
  }
}

function remembered<T>(known: Map<number, T>, key: number, make: () => T): T {
  let value = known.get(key);
  if (value === undefined) {
    value = make();
    known.set(key, value);
  }
  return value;
}

/** The rules of a case are wrong: no law speaks of it. */
export class NotAProgram extends Error {}

export async function prepare(lawCase: LawCase): Promise<Prepared> {
  const program = checkRules(lawCase.source);
  const bundle = await instantiate(compileProgram(program));
  return new Prepared(lawCase, program, bundle);
}

export function checkRules(source: string): Program {
  const program = checkProject([{ path: 'program.nudge', text: source }], { isZone });
  const errors = program.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const texts = errors.map(({ code, message, span }) => {
      const line = source.slice(0, span.start).split('\n').length;
      return `${code} in line ${line}: ${message}`;
    });
    throw new NotAProgram(texts.join('\n'));
  }
  return program;
}
