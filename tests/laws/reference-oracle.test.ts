import { checkProject, type Program } from '@nudge/dsl';
import { Acceptance, createPlayback, type Effect, isZone, valueToJson } from '@nudge/engine';
import { Reference } from '@nudge/reference';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROGRAMS } from '../semantics/oracle-programs.ts';
import { compile, filesOf, jsonRecords } from '../support/play.ts';
import { consent, event, instant, profile, START } from '../support/records.ts';

/** `ORACLE_RUNS=5000` looks for longer, at other histories every time. */
const runs = process.env['ORACLE_RUNS'];
const settings = { numRuns: Number(runs ?? 60), ...(runs === undefined ? { seed: 20_260_302 } : {}) };

// ---- small histories with ties, late ones, duplicates ------------------------------------------------------------------

type Make = (id: string, ms: number, user: string) => object;

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 3 });

const happening: fc.Arbitrary<Make> = fc.oneof(
  made('View', {
    n: optional(fc.integer({ min: 0, max: 3 })),
    page: optional(fc.constantFrom('a', 'b')),
  }),
  made('CartAdd', { price: optional(fc.integer({ min: 0, max: 4 })) }),
  made('Order', { amount: fc.integer({ min: -3, max: 6 }), coupon: optional(fc.constantFrom('a', 'b')) }),
  fc
    .record({
      plan: optional(fc.constantFrom('free', 'pro', null)),
      points: optional(fc.constantFrom(0, 2, 3, null)),
      country: optional(fc.constantFrom('DE', 'AT', null)),
      seen: optional(fc.option(fc.integer({ min: -5, max: 40 }).map(instant), { freq: 4 })),
    })
    .map(
      (fields): Make =>
        (id, ms, user) =>
          profile(id, ms, fields, { user }),
    ),
  fc.boolean().map(
    (granted): Make =>
      (id, ms, user) =>
        consent(id, ms, granted, { user }),
  ),
);

function made(type: string, fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Make> {
  return fc.record(fields).map(
    (data): Make =>
      (id, ms, user) =>
        event(id, type, ms, data, { user }),
  );
}

/** From the greatest instant so far: mostly onward, often back, sometimes the same. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 4, arbitrary: fc.integer({ min: -8, max: -1 }) },
  { weight: 1, arbitrary: fc.integer({ min: 7, max: 40 }) },
);

/** The emoji sorts behind U+FFEE by bytes and before it in UTF-16. */
const id = fc
  .tuple(fc.constantFrom('a', 'B', '\u00e9', '\uffee', '\u{1f600}'), fc.constantFrom('', '1', '2', '3', '4'))
  .map((parts) => parts.join(''));

const history = fc
  .array(fc.tuple(happening, step, id, fc.constantFrom('ann', 'ann', 'ann', 'bob')), {
    minLength: 1,
    maxLength: 24,
    size: 'max',
  })
  .map((steps) => {
    let greatest = 0;
    return steps.map(([make, by, name, user]) => {
      const ms = Math.max(-20, greatest + by);
      greatest = Math.max(greatest, ms);
      return make(name, ms, user);
    });
  });

// ---- the two ------------------------------------------------------------------------------------------------------------

/** Late events and rejections are a matter of acceptance, which both stand on. */
function isOfRules({ type }: Effect): boolean {
  return type !== 'event.late' && type !== 'event.rejected';
}

describe.each(Object.entries(PROGRAMS))('the reference says what the engine says: %s', (_, { rules }) => {
  test('each effect, in order, and who is in and all metrics in the end', async () => {
    const bundle = await compile(rules);
    const program: Program = checkProject(filesOf(rules), { isZone });
    fc.assert(
      fc.property(history, fc.integer({ min: -5, max: 80 }), (records, end) => {
        const untilMs = START + end;
        const engine = createPlayback(bundle, { untilMs });
        const reference = new Reference(program, bundle.manifest);
        let ours: Effect[] = [];
        let theirs: Effect[] = [];
        const emit = (effect: Effect): unknown => isOfRules(effect) && theirs.push(effect);
        const acceptance = new Acceptance(bundle.manifest, {
          untilMs,
          onBase: (base) => reference.base(base),
          onEvent: (accepted) => ours.push(...reference.accept(accepted)),
        });
        for (const raw of jsonRecords(records, 'in')) {
          [ours, theirs] = [[], []];
          engine.record(raw, null, emit);
          acceptance.record(raw, null);
          expect(ours).toEqual(theirs);
        }
        [ours, theirs] = [[...reference.moveTo(untilMs)], []];
        engine.finish(emit);
        expect(ours).toEqual(theirs);

        theirs = [];
        engine.members(emit);
        expect(reference.members(untilMs)).toEqual(
          theirs.map(({ subject: user, tenant, data }) => ({ tenant, user, ...data })),
        );
        theirs = [];
        engine.metrics(emit);
        const kinds = new Map(bundle.manifest.metrics.map((spec) => [spec.name, spec]));
        expect(
          reference.metrics(untilMs).map(({ metric, tenant, user, value }) => {
            const spec = kinds.get(metric);
            if (spec === undefined) throw new Error(`no metric ${metric}`);
            return { tenant, user, metric, json: valueToJson(value, spec.kind, spec.of) };
          }),
        ).toEqual(theirs.map(({ subject: user, tenant, data }) => ({ tenant, user, ...data })));
      }),
      settings,
    );
  }, 600_000);
});
