import { type Bundle, createPlayback, type Effect, effectLine, type Playback } from '@nudge/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Happening, type OracleProgram, OracleUser } from '../support/oracle.ts';
import { compile, jsonRecords, type Line, type RecordLine } from '../support/play.ts';
import { consent, event, instant, profile, START } from '../support/records.ts';
import { storyOf } from '../support/story.ts';
import { PROGRAMS } from './oracle-programs.ts';

/** `ORACLE_RUNS=20000` looks for longer, at other histories every time. */
const runs = process.env['ORACLE_RUNS'];
const settings = { numRuns: Number(runs ?? 150), ...(runs === undefined ? { seed: 20_260_302 } : {}) };

// ---- small histories with ties, late ones, duplicates ----------------------------------------------------------------

interface Step {
  readonly user: 'ann' | 'bob';
  /** From the greatest instant so far. */
  readonly delta: number;
  readonly what: Pick<Happening, 'kind' | 'data'>;
  readonly id: string;
}

const small = fc.integer({ min: 0, max: 3 });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 3 });
const seenAt = fc.integer({ min: -5, max: 40 });

const what: fc.Arbitrary<Step['what']> = fc.oneof(
  { weight: 4, arbitrary: data('View', { n: maybe(small), page: maybe(fc.constantFrom('a', 'b')) }) },
  { weight: 2, arbitrary: data('CartAdd', { price: maybe(fc.integer({ min: 0, max: 4 })) }) },
  {
    weight: 4,
    arbitrary: data('Order', {
      amount: fc.integer({ min: -3, max: 6 }),
      coupon: maybe(fc.constantFrom('a', 'b')),
    }),
  },
  {
    weight: 3,
    arbitrary: data('profile', {
      plan: maybe(fc.constantFrom('free', 'pro', null)),
      points: maybe(fc.constantFrom(0, 2, 3, null)),
      country: maybe(fc.constantFrom('DE', 'AT', null)),
      seen: maybe(fc.option(seenAt, { nil: null, freq: 4 })),
    }),
  },
  { weight: 1, arbitrary: data('consent', { consent: fc.boolean() }) },
);

function data(
  kind: Happening['kind'],
  fields: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<Step['what']> {
  return fc.record(fields).map((all) => ({
    kind,
    data: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
  }));
}

const delta = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 4, arbitrary: fc.integer({ min: -8, max: -1 }) },
  { weight: 1, arbitrary: fc.integer({ min: 7, max: 40 }) },
);

/** Few enough to repeat; the emoji sorts behind U+FFEE by bytes and before it in UTF-16. */
const id = fc.tuple(
  fc.constantFrom('a', 'b', 'B', '\u00e9', '\uffee', '\u{1f600}'),
  fc.constantFrom('', '', '1', '2', '3', '4', '5', '6'),
);

const step: fc.Arbitrary<Step> = fc.record({
  user: fc.constantFrom('ann', 'ann', 'ann', 'bob'),
  delta,
  what,
  id: id.map((parts) => parts.join('')),
});

interface Record_ extends Happening {
  readonly user: string;
}

const history: fc.Arbitrary<readonly Record_[]> = fc
  .array(step, { minLength: 1, maxLength: 24, size: 'max' })
  .map((steps) => {
    let greatest = 0;
    return steps.map(({ user, delta: by, what: happening, id: name }) => {
      const at = Math.max(-20, greatest + by);
      greatest = Math.max(greatest, at);
      return { user, at, id: name, ...happening };
    });
  });

/** The same without repeated ids, for laws that speak of a set. */
const distinctHistory = history.map((records) => {
  const seen = new Set<string>();
  return records.filter(({ user, id: name }) => {
    const key = `${user} ${name}`;
    return !seen.has(key) && seen.add(key);
  });
});

function lineOf({ user, kind, id: name, at, data: fields }: Record_): object {
  if (kind === 'consent') return consent(name, at, fields.consent, { user });
  if (kind === 'profile') {
    const { seen } = fields;
    return profile(
      name,
      at,
      { ...fields, ...(typeof seen === 'number' ? { seen: instant(seen) } : {}) },
      { user },
    );
  }
  return event(name, kind, at, fields, { user });
}

// ---- runs -------------------------------------------------------------------------------------------------------------

/** One playback whose lines can be taken piece by piece. */
class Run {
  readonly lines: string[] = [];
  private playback: Playback;
  private readonly bundle: Bundle;
  private readonly options: { readonly untilMs?: number };

  constructor(bundle: Bundle, until?: number) {
    this.bundle = bundle;
    this.options = until === undefined ? {} : { untilMs: START + until };
    this.playback = createPlayback(bundle, this.options);
  }

  take(records: readonly RecordLine[], from = 0): this {
    for (const raw of jsonRecords(records, 'in')) {
      if (raw.origin.line > from) this.playback.record(raw, null, this.emit);
    }
    return this;
  }

  finish(): this {
    this.playback.finish(this.emit);
    this.playback.members(this.emit);
    this.playback.metrics(this.emit);
    return this;
  }

  /** Goes on in another playback, from a snapshot. */
  move(): this {
    const bytes = this.playback.snapshot();
    this.playback = createPlayback(this.bundle, this.options);
    this.playback.restore(bytes);
    expect(this.playback.snapshot()).toEqual(bytes);
    return this;
  }

  members(): string[] {
    return storiesOf(collect((emit) => this.playback.members(emit)));
  }

  metrics(): string[] {
    return storiesOf(collect((emit) => this.playback.metrics(emit)));
  }

