import { describe, expect, test } from 'vitest';
import { check, explained, said } from '../../test/support/check-rules.ts';
import type { Declaration, Expr, SourceMapping, TestStep } from '../syntax/tree.ts';
import { everyExpr } from './expressions/children.ts';
import type { Program } from './program.ts';

/** A bit of everything that is built. */
function exampleProgram(): Program {
  const shop = `module shop.events
event CartAdd { price: decimal }
event Order { order_id: string  amount: decimal  coupon: string?  items: list<string>  email: string? @pii }
event Bought { channel: string?  platform: string? }
user {
  country: string?
  plan: enum { free, plus, pro } = free
  first_name: string? @pii
  limit: decimal = 5
  timezone: timezone = "UTC"
  locale: string = "en"
}
purpose marketing
channel push { pii allowed }
channel email { pii allowed }
late 2h
template CartReminder(name: string, total: decimal) {
  en { title "Still thinking, {name}?" body "Your cart of {total} is waiting." }
  de { title "Noch am Überlegen, {name}?" body "Dein Warenkorb ({total}) wartet." }
}
source shop_csv {
  format csv
  user = user_id
  at = timestamp in "UTC"
  on event = "purchase" and n in [1, 2.5] -> Bought { channel: acquisition_channel, platform: "web" }
  on event = "home" -> user.updated { country: "DE", limit: 3 }
}`;
  const cart = `module shop.cart
use shop.events
const day = 24h
const dach = ["DE", "AT"]
fn is_dach(c: string) = c in dach
metric carts = count(CartAdd where price > 20) over 60m
segment CartAbandoner {
  when did CartAdd within 24h and did not Order within day
  for 60m
}
segment Off { when carts > 3 status inactive }
nudge CartRescue {
  on enter CartAbandoner
  when is_dach(user.country ?? "") and hour(now, user.timezone) > 8
  consent marketing
  priority 80
  cooldown 3d
  expires 1d
  group reminders
  channel push, email
  send CartReminder { total: sum(CartAdd.price) over 24h, name: user.first_name ?? "friend" }
}
nudge Late {
  on CartAdd where price > 3 unless Order where amount > event.price within 2h
  cooldown 1d
  transactional
  channel push
  send CartReminder { name: "you", total: 3 }
}
test "an abandoned cart is rescued once in three days" {
  given ann { country: "DE", first_name: "Ann", limit: 7 } consents marketing
  at 2026-03-02T10:00:00Z
  ann CartAdd { price: 25 }
  after 59m expect no nudge to ann
  after 1m expect ann in CartAbandoner
  expect nudge CartRescue to ann on push { title: "Still thinking, Ann?" }
  after 2h ann Order { order_id: "o-1", amount: 25.00, items: [] }
  expect metric carts of ann = 1 + 1
  ann user.consent { purpose: marketing, granted: false }
  expect CartRescue to ann suppressed by cooldown
}`;
  return check(shop, cart);
}

describe('a program without errors', () => {
  const program = exampleProgram();

  test('has none', () => {
    expect(explained(program)).toEqual([]);
  });

  test('has a type for every expression and a meaning for every name in it', () => {
    for (const root of program.trees.flatMap((tree) => tree.declarations.flatMap(expressionsOf))) {
      for (const expr of everyExpr(root)) {
        expect(program.types.get(expr)?.kind, expr.kind).toBeDefined();
        expect(program.types.get(expr)?.kind, expr.kind).not.toBe('unknown');
        if (expr.kind === 'ref') expect(program.refs.get(expr.path), expr.path.parts[0]?.text).toBeDefined();
        if (expr.kind === 'call') expect(program.refs.get(expr.callee)).toBeDefined();
        if (expr.kind === 'aggregate' || expr.kind === 'did')
          expect(program.aggregates.get(expr)).toBeDefined();
      }
    }
  });

  test('has a value for every constant that a declaration or a test needs', () => {
    const needed = program.trees.flatMap((tree) => tree.declarations.flatMap(constantsOf));
    expect(needed.length).toBeGreaterThan(20);
    for (const expr of needed) expect(program.constants.get(expr), expr.kind).toBeDefined();
  });

  test('has its symbols with what their declarations say', () => {
    const [rescue, late] = program.nudges;
    expect(program.segments.map(({ qualified, forMs, active }) => [qualified, forMs, active])).toEqual([
      ['shop.cart.CartAbandoner', 3_600_000, true],
      ['shop.cart.Off', undefined, false],
    ]);
    expect(rescue).toMatchObject({
      purpose: 'marketing',
      priority: 80,
      cooldownMs: 259_200_000,
      expiresMs: 86_400_000,
      group: 'reminders',
      channels: ['push', 'email'],
    });
    expect(rescue?.args.map((arg) => arg.kind)).toEqual(['coalesce', 'aggregate']);
    expect(late).toMatchObject({ priority: 50, trigger: { kind: 'onUnless', withinMs: 7_200_000 } });
    expect(late && 'purpose' in late).toBe(false);
    expect(program.settings).toEqual({ lateMs: 7_200_000, futureMs: 300_000, delayMs: 10_000 });
    expect(program.userFields.map(({ name, defaultValue }) => [name, defaultValue])).toEqual([
      ['country', undefined],
      ['plan', 'free'],
      ['first_name', undefined],
      ['limit', 50_000],
      ['timezone', 'UTC'],
      ['locale', 'en'],
    ]);
    expect(
      program.sources[0]?.targets.map((target) => (typeof target === 'string' ? target : target.name)),
    ).toEqual(['Bought', 'user.updated']);
  });
});

