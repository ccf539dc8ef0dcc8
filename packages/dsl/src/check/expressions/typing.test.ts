import { describe, expect, test } from 'vitest';
import { checkRules, explained, saidOf, saidOfCondition } from '../../../test/support/check-rules.ts';
import { typeText } from '../types/type.ts';

function typeOf(expression: string): string {
  const program = checkRules(`metric tested = ${expression}`);
  const [metric] = program.metrics;
  return program.diagnostics.length > 0 || metric === undefined
    ? explained(program).join('\n')
    : typeText(metric.type);
}

describe('the type of', () => {
  test.each([
    ['count(Order) over 1d + 1', 'int'],
    ['count(Order) over 1d * 1.5', 'decimal'],
    ['sum(Order.amount) over 1d - 1', 'decimal'],
    ['-sum(Order.quantity) over 1d', 'int'],
    ['count(Order) over 1d / 2', 'decimal?'],
    ['count(Order) over 1d div 2', 'int?'],
    ['count(Order) over 1d mod 2 + 1', 'int?'],
    ['user.age + 1', 'int?'],
    ['(user.age ?? 0) + 1', 'int'],
    ['user.age ?? 0.5', 'decimal'],
    ['user.age ?? user.budget', 'decimal?'],
    ['user.age ?? user.budget ?? 0', 'decimal'],
    ['user.country ?? ""', 'string'],
    ['user.plan', 'enum { free, plus, pro }'],
    ['user.timezone ?? ""', 'string'],
    ['user.timezone ?? "UTC"', 'timezone'],
    ['hour(user.birthday, user.timezone ?? "Europe/Berlin")', 'int?'],
    ['last(Order.at) ever', 'timestamp?'],
    ['last(Order.at) ever - first(Order.at) ever', 'duration?'],
    ['last(Order.at) ever + 24h * 2', 'timestamp?'],
    ['24h - 1h', 'duration'],
    ['10% * 3', 'decimal'],
    ['min(user.age, 3)', 'int?'],
    ['max(1, 2.5)', 'decimal'],
    ['max(last(Order.at) ever, last(CartAdd.at) ever)', 'timestamp?'],
    ['min(1h, 2h)', 'duration'],
    ['abs(-3)', 'int'],
    ['round(user.budget)', 'int?'],
    ['lower(user.country ?? "")', 'string'],
    ['length(user.country)', 'int?'],
    ['hour(user.birthday, user.timezone)', 'int?'],
    ['weekday(2026-03-02T10:00:00Z, "Europe/Berlin")', 'int'],
    ['date(last(Order.at) over 1d, "UTC")', 'string?'],
    ['user.age > 3', 'bool'],
    ['user.tags', 'list<string>?'],
  ])('%s is %s', (expression, type) => {
    expect(typeOf(expression)).toBe(type);
  });
});

describe('rule 17: aggregates', () => {
  test.each([
    ['count(Order) over 1d', 'int'],
    ['count(Order where quantity > 1 and "x" in items) ever', 'int'],
    ['sum(Order.quantity) over 1d', 'int'],
    ['sum(Order.amount) ever', 'decimal'],
    ['avg(Order.quantity) over 1d', 'decimal?'],
    ['min(Order.amount) over 1d', 'decimal?'],
    ['max(Order.paid_at) over 1d', 'timestamp?'],
    ['first(Order.coupon) over 1d', 'string?'],
    ['last(Order.session) ever', 'string?'],
    ['last(Order.channel) ever', 'enum { web, app }?'],
    ['distinct(Order.coupon) over 7d', 'int'],
    ['distinct(Order.session) ever', 'int'],
  ])('%s is %s', (expression, type) => {
    expect(typeOf(expression)).toBe(type);
  });

  test.each([
    ['sum(Order.order_id) over 1d', 'N3003 Order.order_id'],
    ['min(Order.channel) over 1d', 'N3003 Order.channel'],
    ['avg(Order.paid_at) over 1d', 'N3003 Order.paid_at'],
    ['last(Order.items) over 1d', 'N3003 Order.items'],
    ['count(Order) over 0s', 'N3016 0s'],
    ['count(Order) over 3651d', 'N3016 3651d'],
    ['count(Order) over (now - now)', 'N3008 now|N3008 now'],
    ['count(Order)', 'N4009 count(Order)'],
    ['count(Order.amount) over 1d', 'N4010 Order.amount'],
    ['max(Order) over 1d', 'N4010 Order'],
    ['count(Order where did CartAdd within 1d) over 1d', 'N4011 did CartAdd within 1d'],
    ['count(Order where event.amount > 1) over 1d', 'N4012 event.amount'],
  ])('%s is refused', (expression, expected) => {
    expect(saidOf(`metric tested = ${expression}`).join('|')).toBe(expected);
  });
});

