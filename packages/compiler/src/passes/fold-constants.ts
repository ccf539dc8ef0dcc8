import type { IrExpr, IrProgram } from '../ir.ts';
import { mapParts, mapRoots } from '../ir-walk.ts';
import { widenInt } from '../limits.ts';

/**
 * Does now what cannot differ at run time: an int constant that is widened, conditions that are plainly true or
 * false. Arithmetic is left to the engine, so that there is one place that knows how it rounds and clamps.
 */
export function foldConstants(program: IrProgram): IrProgram {
  return mapRoots(program, fold);
}

function fold(expr: IrExpr): IrExpr {
  const folded = mapParts(expr, fold);
  switch (folded.op) {
    case 'call':
      return foldWiden(folded);
    case 'not': {
      const value = truthOf(folded.operand);
      return value === null ? folded : truth(folded, !value);
    }
    case 'and':
    case 'or':
      return foldLogic(folded);
    default:
      return folded;
  }
}

function foldWiden(expr: Extract<IrExpr, { op: 'call' }>): IrExpr {
  const arg = expr.args[0];
  if (expr.operator !== 'widen' || arg?.op !== 'const' || typeof arg.value !== 'number') return expr;
  return { ...arg, value: widenInt(arg.value), type: expr.type };
}

function foldLogic(expr: Extract<IrExpr, { op: 'and' | 'or' }>): IrExpr {
  // `false` decides an `and`, `true` an `or`; the other one is neutral.
  const deciding = expr.op === 'or';
  if (expr.operands.some((operand) => truthOf(operand) === deciding)) return truth(expr, deciding);
  const operands = expr.operands.filter((operand) => truthOf(operand) === null);
  const [only] = operands;
  if (only === undefined) return truth(expr, !deciding);
  return operands.length === 1 ? only : { ...expr, operands };
}

function truthOf(expr: IrExpr): boolean | null {
  return expr.op === 'const' && typeof expr.value === 'boolean' ? expr.value : null;
}

function truth(at: IrExpr, value: boolean): IrExpr {
  return { op: 'const', value, type: { kind: 'bool', optional: false }, span: at.span };
}
