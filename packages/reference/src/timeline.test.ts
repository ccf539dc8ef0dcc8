import type { Program } from '@nudge/dsl';
import type { AcceptedEvent, Row } from '@nudge/engine';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checked, PRELUDE, START } from '../test/support/telling.ts';
import { holds } from './evaluate/expression.ts';
import { NO_PARAMS } from './evaluate/sight.ts';
import { History } from './history.ts';
import { EventReader } from './read-event.ts';
import { Reference } from './reference.ts';
import { TIMESTAMP_MAX } from './values/numbers.ts';

/** `REFERENCE_RUNS=5000` looks for longer, at other cases every time. */
const runs = process.env['REFERENCE_RUNS'];
const settings = { numRuns: Number(runs ?? 150), ...(runs === undefined ? { seed: 20_260_302 } : {}) };

/** Where time begins in a case: somewhere, and at both ends of the range, where computed instants are clamped. */
const ORIGINS = [START, 0, Number(TIMESTAMP_MAX) - 60];

/** `@7` is the instant 7 ms after the origin. */
function placed(text: string, origin: number): string {
  return text.replaceAll(/@(\d+)/g, (_, after) => new Date(origin + Number(after)).toISOString());
}

// ---- programs whose conditions turn in every way there is ---------------------------------------------------------------

const MORE = `
fn ago(t: timestamp) = now - t
fn older(t: timestamp, by: duration): bool = now - t > by
fn before(a: timestamp, b: timestamp) = a < b
metric views = count(View) over 5ms
metric silent = now - (last(View.at) ever ?? @0) >= 4ms
`;

const ms = fc.integer({ min: 1, max: 9 }).map((n) => `${n}ms`);
const few = fc.integer({ min: 0, max: 3 });
const operator = fc.constantFrom('=', '!=', '<', '<=', '>', '>=');
const type = fc.constantFrom('View', 'Cart', 'Order');
const pick = fc.constantFrom('first', 'last', 'min', 'max');

/** An instant that does not depend on `now`, and that is there. */
const instant = fc.oneof(
  fc.tuple(pick, type, ms).map(([fn, event, w]) => `(${fn}(${event}.at) over ${w} ?? @0)`),
  fc.tuple(pick, type).map(([fn, event]) => `(${fn}(${event}.at) ever ?? 1970-01-01T00:00:00Z)`),
  fc.constantFrom('(user.seen ?? @7)', '@12', '1970-01-01T00:00:00Z'),
);

const moment = fc.oneof(
  instant,
  fc.tuple(instant, fc.constantFrom('+', '-'), ms).map(([t, sign, by]) => `(${t} ${sign} ${by})`),
);

const lag = fc.oneof(
  ms,
  ms.map((by) => `(-${by})`),
  fc.tuple(moment, moment).map(([a, b]) => `(${a} - ${b})`),
  fc.constantFrom('3650d', '(-3650d)'),
);

const atom = fc.oneof(
  fc
    .tuple(fc.constantFrom('did', 'did not'), type, ms)
    .map((parts) => `${parts[0]} ${parts[1]} within ${parts[2]}`),
  fc.tuple(type, ms, operator, few).map(([e, w, op, n]) => `count(${e}) over ${w} ${op} ${n}`),
  fc.tuple(ms, few).map(([w, n]) => `sum(View.n where page is missing) over ${w} > ${n}`),
  fc.constantFrom('user.plan = pro', 'user.country is missing', 'views >= 2', 'silent', 'not silent'),
  fc.tuple(operator, moment).map(([op, t]) => `now ${op} ${t}`),
  fc.tuple(moment, operator, lag).map(([t, op, by]) => `now - ${t} ${op} ${by}`),
  fc.tuple(lag, operator, moment).map(([by, op, t]) => `now - ${by} ${op} ${t}`),
  fc.tuple(moment, lag, lag).map(([t, a, b]) => `now - ${t} between ${a} and ${b}`),
  fc.tuple(moment, lag).map(([t, by]) => `${t} between now - ${by} and now`),
  fc.tuple(moment, lag).map(([t, by]) => `older(${t}, ${by})`),
  fc.tuple(moment, operator, lag).map(([t, op, by]) => `ago(${t}) ${op} ${by}`),
  moment.map((t) => `before(now, ${t}) = before(${t}, @9)`),
);

