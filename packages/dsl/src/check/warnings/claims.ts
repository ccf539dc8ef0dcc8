import type { Span } from '../../syntax/span.ts';
import type { ComparisonOperator, Expr } from '../../syntax/tree.ts';
import { evaluate } from '../constants/evaluate.ts';
import { DECIMAL_SCALE } from '../constants/numbers.ts';
import type { Known } from '../constants/outcome.ts';
import { withoutParens } from '../expressions/children.ts';
import type { Identities } from '../expressions/identity.ts';
import type { SegmentSymbol, Type } from '../program.ts';
import type { Tables } from '../tables.ts';

/** What one part of a condition says of one value. Numbers are scaled alike, so that ints and decimals compare. */
export interface Claim {
  /** The value, see `Identities`. */
  readonly id: number;
  readonly span: Span;
  readonly low?: bigint;
  readonly high?: bigint;
  readonly oneOf?: ReadonlySet<Plain>;
  readonly noneOf?: ReadonlySet<Plain>;
  readonly presence?: 'present' | 'missing';
}

export type Plain = bigint | string | boolean;

/** The parts of a condition that must all hold, what they claim, and what is left to look into. */
export interface Parts {
  readonly claims: readonly Claim[];
  /** Segments that a user must be in. */
  readonly segments: readonly SegmentSymbol[];
  /** Alternatives and what else is a condition of its own. */
  readonly others: readonly Signed[];
  /** Parts that are false whatever comes. */
  readonly falsehoods: readonly Span[];
}

export interface Signed {
  readonly expr: Expr;
  readonly positive: boolean;
}

export function partsOf(condition: Signed, tables: Tables, identities: Identities): Parts {
  const claims: Claim[] = [];
  const segments: SegmentSymbol[] = [];
  const others: Signed[] = [];
  const falsehoods: Span[] = [];
  const stack: Signed[] = [condition];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { positive } = next;
    const expr = withoutParens(next.expr);
    if (expr.kind === 'not') {
      stack.push({ expr: expr.operand, positive: !positive });
    } else if (expr.kind === 'logic') {
      const both = (expr.operator === 'and') === positive;
      const sides = [
        { expr: expr.right, positive },
        { expr: expr.left, positive },
      ];
      if (both) stack.push(...sides);
      else others.push(...sides);
    } else {
      const outcome = evaluate(expr, tables);
      if (outcome.known && outcome.kind === 'bool' && outcome.value !== positive) falsehoods.push(expr.span);
      const ref = expr.kind === 'ref' ? tables.refs.get(expr.path) : undefined;
      if (ref?.kind === 'segment' && positive) segments.push(ref.symbol);
      claims.push(...claimsOf(expr, positive, tables, identities));
    }
  }
  return { claims, segments, others, falsehoods };
}