describe('what does not fit is refused:', () => {
  test.each([
    ['user.country < "E"', 'N3005 user.country < "E"'],
    ['user.plan >= plus', 'N3005 user.plan >= plus'],
    ['user.country = 3', 'N3004 user.country = 3'],
    ['user.plan = user.country', 'N3004 user.plan = user.country'],
    ['user.tags = ["a"]', 'N3004 user.tags = ["a"]'],
    ['user.age between "1" and 2', 'N3004 user.age between "1" and 2'],
    ['user.country in "DE"', 'N3003 "DE"'],
    ['user.country in ["DE", 3]', 'N3003 3'],
    ['3 in user.tags', 'N3004 3 in user.tags'],
    ['user.country in [user.country]', 'N3008 user.country'],
    ['user.tags contains "x"', 'N3003 user.tags'],
    ['user.country matches glob (user.country ?? "")', 'N3008 (user.country ?? "")'],
    ['user.age', 'N3003 user.age'],
    ['not user.country', 'N3003 user.country'],
    ['user.age + "1" > 2', 'N3003 user.age + "1"'],
    ['2 * 24h > 1h', 'N3003 2 * 24h'],
    ['-user.country = "x"', 'N3003 -user.country'],
    ['length(user.age) > 2', 'N3003 user.age'],
    ['hour(user.birthday, "Berlin") > 2', 'N3014 "Berlin"'],
    ['hour(user.birthday, user.country) > 2', 'N3014 user.country'],
    ['user.timezone = "Europe/Berln"', 'N3014 "Europe/Berln"'],
    ['min(1, 2h) > 1', 'N3004 min(1, 2h)'],
    ['abs(1, 2) > 1', 'N3011 abs(1, 2)'],
    ['user.age > 9_007_199_254_740_992', 'N3009 9_007_199_254_740_992'],
    ['user.budget > 500_000_000_001', 'N3009 500_000_000_001'],
    ['user.budget > 0.00001', 'N3010 0.00001'],
    ['user.budget > 7.1234', ''],
  ])('%s', (condition, expected) => {
    expect(saidOfCondition(condition).join('|')).toBe(expected);
  });
});

describe('rule 20: a value of an enum', () => {
  test.each([
    'user.plan = pro',
    'user.plan = "pro"',
    'pro = user.plan',
    '"pro" = user.plan',
    'user.plan in [free, "plus"]',
    'user.plan in paid',
    'user.plan = best',
    '(user.plan) = (pro)',
    'did Order where channel = web within 1d',
    '(last(Order.channel) ever ?? web) != app',
    'is_paid(pro)',
  ])('is meant in %s', (condition) => {
    const rules = `const paid = ["plus", "pro"]
      const best = "pro"
      fn is_paid(plan: enum { plus, pro }) = plan = pro or plan in ["plus"]
      segment Tested { when ${condition} }`;
    expect(explained(checkRules(rules))).toEqual([]);
  });

  test('wins over anything else of its name, so that new declarations change no condition', () => {
    const rules = 'const pro = "free"\nsegment Tested { when user.plan = pro }';
    const program = checkRules(rules);
    const kinds = [...program.refs.values()].map((ref) => ref.kind).slice(-2);
    expect(explained(program)).toEqual([]);
    expect(kinds).toEqual(['userField', 'enumMember']);
  });

  test.each([
    ['user.plan = premium', 'N2014 premium'],
    ['user.plan in ["pro", "gold"]', 'N2014 "gold"'],
    ['user.plan = wrong', 'N2014 wrong'],
    ['user.plan in wrongs', 'N2014 wrongs'],
  ])('that does not exist is refused in %s', (condition, expected) => {
    const rules = `const wrong = "gold"\nconst wrongs = ["gold"]\nsegment Tested { when ${condition} }`;
    expect(saidOf(rules)).toEqual([expected]);
  });
});

describe('constants', () => {
  function constantValue(expression: string): unknown {
    const program = checkRules(`const tested = ${expression}`);
    return program.diagnostics.length > 0 ? explained(program) : program.consts[0]?.value;
  }

  test.each([
    ['1 + 2 * 3', 7],
    ['0.5 * 3', 15_000],
    ['10%', 1000],
    ['7 / 2', 35_000],
    ['1 / 3', 3333],
    ['2 / 3', 6667],
    ['-2 / 3', -6667],
    ['0.0001 * 0.5', 1],
    ['-0.0001 * 0.5', -1],
    ['-7 div 2', -3],
    ['-7 mod 3', -1],
    ['1 div 0 ?? 5', 5],
    ['9_007_199_254_740_991 + 1', 9_007_199_254_740_991],
    ['500_000_000_000.0 * 2', 5_000_000_000_000_000],
    ['9_000_000_000_000_000 / 9_000_000_000_000_000', 10_000],
    ['round(2.5)', 3],
    ['round(-2.5)', -3],
    ['24h * 2 - 30m', 171_000_000],
    ['2026-03-02T10:00:00Z + 1d', 1_772_532_000_000],
    ['1970-01-01T00:00:00Z - 1d', 0],
    ['lower("ÄBC")', 'Äbc'],
    ['length("a😀")', 2],
    ['"e\\u{301}"', 'é'],
    ['[1, 2.5]', [10_000, 25_000]],
    ['"shoe-1" matches glob "shoe-?"', true],
    ['"x" in ["x", "y"] and not (1 > 2)', true],
    ['min(1, 0.5)', 5000],
  ])('rule 17: %s', (expression, value) => {
    expect(constantValue(expression)).toEqual(value);
  });

  test('take their declared type', () => {
    const program = checkRules(
      'const a: decimal = 5\nconst b: list<decimal> = [1]\nconst c: list<string> = []',
    );
    expect(explained(program)).toEqual([]);
    expect(program.consts.map(({ value }) => value)).toEqual([50_000, [10_000], []]);
  });

  test.each([
    ['const a = now', 'N3008 now'],
    ['const a = user.age', 'N3008 user.age'],
    ['const a = count(Order) over 1d', 'N3008 count(Order) over 1d'],
    ['const a = 1 div 0', 'N3007 1 div 0'],
    ['const a: int = 1.5', 'N3003 1.5'],
    ['const a = hour(2026-03-02T10:00:00Z, "UTC")', 'N3008 hour(2026-03-02T10:00:00Z, "UTC")'],
    ['const a: string? = "x"', 'N3002 string?'],
  ])('%s is refused', (rules, expected) => {
    expect(saidOf(rules)).toEqual([expected]);
  });
});
