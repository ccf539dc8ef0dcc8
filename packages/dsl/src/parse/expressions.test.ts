import { describe, expect, test } from 'vitest';
import type { Expr } from '../syntax/tree.ts';
import { parseFile } from './parse-file.ts';

/** An expression with all its structure in parentheses. */
function shape(expr: Expr): string {
  switch (expr.kind) {
    case 'bool':
      return String(expr.value);
    case 'int':
    case 'decimal':
    case 'duration':
    case 'instant':
      return expr.text;
    case 'string':
      return JSON.stringify(expr.value);
    case 'now':
      return 'now';
    case 'ref':
      return expr.path.parts.map((p) => p.text).join('.');
    case 'call':
      return `call ${expr.callee.parts.map((p) => p.text).join('.')}(${expr.args.map(shape).join(', ')})`;
    case 'list':
      return `[${expr.items.map(shape).join(', ')}]`;
    case 'paren':
      return `{${shape(expr.inner)}}`;
    case 'negate':
      return `(-${shape(expr.operand)})`;
    case 'not':
      return `(not ${shape(expr.operand)})`;
    case 'arithmetic':
    case 'compare':
    case 'logic':
      return `(${shape(expr.left)} ${expr.operator} ${shape(expr.right)})`;
    case 'coalesce':
      return `(${shape(expr.left)} ?? ${shape(expr.right)})`;
    case 'in':
      return `(${shape(expr.value)} ${expr.negated ? 'not in' : 'in'} ${shape(expr.list)})`;
    case 'between':
      return `(${shape(expr.value)} between ${shape(expr.low)} and ${shape(expr.high)})`;
    case 'presence':
      return `(${shape(expr.value)} is ${expr.present ? 'present' : 'missing'})`;
    case 'stringTest':
      return `(${shape(expr.value)} ${expr.test} ${shape(expr.pattern)})`;
    case 'aggregate': {
      const where = expr.where === undefined ? '' : ` where ${shape(expr.where)}`;
      const window = expr.window?.kind === 'over' ? ` over ${shape(expr.window.duration)}` : '';
      const rest = window === '' && expr.window !== undefined ? ` ${expr.window.kind}` : window;
      return `${expr.fn}<${expr.target.parts.map((p) => p.text).join('.')}${where}>${rest}`;
    }
    case 'did': {
      const where = expr.where === undefined ? '' : ` where ${shape(expr.where)}`;
      const within = expr.within === undefined ? '' : ` within ${shape(expr.within)}`;
      const event = expr.event.parts.map((p) => p.text).join('.');
      return `(did ${expr.negated ? 'not ' : ''}${event}${where}${within})`;
    }
    case 'unbuilt':
      return `unbuilt ${expr.what}`;
  }
}

function read(text: string): string {
  const { tree, diagnostics } = parseFile({ path: 'a.nudge', text: `const a = ${text}` });
  const [decl] = tree.declarations;
  if (diagnostics.length > 0 || decl?.kind !== 'const') return diagnostics.map((d) => d.message).join('; ');
  return shape(decl.value);
}

