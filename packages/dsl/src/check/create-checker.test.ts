import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SourceFile } from '../syntax/span.ts';
import { checkProject } from './check-project.ts';
import { createChecker } from './create-checker.ts';
import type { Program } from './program.ts';

const SHOP = join(import.meta.dirname, '../../../../examples/rules/shop');
const shop = readdirSync(SHOP).map((path) => ({ path, text: readFileSync(join(SHOP, path), 'utf8') }));
const everyForm = [
  {
    path: 'every-form.nudge',
    text: readFileSync(join(import.meta.dirname, '../../test/support/every-form.nudge'), 'utf8'),
  },
];

/** Rules that refer to rules, in one file and in another, with tests beside them. */
const linked: readonly SourceFile[] = [
  {
    path: 'a.nudge',
    text: `event Order { amount: decimal  note: string? }
user { country: string?  name: string? @pii }
channel push { pii allowed }
purpose marketing
metric spent = sum(Order.amount) over 7d
/// Spends much.
segment Big { when spent > 100 }
segment Bigger { when Big and count(Order) over 1d > 3 }
segment Off { when did Order within 1d status inactive }
`,
  },
  {
    path: 'b.nudge',
    text: `segment Far { when Bigger and user.country = "DE" for 10m }
nudge Thanks { on Order where amount > 10 when Far and amount > 3 transactional channel push send Hello { n: 1 } }
nudge Rise {
  on enter Bigger
  when not Big
  consent marketing
  cooldown 1d
  channel push
  send Hello { n: count(Order) over 1d }
}
template Hello(n: int) { en { title "You: {n}" } }
nudge Last { on exit Far transactional channel push send Hello { n: 2 } }
test "all" {
  at 2026-03-02T10:00:00Z
  ann Order { amount: 5 }
  expect ann not in Far
  expect no nudge to ann
  ann Order { amount: 500 }
  expect ann in Big
  expect nudge Last to ann on push { title: "You: 2" }
}
`,
  },
];

interface Edit {
  readonly file: number;
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

const edit: fc.Arbitrary<Edit> = fc.record({
  file: fc.nat(7),
  at: fc.nat(1_000_000),
  remove: fc.constantFrom(0, 0, 1, 1, 2, 5, 20, 60),
  insert: fc.constantFrom(
    ...['', '', '1', '9', ' ', '\n', '\n\n', '// x\n', '/// doc\n', '"', '}', '{', 'Big', 'Bigger', 'not '],
    ...['and did Order within 2d', '> 5', 'a', 'list<int>= ', 'segment New { when did Order within 1h }\n'],
    ...['transactional', 'status inactive', 'amount', 'user.name', 'user.country', 'on enter Far', '`'],
  ),
});

function edited(files: readonly SourceFile[], { file, at, remove, insert }: Edit): readonly SourceFile[] {
  return files.map(({ path, text }, i) => {
    if (i !== file % files.length) return { path, text };
    const from = at % (text.length + 1);
    return { path, text: text.slice(0, from) + insert + text.slice(from + remove) };
  });
}

/** Half of the edits in digits only: those leave names and places as they are. */
const digit: fc.Arbitrary<Edit> = edit.map((one) => ({ ...one, remove: -1, insert: `${one.at % 10}` }));

function applied(files: readonly SourceFile[], one: Edit): readonly SourceFile[] {
  if (one.remove >= 0) return edited(files, one);
  const text = files[one.file % files.length]?.text ?? '';
  const places = [...text.matchAll(/\d/g)].map((match) => match.index);
  const at = places[one.at % Math.max(1, places.length)];
  return at === undefined ? files : edited(files, { ...one, at, remove: one.at % 3 === 0 ? 0 : 1 });
}

/** All of a program as plain data. Symbols become their place in the program's lists, so that strangers are found. */
function described(program: Program): unknown {
  const { events, userFields, consts, fns, metrics, segments, nudges, templates, tests, sources } = program;
  const names = new Map<unknown, string>();
  for (const [list, symbols] of Object.entries({
    events,
    userFields,
    consts,
    fns,
    metrics,
    segments,
    nudges,
  }))
    for (const [i, symbol] of symbols.entries()) names.set(symbol, `${list} ${i} ${symbol.name}`);
  const inner = (value: unknown): unknown => {
    if (typeof value === 'bigint') return `${value}n`;
    if (typeof value !== 'object' || value === null) return value;
    const name = names.get(value);
    return name ?? plain(value);
  };
  const plain = (value: object): unknown =>
    Array.isArray(value)
      ? value.map(inner)
      : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inner(part)]));
  const known: unknown[] = [];
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const key of ['types', 'refs', 'aggregates', 'testRefs', 'constants'] as const) {
      const value = (program[key] as ReadonlyMap<unknown, unknown>).get(node);
      if (value !== undefined) known.push([key, inner(value)]);
    }
    for (const part of Object.values(node)) walk(part);
  };
  program.trees.forEach(walk);
  return {
    known,
    trees: program.trees.map(plain),
    symbols: [events, userFields, consts, fns, metrics, segments, nudges, templates, tests, sources].map(
      (list) => (list as readonly object[]).map(plain),
    ),
    rest: [program.settings, program.channels, program.purposes].map(plain),
    sizes: [program.types, program.refs, program.aggregates, program.testRefs, program.constants].map(
      ({ size }) => size,
    ),
    diagnostics: program.diagnostics,
    files: program.files,
  };
}