  private readonly emit = (effect: Effect): void => {
    this.lines.push(effectLine(effect));
  };
}

function collect(run: (emit: (effect: Effect) => void) => void): string[] {
  const lines: string[] = [];
  run((effect) => lines.push(effectLine(effect)));
  return lines;
}

function storiesOf(lines: readonly string[]): string[] {
  return lines.map((line) => storyOf(JSON.parse(line) as Line));
}

const byUser = (a: string, b: string): number => (a < b ? -1 : 1);

/** Members, or metrics, of all users in the order of output: by name, then by user. */
function merged(lines: readonly string[][], nameOf: (line: string) => string): string[] {
  return lines.flat().sort((a, b) => byUser(nameOf(a), nameOf(b)) || byUser(a, b));
}

const segmentIn = (line: string): string => `${line.split(' ')[3]} ${line.split(' ')[0]}`;
const metricIn = (line: string): string => `${line.split(' ')[0]} ${line.split(' ')[2]}`;

class OracleRun {
  readonly story: string[] = [];
  private readonly users = new Map<string, OracleUser>();
  private readonly program: OracleProgram;
  private readonly until: number | undefined;
  private greatest = Number.NEGATIVE_INFINITY;

  constructor(program: OracleProgram, until?: number) {
    this.program = program;
    this.until = until;
  }

  take({ user, ...record }: Record_): void {
    if (this.until !== undefined && record.at > this.until) return;
    let oracle = this.users.get(user);
    if (oracle === undefined) {
      oracle = new OracleUser(this.program, user);
      this.users.set(user, oracle);
    }
    if (oracle.take(record)) this.greatest = Math.max(this.greatest, record.at);
    this.drain(oracle);
  }

  get end(): number {
    return this.until ?? this.greatest;
  }

  finish(): void {
    for (const name of [...this.users.keys()].sort()) {
      const oracle = this.users.get(name) as OracleUser;
      oracle.moveTo(this.end);
      this.drain(oracle);
    }
    this.story.push(...this.members(), ...this.metrics());
  }

  members(): string[] {
    return merged(
      [...this.users.values()].map((user) => user.members()),
      segmentIn,
    );
  }

  metrics(): string[] {
    return merged(
      [...this.users.values()].map((user) => user.metrics(this.end)),
      metricIn,
    );
  }

  private drain(oracle: OracleUser): void {
    this.story.push(...oracle.story.splice(0));
  }
}

// ---- laws -------------------------------------------------------------------------------------------------------------

const until = fc.option(fc.integer({ min: -5, max: 80 }), { nil: undefined, freq: 2 });

describe.each(Object.entries(PROGRAMS))('rules 9–26 by brute force: %s', (_, program) => {
  test('rules 1, 2, 9–18, 23–26: the engine says what the oracle says, after every record and in the end', async () => {
    const bundle = await compile(program.rules);
    fc.assert(
      fc.property(history, until, (records, end) => {
        const run = new Run(bundle, end);
        const oracle = new OracleRun(program, end);
        for (const record of records) {
          run.take([lineOf(record)]);
          oracle.take(record);
          expect(run.members()).toEqual(oracle.members());
          expect(run.metrics()).toEqual(oracle.metrics());
        }
        oracle.finish();
        expect(storiesOf(run.finish().lines)).toEqual(oracle.story);
      }),
      settings,
    );
  });

  test('rule 15: a snapshot between two records changes nothing', async () => {
    const bundle = await compile(program.rules);
    fc.assert(
      fc.property(history, fc.nat(), (records, where) => {
        const lines = records.map(lineOf);
        const cut = where % (lines.length + 1);
        const moved = new Run(bundle).take(lines.slice(0, cut)).move().take(lines, cut);
        expect(moved.finish().lines).toEqual(new Run(bundle).take(lines).finish().lines);
      }),
      settings,
    );
  });

  test('rule 15: any order of arrival in which nothing is late ends in the same members and metrics', async () => {
    const bundle = await compile(program.rules.replace(/late \dms/, 'late 1h'));
    const shuffled = distinctHistory.chain((records) =>
      fc.tuple(fc.constant(records), fc.shuffledSubarray([...records], { minLength: records.length })),
    );
    fc.assert(
      fc.property(shuffled, fc.integer({ min: 60, max: 120 }), ([records, others], end) => {
        const closing = (order: readonly Record_[]): readonly string[] =>
          new Run(bundle, end)
            .take(order.map(lineOf))
            .finish()
            .lines.filter((line) => /"(segment.member|metric.value)"/.test(line));
        expect(closing(others)).toEqual(closing(records));
      }),
      settings,
    );
  });

  test('rule 1: run(F, T) is run(F without what is after T, T)', async () => {
    const bundle = await compile(program.rules);
    fc.assert(
      fc.property(history, fc.integer({ min: -10, max: 60 }), (records, end) => {
        const lines = records.map(lineOf);
        const without = records.map((record) => (record.at > end ? '' : lineOf(record)));
        expect(new Run(bundle, end).take(without).finish().lines).toEqual(
          new Run(bundle, end).take(lines).finish().lines,
        );
      }),
      settings,
    );
  });

  test('what the compiler does to make rules cheaper changes nothing', async () => {
    const bundle = await compile(program.rules);
    const plain = await compile(program.rules, { optimise: false });
    fc.assert(
      fc.property(history, (records) => {
        const lines = records.map(lineOf);
        expect(new Run(plain).take(lines).finish().lines).toEqual(new Run(bundle).take(lines).finish().lines);
      }),
      { ...settings, numRuns: Math.ceil(settings.numRuns / 3) },
    );
  });
});
