import type { Literal } from '../../syntax/tree.ts';
import { DECIMAL_MAX, DECIMAL_SCALE, INT_MAX } from '../constants/numbers.ts';
import type { Type } from '../program.ts';
import { BOOL, DECIMAL, DURATION, INT, STRING, TIMESTAMP, UNKNOWN } from '../types/type.ts';
import { reportUnknownMember } from './infer-reference.ts';
import type { Typer } from './typer.ts';

export function inferLiteral(typer: Typer, expr: Literal, expected: Type | undefined): Type {
  switch (expr.kind) {
    case 'bool':
      return BOOL;
    case 'duration':
      return DURATION;
    case 'instant':
      return TIMESTAMP;
    case 'int':
      if (
        expr.value <= INT_MAX &&
        (expected?.kind !== 'decimal' || expr.value * DECIMAL_SCALE <= DECIMAL_MAX)
      ) {
        return INT;
      }
      reportRange(typer, expr, expr.value > INT_MAX && expected?.kind !== 'decimal');
      return UNKNOWN;
    case 'decimal':
      if (!expr.exact) {
        typer.reporter.report(
          'N3010',
          expr.span,
          `\`${expr.text}\` has more than four digits after the point`,
          {
            help: expr.text.endsWith('%')
              ? 'give a percentage at most two digits after the point'
              : `round it: \`${rounded(expr.scaled)}\``,
          },
        );
        return UNKNOWN;
      }
      if (expr.scaled <= DECIMAL_MAX) return DECIMAL;
      reportRange(typer, expr, false);
      return UNKNOWN;
    case 'string': {
      if (expected?.kind !== 'enum') return STRING;
      const text = expr.value.normalize('NFC');
      if (expected.members.includes(text)) return { ...expected, optional: false };
      reportUnknownMember(typer, expr, text, expected);
      return UNKNOWN;
    }
    default: {
      const never: never = expr;
      return never;
    }
  }
}

function reportRange(typer: Typer, expr: Extract<Literal, { text: string }>, whole: boolean): void {
  typer.reporter.report('N3009', expr.span, `\`${expr.text}\` is too large`, {
    help: whole
      ? 'whole numbers go up to 9007199254740991; if it is an identifier, make it a text in quotes'
      : 'decimals go up to 500000000000',
  });
}

function rounded(scaled: bigint): string {
  const fraction = (scaled % DECIMAL_SCALE).toString().padStart(4, '0').replace(/0+$/, '');
  return fraction === '' ? `${scaled / DECIMAL_SCALE}` : `${scaled / DECIMAL_SCALE}.${fraction}`;
}