describe('operators bind', () => {
  test.each([
    ['1 + 2 * 3', '(1 + (2 * 3))'],
    ['1 * 2 + 3', '((1 * 2) + 3)'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['a div b mod c / d', '(((a div b) mod c) / d)'],
    ['a + b ?? c + d', '((a + b) ?? (c + d))'],
    ['a ?? b ?? c', '((a ?? b) ?? c)'],
    ['a ?? 0 > b ?? 1', '((a ?? 0) > (b ?? 1))'],
    ['-a * -b', '((-a) * (-b))'],
    ['--a', '(-(-a))'],
    ['not a = b', '(not (a = b))'],
    ['not not a', '(not (not a))'],
    ['a and b or c and not d', '((a and b) or (c and (not d)))'],
    ['a or b and c or d', '((a or (b and c)) or d)'],
    ['(a or b) and c', '({(a or b)} and c)'],
    ['a between 1 and 2 and b', '((a between 1 and 2) and b)'],
    ['a between b + 1 and c ?? 2 or d', '((a between (b + 1) and (c ?? 2)) or d)'],
    ['a not in [1, -2] and b in c', '((a not in [1, (-2)]) and (b in c))'],
    ['a is present and b.c is missing', '((a is present) and (b.c is missing))'],
    ['a contains "x" or b starts with c', '((a contains "x") or (b startsWith c))'],
    ['a ends with "x" and b matches glob "y*"', '((a endsWith "x") and (b matchesGlob "y*"))'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('aggregates', () => {
  test.each([
    ['count(E) over 24h', 'count<E> over 24h'],
    ['sum(m.E.x where a = 1 and b) over w', 'sum<m.E.x where ((a = 1) and b)> over w'],
    ['last(E.at) ever', 'last<E.at> ever'],
    ['count(E) over 7d / count(F) over 7d', '(count<E> over 7d / count<F> over 7d)'],
    ['sum(E.x)', 'sum<E.x>'],
    ['min(E.x) over 1d', 'min<E.x> over 1d'],
    ['min(a, b)', 'call min(a, b)'],
    ['max(a + 1)', 'call max((a + 1))'],
    ['`count`(a)', 'call count(a)'],
    ['count(E) over calendar day in user.timezone > 1', '(count<E> unbuilt > 1)'],
    ['count(E) over calendar day in [1]', '(count<E> unbuilt in [1])'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  test('did and did not take a condition and a window', () => {
    expect(read('did E where a = 1 or b within 24h and did not F within w')).toBe(
      '((did E where ((a = 1) or b) within 24h) and (did not F within w))',
    );
    expect(read('did E where did F within 1h within 2h')).toBe('(did E where (did F within 1h) within 2h)');
    expect(read('did A then B where c then D within 3d')).toBe('unbuilt `did … then …`');
  });
});

describe('a word is a name wherever it cannot be what it says', () => {
  test.each([
    ['channel = "x"', '(channel = "x")'],
    ['user.group', 'user.group'],
    ['event.in.not.now', 'event.in.not.now'],
    ['`now` < now', '(now < now)'],
    ['segment + priority', '(segment + priority)'],
    ['count(source where at > test) over late', 'count<source where (at > test)> over late'],
    ['calendar(1)', 'call calendar(1)'],
    ['count(E) over calendar', 'count<E> over calendar'],
    ['present is present', '(present is present)'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });
});

describe('values', () => {
  const literal = (text: string): unknown => {
    const { tree } = parseFile({ path: 'a.nudge', text: `const a = ${text}` });
    const decl = tree.declarations[0];
    return decl?.kind === 'const' ? { ...decl.value, span: undefined, text: undefined } : undefined;
  };
  const decimal = (scaled: bigint, exact = true): unknown => ({ kind: 'decimal', scaled, exact });

  test.each([
    ['500', { kind: 'int', value: 500n }],
    ['1_000', { kind: 'int', value: 1000n }],
    ['0.25', decimal(2500n)],
    ['50_000.00', decimal(500_000_000n)],
    ['1_000.5', decimal(10_005_000n)],
    ['10%', decimal(1000n)],
    ['12.5%', decimal(1250n)],
    ['0.123%', decimal(12n, false)],
    ['0.00005', decimal(1n, false)],
    ['0.00000', decimal(0n)],
    ['500ms', { kind: 'duration', ms: 500 }],
    ['1h30m', { kind: 'duration', ms: 5_400_000 }],
    ['2w1d', { kind: 'duration', ms: 1_296_000_000 }],
    ['1_000s', { kind: 'duration', ms: 1_000_000 }],
    ['2026-03-02T10:00:00Z', { kind: 'instant', ms: 1_772_445_600_000 }],
    ['2026-03-02T10:00:00.1239+01:30', { kind: 'instant', ms: 1_772_440_200_123 }],
    ['2026-03-02T10:00-0100', { kind: 'instant', ms: 1_772_449_200_000 }],
    ['9999-12-31T23:59:59.999Z', { kind: 'instant', ms: 253_402_300_799_999 }],
    ['1970-01-01T00:00:00Z', { kind: 'instant', ms: 0 }],
    ['"a\\n\\t\\"\\\\\\u{1F600}"', { kind: 'string', value: 'a\n\t"\\😀' }],
    ['""', { kind: 'string', value: '' }],
    ['true', { kind: 'bool', value: true }],
  ])('%s', (text, expected) => {
    expect(literal(text)).toEqual(expected);
  });

  test.each([
    ['1__0', 'N1005'],
    ['1_', 'N1005'],
    ['0x1F', 'N1005'],
    ['1e9', 'N1005'],
    ['9'.repeat(41), 'N1005'],
    ['30m1h', 'N1006'],
    ['1h1h', 'N1006'],
    ['1.5h', 'N1006'],
    ['90secs', 'N1006'],
    ['9999999999999w', 'N1006'],
    ['2026-13-01T00:00:00Z', 'N1007'],
    ['2026-02-29T00:00:00Z', 'N1007'],
    ['2026-02-28T24:00:00Z', 'N1007'],
    ['2026-02-28T10:00:00', 'N1007'],
    ['1970-01-01T00:00:00+00:01', 'N1007'],
    ['9999-12-31T23:59:59-00:01', 'N1007'],
    ['"\\x"', 'N1003'],
    ['"\\u{110000}"', 'N1003'],
    ['"\\u{}"', 'N1003'],
    ['"\\u{0}"', 'N1004'],
    ['"\\u{DFFF}"', 'N1004'],
    ['"\u0000"', 'N1004'],
    ['"\ud800"', 'N1004'],
    ['"a', 'N1002'],
    ['"a\\"', 'N1002'],
    ["'a'", 'N1010'],
    ['“a”', 'N1010'],
  ])('%s is refused with one code', (text, code) => {
    const { diagnostics } = parseFile({ path: 'a.nudge', text: `const a = ${text}\nconst b = 1` });
    expect(diagnostics.map((d) => d.code)).toEqual([code]);
  });
});
