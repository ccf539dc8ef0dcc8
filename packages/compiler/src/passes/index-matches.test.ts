import { checkProject, type Program } from '@nudge/dsl';
import { createPlayback, type Effect, effectLine, type MatchCondition } from '@nudge/engine';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileProgram, compileToIr, instantiate } from '../compile-program.ts';
import type { IrNudge, IrProgram } from '../ir.ts';
import { printExpr } from '../ir-print.ts';

const PRELUDE = `
event E {
  n: int  m: int?  d: decimal  x: decimal?  s: string  z: string?  b: bool  c: bool?
  p: enum { free, plus, pro }  q: timestamp?  l: list<string>
}
event F { s: string }
user { age: int? }
channel push
template T() { en { title "Hi" } }
`;

function rules(...nudges: readonly string[]): string {
  const bodies = nudges.map(
    (clauses, i) => `nudge N${i} { ${clauses} transactional channel push send T {} }`,
  );
  return `${PRELUDE}${bodies.join('\n')}`;
}

const errorsOf = ({ diagnostics }: Program): readonly string[] =>
  diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);

function checked(text: string): Program {
  return checkProject([{ path: 'a.nudge', text }]);
}

function irOf(text: string): IrProgram {
  const program = checked(text);
  expect(errorsOf(program)).toEqual([]);
  return compileToIr(program);
}

/** What the index of one nudge takes, and what it leaves. */
function parts(clauses: string): { match: MatchCondition | null; where: string | null; when: string | null } {
  const program = irOf(rules(clauses));
  const nudge = program.nudges[0] as IrNudge;
  const text = (expr: IrNudge['when']): string | null => (expr === null ? null : printExpr(program, expr));
  const where = 'where' in nudge.trigger ? nudge.trigger.where : null;
  const { match, ...rest } = nudge.index ?? { match: null, where, when: nudge.when };
  return { match, where: text(rest.where), when: text(rest.when) };
}

const matchOf = (where: string): MatchCondition | null => parts(`on E where ${where}`).match;

const present = (field: number): MatchCondition => ({ op: 'present', field });
const not = (operand: MatchCondition): MatchCondition => ({ op: 'not', operand });
const between = (field: number, low: number | null, high: number | null): MatchCondition => ({
  op: 'between',
  field,
  low,
  high,
});

describe('an index takes', () => {
  const DECIMAL_MAX = 5e15;
  const taken: readonly (readonly [string, MatchCondition])[] = [
    ['s = "a"', { op: 'in', field: 4, values: ['a'] }],
    ['"a" = s', { op: 'in', field: 4, values: ['a'] }],
    ['s != "a"', { op: 'and', operands: [present(4), not({ op: 'in', field: 4, values: ['a'] })] }],
    ['p in [free, pro]', { op: 'in', field: 8, values: ['free', 'pro'] }],
    ['n not in [1, 2]', { op: 'and', operands: [present(0), not({ op: 'in', field: 0, values: [1, 2] })] }],
    ['(m ?? 3) > 2', { op: 'or', operands: [between(1, 3, null), not(present(1))] }],
    ['(m ?? 0) > 2', between(1, 3, null)],
    ['(m ?? 0) < 1.5', { op: 'or', operands: [between(1, null, 1), not(present(1))] }],
    ['not (c ?? false)', not({ op: 'in', field: 7, values: [true] })],
    [
      '(z ?? "b") in ["a", "b"]',
      { op: 'or', operands: [{ op: 'in', field: 5, values: ['a', 'b'] }, not(present(5))] },
    ],
    ['b', { op: 'in', field: 6, values: [true] }],
    ['c', { op: 'in', field: 7, values: [true] }],
    ['not b', not({ op: 'in', field: 6, values: [true] })],
    ['z is missing', not(present(5))],
    ['n < 5', between(0, null, 4)],
    ['5 < n', between(0, 6, null)],
    ['d <= 1.5', between(2, null, 15_000)],
    ['x > 1.5', between(3, 15_001, null)],
    // An int beside a decimal is widened: 1.5 lies between 1 and 2.
    ['n >= 1.5', between(0, 2, null)],
    ['n < 1.5', between(0, null, 1)],
    ['n < 2.0', between(0, null, 1)],
    ['n = 1.5', between(0, 2, 1)],
    // Widening clamps: beyond the greatest decimal all ints are equal to it.
    [`n = ${DECIMAL_MAX / 10_000}.0`, between(0, DECIMAL_MAX / 10_000, null)],
    [`n > ${DECIMAL_MAX / 10_000}.0`, between(0, 2 ** 53, null)],
    [`n >= -${DECIMAL_MAX / 10_000}.0`, between(0, null, null)],
    ['n in [1.0, 2.5]', { op: 'in', field: 0, values: [1] }],
    ['session = "x"', { op: 'in', field: 'session', values: ['x'] }],
    ['at >= 2024-01-01T00:00:00Z', { op: 'between', field: 'at', low: Date.UTC(2024, 0, 1), high: null }],
  ];
  for (const [where, match] of taken) {
    it(where, () => {
      expect(parts(`on E where ${where}`)).toEqual({ match, where: null, when: null });
    });
  }
});

