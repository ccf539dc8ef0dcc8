import type { Expr } from '../../syntax/tree.ts';
import type { Builtin, Type } from '../program.ts';
import { commonType, INT, isNumber, isOrdered, STRING, UNKNOWN, withOptional } from '../types/type.ts';
import { checkZone, constantText, withTypeArticle } from './fit.ts';
import type { Typer } from './typer.ts';

type Call = Extract<Expr, { kind: 'call' }>;

export const builtins: readonly Builtin[] = [
  'min',
  'max',
  'abs',
  'round',
  'lower',
  'length',
  'hour',
  'weekday',
  'date',
];

export const builtinArity: Readonly<Record<Builtin, { readonly count: number; readonly shape: string }>> = {
  min: { count: 2, shape: 'a, b' },
  max: { count: 2, shape: 'a, b' },
  abs: { count: 1, shape: 'number' },
  round: { count: 1, shape: 'number' },
  lower: { count: 1, shape: 'text' },
  length: { count: 1, shape: 'text' },
  hour: { count: 2, shape: 'time, user.timezone' },
  weekday: { count: 2, shape: 'time, user.timezone' },
  date: { count: 2, shape: 'time, user.timezone' },
};

/** The type of a built-in function's result; its arguments are typed, and as many as it takes. */
export function inferBuiltin(typer: Typer, expr: Call, name: Builtin, types: readonly Type[]): Type {
  const [first, second] = types;
  const [arg, zone] = expr.args;
  if (first === undefined || arg === undefined) return UNKNOWN;
  switch (name) {
    case 'min':
    case 'max':
      return second === undefined ? UNKNOWN : inferExtreme(typer, expr, name, first, second);
    case 'abs':
      return argumentIs(typer, arg, first, name, 'a number', isNumber) ? first : UNKNOWN;
    case 'round':
      return argumentIs(typer, arg, first, name, 'a number', isNumber)
        ? { ...INT, optional: first.optional }
        : UNKNOWN;
    case 'lower':
      return argumentIs(typer, arg, first, name, 'a text', isText)
        ? { ...STRING, optional: first.optional }
        : UNKNOWN;
    case 'length':
      return argumentIs(typer, arg, first, name, 'a text', isText)
        ? { ...INT, optional: first.optional }
        : UNKNOWN;
    case 'hour':
    case 'weekday':
    case 'date': {
      if (zone === undefined || second === undefined) return UNKNOWN;
      const isTime = argumentIs(typer, arg, first, name, 'a time', (type) => type.kind === 'timestamp');
      const hasZone = checkZoneArgument(typer, zone, second);
      const result = name === 'date' ? STRING : INT;
      return isTime && hasZone ? { ...result, optional: first.optional || second.optional } : UNKNOWN;
    }
    default: {
      const never: never = name;
      return never;
    }
  }
}

function inferExtreme(typer: Typer, expr: Call, name: Builtin, a: Type, b: Type): Type {
  for (const [i, type] of [a, b].entries()) {
    const arg = expr.args[i];
    if (arg !== undefined && !argumentIs(typer, arg, type, name, 'numbers, times or durations', isOrdered))
      return UNKNOWN;
  }
  const common = commonType(a, b);
  if (common !== undefined) return withOptional(common, a.optional || b.optional);
  typer.reporter.report(
    'N3004',
    expr.span,
    `\`${name}\` cannot choose between ${withTypeArticle(a)} and ${withTypeArticle(b)}`,
    { help: 'give it two values of one type' },
  );
  return UNKNOWN;
}

function argumentIs(
  typer: Typer,
  arg: Expr,
  type: Type,
  name: Builtin,
  wanted: string,
  test: (type: Type) => boolean,
): boolean {
  if (type.kind === 'unknown') return false;
  if (test(type)) return true;
  const text = typer.reporter.quote(arg.span, 40);
  typer.reporter.report(
    'N3003',
    arg.span,
    `\`${name}\` takes ${wanted}, but \`${text}\` is ${withTypeArticle(type)}`,
    {
      help: `give it ${wanted}`,
    },
  );
  return false;
}

function isText(type: Type): boolean {
  return type.kind === 'string' || type.kind === 'timezone';
}

function checkZoneArgument(typer: Typer, zone: Expr, type: Type): boolean {
  if (type.kind === 'timezone') return true;
  if (type.kind === 'unknown') return false;
  const text = type.kind === 'string' ? constantText(typer, zone) : undefined;
  if (text !== undefined) return checkZone(typer, zone, text);
  const shown = typer.reporter.quote(zone.span, 40);
  typer.reporter.report('N3014', zone.span, `\`${shown}\` is not a time zone`, {
    help: 'name the zone, `"Europe/Berlin"`, or use a field of `user` of type `timezone`: `user.timezone`',
  });
  return false;
}