test('lists are in the order of modules, whatever the order of files', () => {
  const a = 'module a\nevent X as "a" { }';
  const b = 'module b\nevent Y { }\nevent X as "b" { }';
  expect(check(a, b).events.map(({ qualified }) => qualified)).toEqual(['a.X', 'b.Y', 'b.X']);
  expect(check(b, a).events.map(({ qualified }) => qualified)).toEqual(['a.X', 'b.Y', 'b.X']);
});

test('diagnostics are in the order of files and places, those of the parser among them', () => {
  const text = 'segment A { when did Ordr within 1d }\nsegment { }\nsegment B { when did Ordr within 1d }';
  expect(said(check(text)).map((each) => each.slice(0, 5))).toEqual(['N2001', 'N1101', 'N2001']);
});

describe('no input throws:', () => {
  test.each([
    '',
    '\0',
    'module',
    'segment',
    'segment A { when ',
    'use a.b.c { d as',
    '{{{{',
    'const a = a.b.c.d',
  ])('%j', (text) => {
    expect(() => check(text)).not.toThrow();
  });

  test('a program of a thousand deep chains', () => {
    const chain = (n: number, link: string, item: (i: number) => string): string =>
      Array.from({ length: n }, (_, i) => item(i)).join(link);
    const program = check(`event Order { amount: decimal }
      user { age: int? }
      segment Ands { when ${chain(999, ' and ', (i) => `user.age > ${i}`)} }
      segment Ors { when ${chain(999, ' or ', (i) => `user.age = ${i}`)} }
      segment Nots { when ${'not ('.repeat(98)}user.age ?? 0 > 1${')'.repeat(98)} }
      metric sums = ${chain(999, ' - ', () => 'count(Order) over 1d')}
      metric defaults = ${chain(999, ' ?? ', () => 'user.age')}
      segment S0 { when did Order within 1d }
      ${chain(3000, '\n', (i) => `segment S${i + 1} { when S${i} }`)}`);
    expect(explained(program)).toEqual([]);
  });
});

function expressionsOf(decl: Declaration): Expr[] {
  switch (decl.kind) {
    case 'const':
    case 'metric':
    case 'setting':
      return [decl.value];
    case 'fn':
      return [decl.body];
    case 'user':
      return decl.fields.flatMap((field) => field.defaultValue ?? []);
    case 'segment':
      return decl.clauses.flatMap((clause): Expr[] => {
        if (clause.kind === 'when') return [clause.condition];
        return clause.kind === 'for' ? [clause.duration] : [];
      });
    case 'nudge':
      return decl.clauses.flatMap((clause): Expr[] => {
        switch (clause.kind) {
          case 'when':
            return [clause.condition];
          case 'onUnless':
            return [clause.where, clause.unlessWhere, clause.within].filter((each) => each !== undefined);
          case 'priority':
            return [clause.value];
          case 'cooldown':
          case 'expires':
            return [clause.duration];
          case 'send':
            return clause.args.map((arg) => arg.value);
          default:
            return [];
        }
      });
    case 'test':
      return decl.steps.flatMap(expressionsOfStep);
    case 'source':
      return decl.mappings.flatMap((mapping: SourceMapping) => [
        ...mapping.conditions.flatMap((condition) => condition.values),
        ...mapping.fields.flatMap((field) => (field.value.kind === 'path' ? [] : [field.value])),
      ]);
    default:
      return [];
  }
}

function expressionsOfStep(step: TestStep): Expr[] {
  switch (step.kind) {
    case 'given':
    case 'happens':
      return step.fields.map((field) => field.value);
    case 'at':
      return [step.instant];
    case 'after':
      return [step.duration];
    case 'expect': {
      const { expectation } = step;
      if (expectation.kind === 'nudge') return expectation.content.map((field) => field.value);
      return expectation.kind === 'metric' && expectation.value !== undefined ? [expectation.value] : [];
    }
  }
}

function constantsOf(decl: Declaration): Expr[] {
  switch (decl.kind) {
    case 'const':
    case 'setting':
    case 'user':
    case 'test':
      return expressionsOf(decl);
    case 'segment':
      return decl.clauses.flatMap((clause) => (clause.kind === 'for' ? [clause.duration] : []));
    case 'nudge':
      return decl.clauses.flatMap((clause) =>
        clause.kind === 'cooldown' || clause.kind === 'expires' ? [clause.duration] : [],
      );
    default:
      return [];
  }
}