describe('a function keeps', () => {
  const kept = [
    'n = m',
    's starts with "a"',
    'lower(s) = "a"',
    '"a" in l',
    'n + 1 = 2',
    '(s = "a" or s starts with "b")',
    // 2 × 2 × 2 × 2 lines.
    '((n = 1 or s = "a") and (d = 1 or b) and (m = 1 or z = "a") and (x = 1 or c) or p = free)',
  ];
  for (const where of kept) {
    it(where, () => {
      expect(matchOf(where)).toBeNull();
    });
  }
});

describe('conditions are parted', () => {
  it('by conjunct, through `where` and `when`', () => {
    expect(
      parts('on E where s = "a" and n = m and b when event.n > 1 and user.age = 3 and event.d = 2'),
    ).toEqual({
      match: {
        op: 'and',
        operands: [
          { op: 'in', field: 4, values: ['a'] },
          { op: 'in', field: 6, values: [true] },
          between(0, 2, null),
          { op: 'in', field: 2, values: [20_000] },
        ],
      },
      where: '(event.0 eq event.1)',
      when: '(user.age eq 3:int)',
    });
  });

  it('leaving the `when` of `unless`, which is judged later', () => {
    const { match, where, when } = parts('on E where b unless F within 1h when event.n > 1');
    expect([match, where, when]).toEqual([
      { op: 'in', field: 6, values: [true] },
      null,
      '(event.0 gt 1:int)',
    ]);
  });

  it('until they multiply out to too many lines', () => {
    const either = ['n = 1 or s = "a"', 'd = 1 or b', 'm = 1 or z = "a"', 'x = 1 or c'];
    const { match, where } = parts(`on E where ${either.map((or) => `(${or})`).join(' and ')} and p = free`);
    expect(match).toMatchObject({ op: 'and', operands: [{}, {}, {}, { field: 8 }] });
    expect(where).toBe('((event.3 eq 10000:decimal) or truth(event.7))');
  });

  it('also in the filters of logs, but for those that look at the triggering event', () => {
    const { logs } = irOf(
      rules(
        'on E when count(F where s = "a") over 1h > 0',
        'on E when count(F where s = "a" and s = event.s) over 1h > 0',
      ),
    );
    expect(logs.map(({ index }) => index)).toEqual([
      { match: { op: 'in', field: 0, values: ['a'] }, filter: null },
      undefined,
    ]);
  });
});