describe('checking again finds what checking anew finds', () => {
  for (const [name, files, numRuns] of [
    ['linked rules', linked, 60],
    ['the shop', shop, 15],
    ['every form of the language', everyForm, 10],
  ] as const) {
    test(name, () => {
      fc.assert(
        fc.property(fc.array(fc.oneof(edit, digit, digit), { minLength: 1, maxLength: 8 }), (edits) => {
          const checker = createChecker();
          checker.check(files);
          let now: readonly SourceFile[] = files;
          for (const one of edits) {
            now = applied(now, one);
            expect(described(checker.check(now))).toEqual(described(checkProject(now)));
          }
        }),
        { numRuns },
      );
    });
  }

  test.each([
    ['a name that is asked for appears', 'segment Off', 'segment Absent'],
    ['a name that is asked for goes', 'segment Big ', 'segment Biggest '],
    ['two change places', 'segment Off', 'nudge Off'],
    ['one that others use turns inactive', 'spent > 100 }', 'spent > 100 status inactive }'],
    ['one that others use refers to them', 'when spent > 100', 'when Far'],
    ['one that others use can never be true', 'spent > 100', 'spent > 100 and spent < 50'],
    ['one that a test speaks of is not complete', 'on exit Far transactional', 'on exit Far'],
    ['one that others use breaks', 'spent > 100', 'spent > > 100'],
    ['a field becomes personal', 'country: string?', 'country: string? @pii'],
  ])('%s', (_, from, to) => {
    const asking = `nudge Asks { on enter Absent transactional channel push send Hello { n: 1 } }\n`;
    const files = [...linked, { path: 'c.nudge', text: asking }];
    const other = files.map(({ path, text }) => ({ path, text: text.replace(from, to) }));
    const checker = createChecker();
    for (const each of [files, other, files]) {
      expect(described(checker.check(each))).toEqual(described(checkProject(each)));
    }
  });

  test('with files that come and go', () => {
    const checker = createChecker();
    for (const files of [linked, linked.slice(0, 1), [], linked.slice(1), [...linked].reverse(), linked]) {
      expect(described(checker.check(files))).toEqual(described(checkProject(files)));
    }
  });
});

describe('what has not changed is not looked at again', () => {
  const after = (from: string, to: string): { old: Program['trees']; now: Program } => {
    const checker = createChecker();
    const old = checker.check(linked).trees;
    const now = checker.check(linked.map(({ path, text }) => ({ path, text: text.replace(from, to) })));
    return { old, now };
  };

  test('a file', () => {
    const { old, now } = after('for 10m', 'for 20m');
    expect(now.trees[0]).toBe(old[0]);
    expect(now.trees[1]).not.toBe(old[1]);
  });

  test('a declaration that stands where it stood', () => {
    const { old, now } = after('for 10m', 'for 20m');
    expect(now.trees[1]?.declarations[0]).not.toBe(old[1]?.declarations[0]);
    expect(now.trees[1]?.declarations.slice(1)).toEqual(old[1]?.declarations.slice(1));
    expect(now.trees[1]?.declarations[1]).toBe(old[1]?.declarations[1]);
  });

  test('a declaration that has moved', () => {
    const { old, now } = after('for 10m', 'for 200m');
    expect(now.trees[1]?.declarations[1]).toBe(old[1]?.declarations[1]);
  });
});
