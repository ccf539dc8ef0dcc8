import type { EventFieldRef } from '@nudge/engine';
import type { IrExpr } from '../ir.ts';

/** Where an expression's text will stand: what its inputs are called there, and a home for its constants. */
export interface EmitScope {
  /** The event that a filter looks at. */
  readonly row: string;
  /** The triggering event. */
  readonly event: string;
  /** The text of a constant that is made once per module: `hoist('[1,2]')` gives its name. */
  readonly hoist: (text: string) => string;
}

const OPERATORS = { eq: '===', ne: '!==', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

/**
 * One expression as JavaScript. It calls the operations of the engine's `RulesLib` by name; where both operands are
 * known to be there, comparisons are written out. Literals go through JSON, so no text of an author becomes code.
 */
export function emitExpr(expr: IrExpr, scope: EmitScope): string {
  const emit = (part: IrExpr): string => emitExpr(part, scope);
  switch (expr.op) {
    case 'const':
      return Array.isArray(expr.value) ? scope.hoist(JSON.stringify(expr.value)) : JSON.stringify(expr.value);
    case 'profile':
      return `c.profile[${expr.field}]`;
    case 'row':
      return fieldText(scope.row, expr.field);
    case 'event':
      return fieldText(scope.event, expr.field);
    case 'now':
      return 'c.now';
    case 'aggregate':
      return `c.aggregate(${expr.aggregate})`;
    case 'member':
      return `c.member(${expr.segment})`;
    case 'call':
      // The difference of two timestamps is plain subtraction; it cannot leave the range of a duration.
      return `lib.${expr.operator === 'diffTime' ? 'subInt' : expr.operator}(${expr.args.map(emit).join(', ')})`;
    case 'coalesce':
      return `(${emit(expr.left)} ?? ${emit(expr.right)})`;
    case 'list':
      return emitList(expr.items, scope);
    case 'compare':
      if (expr.left.type.optional || expr.right.type.optional) {
        return `lib.${expr.test}(${emit(expr.left)}, ${emit(expr.right)})`;
      }
      return `(${emit(expr.left)} ${OPERATORS[expr.test]} ${emit(expr.right)})`;
    case 'nowCompare': {
      const now = expr.clamped ? `lib.clampedNow(c.now, ${emit(expr.offset)})` : 'c.now';
      return `lib.nowCompare("${expr.test}", ${now}, ${emit(expr.base)}, ${emit(expr.offset)})`;
    }
    case 'oneOf':
      return `lib.${expr.negated ? 'noneOf' : 'oneOf'}(${emit(expr.value)}, ${emit(expr.list)})`;
    case 'stringTest':
      return emitStringTest(expr, scope);
    case 'present':
      return `(${emit(expr.value)} ${expr.negated ? '===' : '!=='} null)`;
    case 'truth':
      return `(${emit(expr.value)} === true)`;
    case 'not':
      return `!${emit(expr.operand)}`;
    case 'and':
    case 'or':
      return `(${expr.operands.map(emit).join(expr.op === 'and' ? ' && ' : ' || ')})`;
    default:
      return neverExpr(expr);
  }
}

function fieldText(object: string, field: EventFieldRef): string {
  return typeof field === 'number' ? `${object}.values[${field}]` : `${object}.${field}`;
}

function emitList(items: readonly IrExpr[], scope: EmitScope): string {
  const text = `[${items.map((item) => emitExpr(item, scope)).join(', ')}]`;
  return items.every((item) => item.op === 'const') ? scope.hoist(text) : text;
}

function emitStringTest(expr: Extract<IrExpr, { op: 'stringTest' }>, scope: EmitScope): string {
  const value = emitExpr(expr.value, scope);
  const pattern = emitExpr(expr.pattern, scope);
  if (expr.test !== 'matches') return `lib.${expr.test}(${value}, ${pattern})`;
  return `lib.matches(${value}, ${scope.hoist(`lib.glob(${pattern})`)})`;
}

function neverExpr(expr: never): never {
  throw new Error(`unknown expression ${JSON.stringify(expr)}`);
}