describe('an index changes no result', () => {
  const num = (field: string): string[] =>
    ['=', '!=', '<', '<=', '>', '>='].flatMap((test) =>
      ['0', '2', '-1', '1.5', '2.0', '500000000000.0', '-500000000000.0'].flatMap((k) => [
        `${field} ${test} ${k}`,
        `${k} ${test} ${field}`,
      ]),
    );
  const atom = fc.constantFrom(
    ...['n', 'm', 'd', 'x', '(m ?? 1)', '(m ?? 1.5)', '(m ?? 999999999999)', '(x ?? 2)'].flatMap(num),
    ...['s', 'z', '(z ?? "a")'].flatMap((f) => [
      `${f} = "a"`,
      `${f} != "a"`,
      `${f} in ["a", "b"]`,
      `${f} not in ["a"]`,
    ]),
    ...[
      '(z is present and z != "a")',
      '(m is missing or m not in [1])',
      '(c ?? true)',
      '(c ?? false) = true',
    ],
    ...['n in [1, 2]', 'm not in [1, 2]', 'd in [1, 2]', 'x not in [1, 1.5]', 'm in [1.0, 1.5]'],
    ...['b', 'c', 'not c', 'c = false', 'c != true', 'p = free', 'p != free', 'p in [free, plus]'],
    ...[
      'z is missing',
      'z is present',
      'q >= "1970-01-02"',
      'q != "1970-01-02"',
      's = z',
      'z starts with "a"',
    ],
  );
  const { condition } = fc.letrec<{ condition: string }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      { weight: 3, arbitrary: atom },
      tie('condition').map((c) => `not (${c})`),
      fc
        .tuple(fc.constantFrom(' and ', ' or '), fc.array(tie('condition'), { minLength: 2, maxLength: 3 }))
        .map(([sign, cs]) => `(${cs.join(sign)})`),
    ),
  }));
  const number = fc.constantFrom(-1, 0, 1, 2, 3, 499_999_999_999, 500_000_000_000, -500_000_000_001);
  // An event with a decimal out of its range would be rejected, and show nothing.
  const decimal = fc.constantFrom(-1, 0, 1, 1.4999, 1.5, 1.5001, 2, 500_000_000_000, -500_000_000_000);
  const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
    fc.option(values, { nil: undefined });
  const event = fc.record({
    n: fc.oneof(number, fc.constantFrom(Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER)),
    m: maybe(number),
    d: decimal,
    x: maybe(decimal),
    s: fc.constantFrom('a', 'b', 'c'),
    z: maybe(fc.constantFrom('a', 'b', 'c')),
    b: fc.boolean(),
    c: maybe(fc.boolean()),
    p: fc.constantFrom('free', 'plus', 'pro'),
    q: maybe(fc.constantFrom('1970-01-02T00:00:00Z', '1970-01-01T23:59:59.999Z')),
    l: fc.constant([]),
  });

  it('whatever the conditions and the events', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(condition, { minLength: 1, maxLength: 12 }),
        fc.array(event, { minLength: 1, maxLength: 12 }),
        async (drawn, events) => {
          // The checker wants to be told what holds where a value is missing: what it refuses is left out.
          const conditions = drawn.filter((c) => errorsOf(checked(rules(`on E where ${c}`))).length === 0);
          fc.pre(conditions.length > 0);
          const text =
            rules(...conditions.map((c) => `on E where ${c}`)) +
            conditions.map((c, i) => `\nmetric k${i} = count(E where ${c}) ever`).join('');
          const program = checked(text);
          expect(errorsOf(program)).toEqual([]);
          const played = await Promise.all(
            [true, false].map(async (optimise) => {
              const bundle = await instantiate(compileProgram(program, { optimise }));
              const effects: Effect[] = [];
              const playback = createPlayback(bundle);
              events.forEach((data, i) => {
                const time = new Date(Date.UTC(2024, 0, 1) + i).toISOString();
                const record = {
                  specversion: '1.0',
                  type: 'E',
                  source: 't',
                  id: `${i}`,
                  subject: 'u',
                  time,
                  data,
                };
                const raw = {
                  kind: 'json',
                  text: JSON.stringify(record),
                  origin: { input: 'i', line: i + 1 },
                } as const;
                playback.record(raw, null, (effect) => effects.push(effect));
              });
              playback.finish(() => {});
              playback.metrics((effect) => effects.push(effect));
              return effects.map(effectLine);
            }),
          );
          expect(played[0]).toEqual(played[1]);
          expect(played[0]?.some((line) => line.includes('metric.value'))).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
