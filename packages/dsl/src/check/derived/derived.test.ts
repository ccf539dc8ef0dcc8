import { describe, expect, test } from 'vitest';
import { checkRules, saidOf, saidOfCondition } from '../../../test/support/check-rules.ts';
import { components } from './components.ts';
import { compareText } from './text-order.ts';

describe('cycles', () => {
  test('are refused once, with the shortest way round and its places', () => {
    const program = checkRules(`segment A { when B and C }
      segment B { when C }
      segment C { when A }`);
    expect(program.diagnostics.map(({ message }) => message)).toEqual([
      '`A` refers to itself: `A` → `C` → `A`',
    ]);
    expect(program.diagnostics[0]?.related?.map(({ message }) => message)).toEqual([
      '`A` uses `C`',
      '`C` uses `A`',
    ]);
  });

  test('are found through metrics, functions and constants', () => {
    expect(saidOf('metric a = b + 1\nmetric b = c\nmetric c = a')).toEqual(['N2015 a']);
    expect(saidOf('fn f(x: int): int = g(x)\nfn g(x: int): int = f(x)')).toEqual(['N2015 f']);
    expect(saidOf('const a = b\nconst b = a')).toEqual(['N2015 a']);
    expect(saidOf('const a = f(1)\nfn f(x: int) = x + a')).toEqual(['N2015 a']);
    expect(saidOf('segment A { when not A }')).toEqual(['N2015 A']);
  });

  test('are not seen where a field or a member only has the name of a declaration', () => {
    expect(saidOf('metric price = avg(CartAdd.price where price > 3) over 1d')).toEqual([]);
    expect(
      saidOf(
        'metric free = count(Order where channel = web) over 1d\nmetric web = free + 1\nmetric pro = web',
      ),
    ).toEqual([]);
  });

  test('leave those alone that only use what goes round', () => {
    expect(saidOf('metric a = a\nmetric b = a + 1\nsegment S { when b > 3 and a > 2 }')).toEqual(['N2015 a']);
  });
});

describe('segments are listed', () => {
  test('rule 12: behind those that they name, then by name in UTF-8 order', () => {
    const program = checkRules(`segment A { when Z }
      segment Z { when did Order within 1d }
      segment M { when A or Off2 }
      segment Off2 { when did Order within 2d }
      segment B { when Z and Off2 }`);
    expect(program.segments.map(({ name }) => name)).toEqual(['Off2', 'Z', 'A', 'B', 'M']);
  });

  test('rule 19: by code points', () => {
    expect(['\u{1F600}', '\uFFEE', 'b', 'a', 'ab'].sort(compareText)).toEqual([
      'a',
      'ab',
      'b',
      '\uFFEE',
      '\u{1F600}',
    ]);
  });
});

test('components come behind those that they point to', () => {
  const edges: Record<string, string[]> = { a: ['b'], b: ['c', 'd'], c: ['b'], d: [] };
  expect(components(['a', 'b', 'c', 'd'], (node) => edges[node] ?? [])).toEqual([['d'], ['b', 'c'], ['a']]);
});

describe('now in a segment', () => {
  test.each([
    'now > user.birthday',
    'now - user.birthday > 30d',
    '30d < now - last(Order.at) ever',
    'user.birthday <= now - 30d',
    'now - user.birthday between 1d and 2d',
    'user.birthday between now - 7d and now',
    'not (now - (user.birthday ?? 2026-03-02T10:00:00Z) > 1d)',
    'older(user.birthday ?? 2026-03-02T10:00:00Z, 3d)',
    'since(user.birthday ?? 2026-03-02T10:00:00Z) > 3d',
    'passed(now)',
    'silent',
  ])('is fine in %s', (condition) => {
    expect(
      saidOf(`fn older(t: timestamp, d: duration) = now - t > d
        fn since(t: timestamp) = now - t
        fn passed(t: timestamp) = t > 2026-03-02T10:00:00Z
        metric silent = now - last(Order.at) ever > 30d
        segment S { when ${condition} }`),
    ).toEqual([]);
  });

  test.each([
    ['hour(now, "UTC") > 9', 'hour(now, "UTC")'],
    ['now + 1d > user.birthday', 'now + 1d'],
    ['user.birthday - now < 3d', 'user.birthday - now'],
    ['now - user.birthday > now - last(Order.at) ever', 'now - user.birthday > now - last(Order.at) ever'],
    ['now > now', 'now > now'],
    ['(now - user.birthday) * 2 > 3d', '(now - user.birthday) * 2'],
    ['max(now, user.birthday) > user.birthday', 'max(now, user.birthday)'],
    ['now - user.birthday - 1d > 3d', 'now - user.birthday - 1d'],
    ['now - user.birthday is present', 'now - user.birthday is present'],
    ['(now - user.birthday ?? 3d) > 1d', 'now - user.birthday ?? 3d'],
    ['now in [2026-03-02T10:00:00Z]', 'now in [2026-03-02T10:00:00Z]'],
    ['user.age > 3 and (user.age > 4 or early(now))', 'early(now)'],
  ])('is refused in %s', (condition, blamed) => {
    expect(saidOf(`fn early(t: timestamp) = hour(t, "UTC") < 9\nsegment S { when ${condition} }`)).toEqual([
      `N3012 ${blamed}`,
    ]);
  });

  test('is free in the when and the send of a nudge', () => {
    expect(
      saidOf(`template T(h: int) { en { a "{h}" } }
        nudge N { on Order where hour(now, "UTC") > 3  when hour(now + 1d, user.timezone) > 9
          transactional  channel sms  send T { h: weekday(now, "UTC") } }`),
    ).toEqual([]);
  });

  test('is refused as the value of a metric, which would change at every instant', () => {
    expect(saidOf('metric idle = now - last(Order.at) ever')).toEqual(['N3012 now - last(Order.at) ever']);
  });

  test('is no business of the where of an aggregate', () => {
    expect(saidOfCondition('did Order where at > now - 1d within 2d')).toEqual(['N4011 now']);
    expect(
      saidOf('fn recent(t: timestamp) = now - t < 1h\nmetric m = count(Order where recent(at)) over 1d'),
    ).toEqual(['N4011 recent(at)']);
  });
});

describe('what is written out where it is used', () => {
  const doubling = Array.from({ length: 40 }, (_, i) => `fn f${i + 1}(x: int) = f${i}(x) + f${i}(x)`).join(
    '\n',
  );

  test('is refused before it grows beyond all measure', () => {
    const said = saidOf(`fn f0(x: int) = x\n${doubling}\nmetric m = f40(count(Order) over 1d)`);
    expect(said[0]).toBe('N3017 f11');
  });

  test('does not take for ever to be a constant either', () => {
    expect(saidOf(`fn f0(x: int) = x\n${doubling}\nconst c = f40(1)`)).toContain('N3008 f40(1)');
  });
});