const condition = (named: readonly string[]): fc.Arbitrary<string> => {
  const part =
    named.length === 0
      ? atom
      : fc.oneof(
          atom,
          fc.tuple(fc.constantFrom('', 'not '), fc.constantFrom(...named)).map((p) => p.join('')),
        );
  return fc.oneof(
    part,
    part.map((p) => `not (${p})`),
    fc.tuple(part, fc.constantFrom('and', 'or'), part).map((parts) => parts.join(' ')),
  );
};

const NAMES = ['Zz', 'Mm', 'Bb', 'Aa'];

/** Each segment may name those before it. */
const rules = fc
  .tuple(...NAMES.map((_, i) => fc.tuple(condition(NAMES.slice(0, i)), fc.option(ms))))
  .map((all) =>
    all.map(
      ([when, wait], i) => `segment ${NAMES[i]} { when ${when}${wait === null ? '' : ` for ${wait}`} }`,
    ),
  );

// ---- small histories, in any order of arrival ----------------------------------------------------------------------------

const seenAt = fc.integer({ min: 0, max: 20 });

/** Given the program, the envelope and the origin. */
const what: fc.Arbitrary<(program: Program, row: Row, origin: number) => AcceptedEvent> = fc.oneof(
  fc.tuple(type, fc.option(few)).map(([name, n]) => (program: Program, row: Row): AcceptedEvent => {
    const event = program.events.findIndex((each) => each.name === name);
    const values = program.events[event]?.fields.map(({ name: field }) => (field === 'n' ? n : null)) ?? [];
    return { kind: 'event', event, row: { ...row, values } };
  }),
  fc
    .oneof(
      fc.constantFrom(['plan', 'pro'] as const, ['plan', null] as const, ['country', 'DE'] as const),
      fc.tuple(fc.constant('seen'), fc.option(seenAt)),
    )
    .map(([field, value]) => ({ userFields }: Program, row: Row, origin: number): AcceptedEvent => {
      const index = userFields.findIndex(({ name }) => name === field);
      const placedValue = typeof value === 'number' ? origin + value : value;
      return { kind: 'profile', row, writes: [[index, placedValue]] };
    }),
);

const history = fc.array(fc.tuple(what, fc.integer({ min: 0, max: 25 })), { minLength: 1, maxLength: 12 });

const LENGTH = 60;

/** Every millisecond in turn, over all events: the law as it is written. */
function everyMs(program: Program, all: History, origin: number): (number | null)[][] {
  const begin = Math.min(...all.instants);
  const trueSince = new Map<string, number>();
  const table: (number | null)[][] = [];
  for (let t = origin; t <= origin + LENGTH; t++) {
    const members = new Map<string, number>();
    for (const { qualified, condition: when, forMs = 0 } of program.segments) {
      const sight = { program, now: t, history: all, trigger: null, row: null, params: NO_PARAMS };
      const isTrue =
        t >= begin && holds(when, { ...sight, isIn: ({ qualified: other }) => members.has(other) });
      if (!isTrue) trueSince.delete(qualified);
      const from = isTrue ? (trueSince.get(qualified) ?? t) : Infinity;
      if (isTrue) trueSince.set(qualified, from);
      if (t - from >= forMs) members.set(qualified, from + forMs);
    }
    table.push(NAMES.map((name) => members.get(name) ?? null));
  }
  return table;
}

describe('rules 10, 13 to 15: memberships', () => {
  test('judging where a condition may change gives what judging every millisecond gives', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ORIGINS), rules, history, fc.nat(), (origin, segments, steps, where) => {
        const program = checked(placed(PRELUDE + MORE + segments.join('\n'), origin));
        const schemas = {
          events: program.events.map(({ qualified, fields }) => ({ name: qualified, fields })),
          user: program.userFields,
          purposes: [],
        };
        const reader = new EventReader(program, schemas);
        const reference = new Reference(program, schemas);
        const all = new History();
        const table = (): (number | null)[][] =>
          Array.from({ length: LENGTH + 1 }, (_, t) =>
            NAMES.map((name) => reference.since('default', 'ann', name, origin + t)),
          );
        steps.forEach(([make, at], i) => {
          const row = { id: `e${i}`, at: origin + at, user: 'ann', tenant: 'default' };
          const event = make(program, { ...row, session: null, device: null, values: [] }, origin);
          all.add(reader.read(event));
          reference.accept(event);
          // What was asked on the way must not stand in the way of what is accepted then.
          if (i === where % steps.length) expect(table()).toEqual(everyMs(program, all, origin));
        });
        expect(table()).toEqual(everyMs(program, all, origin));
      }),
      settings,
    );
  }, 600_000);
});