function claimsOf(expr: Expr, positive: boolean, tables: Tables, identities: Identities): Claim[] {
  const { span } = expr;
  switch (expr.kind) {
    case 'compare': {
      const right = plainConstant(expr.right, tables);
      if (right !== undefined)
        return compared(expr.left, operatorFor(expr.operator, positive), right, span, tables, identities);
      const left = plainConstant(expr.left, tables);
      if (left === undefined) return [];
      return compared(
        expr.right,
        operatorFor(mirrored[expr.operator], positive),
        left,
        span,
        tables,
        identities,
      );
    }
    case 'between': {
      const low = plainConstant(expr.low, tables);
      const high = plainConstant(expr.high, tables);
      if (!positive || typeof low !== 'bigint' || typeof high !== 'bigint') return [];
      return [
        ...compared(expr.value, '>=', low, span, tables, identities),
        ...compared(expr.value, '<=', high, span, tables, identities),
      ];
    }
    case 'in': {
      const list = evaluate(expr.list, tables);
      const type = tables.types.get(expr.list);
      if (!list.known || !Array.isArray(list.value) || type?.kind !== 'list') return [];
      const values = new Set<Plain>();
      for (const value of list.value) {
        const each = plain({ known: true, kind: type.of.kind, value });
        if (each === undefined) return [];
        values.add(each);
      }
      const base = { id: identities.of(withoutParens(expr.value)), span, presence: 'present' } as const;
      return [positive !== expr.negated ? { ...base, oneOf: values } : { ...base, noneOf: values }];
    }
    case 'presence': {
      const presence = expr.present === positive ? 'present' : 'missing';
      return [{ id: identities.of(withoutParens(expr.value)), span, presence }];
    }
    case 'did': {
      const id = identities.ofCount(expr);
      return [positive !== expr.negated ? { id, span, low: DECIMAL_SCALE } : { id, span, low: 0n, high: 0n }];
    }
    case 'ref': {
      const claim = { id: identities.of(expr), span, oneOf: new Set<Plain>([positive]) };
      return [positive ? { ...claim, presence: 'present' } : claim];
    }
    case 'bool':
    case 'int':
    case 'decimal':
    case 'string':
    case 'duration':
    case 'instant':
    case 'now':
    case 'call':
    case 'list':
    case 'paren':
    case 'negate':
    case 'arithmetic':
    case 'coalesce':
    case 'stringTest':
    case 'not':
    case 'logic':
    case 'aggregate':
    case 'unbuilt':
      return [];
    default: {
      const never: never = expr;
      return never;
    }
  }
}

const mirrored: Record<ComparisonOperator, ComparisonOperator> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

const opposite: Record<ComparisonOperator, ComparisonOperator> = {
  '=': '!=',
  '!=': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
};

function operatorFor(operator: ComparisonOperator, positive: boolean): ComparisonOperator {
  return positive ? operator : opposite[operator];
}

function compared(
  value: Expr,
  operator: ComparisonOperator,
  bound: Plain,
  span: Span,
  tables: Tables,
  identities: Identities,
): Claim[] {
  const inner = withoutParens(value);
  const type = tables.types.get(inner);
  const isCount = inner.kind === 'aggregate' && inner.fn === 'count';
  const id = isCount ? identities.ofCount(inner) : identities.of(inner);
  const base = { id, span, presence: 'present' } as const;
  if (operator === '=' && typeof bound !== 'bigint') return [{ ...base, oneOf: new Set([bound]) }];
  if (operator === '!=') return [{ ...base, noneOf: new Set([bound]) }];
  if (typeof bound !== 'bigint') return [];
  const claim = { ...base, ...range(operator, bound, type) };
  const neverNegative = inner.kind === 'aggregate' && (inner.fn === 'count' || inner.fn === 'distinct');
  return neverNegative && (claim.low === undefined || claim.low < 0n) ? [{ ...claim, low: 0n }] : [claim];
}

/** Both ends included. The values of a type lie a step apart, so `> 3` is `>= 4` of an int. */
function range(
  operator: Exclude<ComparisonOperator, '!='>,
  bound: bigint,
  type: Type | undefined,
): { readonly low?: bigint; readonly high?: bigint } {
  const step = type?.kind === 'int' ? DECIMAL_SCALE : 1n;
  const below = bound - mod(bound, step);
  const above = below === bound ? bound : below + step;
  switch (operator) {
    case '=':
      return { low: bound, high: bound };
    case '<':
      return { high: above - step };
    case '<=':
      return { high: below };
    case '>':
      return { low: below + step };
    case '>=':
      return { low: above };
    default: {
      const never: never = operator;
      return never;
    }
  }
}

function mod(a: bigint, b: bigint): bigint {
  return ((a % b) + b) % b;
}

function plainConstant(expr: Expr, tables: Tables): Plain | undefined {
  const outcome = evaluate(expr, tables);
  return outcome.known ? plain(outcome) : undefined;
}

function plain({ kind, value }: Known): Plain | undefined {
  if (typeof value === 'number') return BigInt(value) * (kind === 'int' ? DECIMAL_SCALE : 1n);
  return typeof value === 'string' || typeof value === 'boolean' ? value : undefined;
}
