import type { Span } from '../../syntax/span.ts';
import type { AggregateExpr, AggregateFunction, DidExpr, Path } from '../../syntax/tree.ts';
import { findEntry } from '../names/find-entry.ts';
import { isOfKind, pathText, type Resolved, resolvePath } from '../names/resolve-path.ts';
import type { EventAttribute, FieldSymbol, Type } from '../program.ts';
import { noteUse } from '../tables.ts';
import { BOOL, DECIMAL, INT, isNumber, UNKNOWN, withOptional } from '../types/type.ts';
import { constantDuration } from './constant.ts';
import { withTypeArticle } from './fit.ts';
import { findField, reportUnknownField } from './infer-reference.ts';
import { permits } from './permission.ts';
import { type EventOrUnreadable, negated, type Site } from './site.ts';
import type { Typer } from './typer.ts';

interface Target {
  readonly event: EventOrUnreadable;
  readonly field?: FieldSymbol | EventAttribute | undefined;
  /** The type of the field; unknown after an error. */
  readonly type: Type;
}

export function inferAggregate(typer: Typer, expr: AggregateExpr, site: Site): Type {
  if (!permits(typer, site, 'aggregate', expr.span)) return UNKNOWN;
  const target = resolveTarget(typer, expr, site);
  const window = inferWindow(typer, expr, site);
  if (expr.where !== undefined)
    inferWhere(typer, expr.where, target.event, {
      ...site,
      polarity: 'positive',
      negation: undefined,
      leaning: undefined,
    });
  const readable = target.event !== 'unreadable' && (expr.fn === 'count' || target.field !== undefined);
  if (target.event !== 'unreadable' && readable && window !== undefined) {
    typer.tables.aggregates.set(expr, {
      event: target.event,
      ...(target.field === undefined ? {} : { field: target.field }),
      ...(window === 'ever' ? {} : { windowMs: window }),
    });
  }
  return resultType(expr.fn, target.type);
}

export function inferDid(typer: Typer, expr: DidExpr, site: Site): Type {
  if (!permits(typer, site, 'aggregate', expr.span)) return BOOL;
  const event = resolveEvent(typer, expr.event, site);
  let windowMs: number | undefined;
  if (expr.within === undefined) {
    const did = expr.negated ? 'did not' : 'did';
    typer.reporter.report('N4009', expr.span, `this \`${did}\` does not say how far to look back`, {
      help: `add \`within\` and a duration: \`${did} ${pathText(expr.event)} within 24h\``,
    });
  } else {
    windowMs = constantDuration(typer, expr.within, site, 'a window');
  }
  if (expr.where !== undefined) {
    const inside = expr.negated
      ? negated(site, {
          span: keywordSpan(expr.span, 'did not'.length),
          message: 'negated by this `did not`',
        })
      : site;
    inferWhere(typer, expr.where, event, inside);
  }
  if (event !== 'unreadable' && windowMs !== undefined)
    typer.tables.aggregates.set(expr, { event, windowMs });
  return BOOL;
}

function keywordSpan(span: Span, length: number): Span {
  return { ...span, end: Math.min(span.end, span.start + length) };
}

function inferWhere(
  typer: Typer,
  where: NonNullable<DidExpr['where']>,
  event: EventOrUnreadable,
  site: Site,
): void {
  typer.condition(where, { ...site, place: 'aggregateWhere', row: { event, role: 'row' } });
}

function inferWindow(typer: Typer, expr: AggregateExpr, site: Site): number | 'ever' | undefined {
  const { window } = expr;
  if (window === undefined) {
    const text = typer.reporter.quote(expr.span, 40);
    typer.reporter.report('N4009', expr.span, `\`${text}\` does not say how far to look back`, {
      help: 'add a window, `over 24h`, or `ever`',
    });
    return undefined;
  }
  switch (window.kind) {
    case 'ever':
      return 'ever';
    case 'over':
      return constantDuration(typer, window.duration, site, 'a window');
    case 'unbuilt':
      typer.reporter.report(
        'N9001',
        window.span,
        `\`${typer.reporter.quote(window.span)}\` is not built yet`,
        {
          help: 'use a window of a fixed length, such as `over 24h`',
        },
      );
      return undefined;
    default: {
      const never: never = window;
      return never;
    }
  }
}

/** The event that a path names; what an unreadable one has is not known, so nothing is said about it. */
export function resolveEvent(typer: Typer, path: Path, site: Site): EventOrUnreadable {
  const entry = resolvePath(path, 'event', site.scope, typer.reporter);
  return eventOf(typer, entry, path, site);
}

function eventOf(
  typer: Typer,
  entry: Resolved<'event'> | undefined,
  path: Path,
  site: Site,
): EventOrUnreadable {
  if (entry === undefined) return 'unreadable';
  noteUse(typer.tables, site.owner, entry.decl, path.span);
  return typer.tables.events.get(entry.decl) ?? 'unreadable';
}

/** `count(Order)`, `sum(Order.amount)`, `sum(shop.events.Order.amount)`: where the event ends is found by looking. */
function resolveTarget(typer: Typer, expr: AggregateExpr, site: Site): Target {
  const { target, fn } = expr;
  const parts = target.parts.map((part) => part.text);
  const last = target.parts.at(-1);
  const whole = findEntry(site.scope, parts);
  const wholeIsEvent = whole.kind === 'entry' && isOfKind(whole.entry, 'event');
  const owner = parts.length > 1 ? findEntry(site.scope, parts.slice(0, -1)) : undefined;
  const ownerIsEvent = owner?.kind === 'entry' && isOfKind(owner.entry, 'event');

  if (fn === 'count') {
    if (!wholeIsEvent && ownerIsEvent) {
      const event = parts.slice(0, -1).join('.');
      typer.reporter.report('N4010', target.span, '`count` counts events, not a field of them', {
        help: `write \`count(${event})\`, with \`where ${last?.text} is present\` if need be, or \`distinct(${pathText(target)})\``,
      });
      return { event: 'unreadable', type: INT };
    }
    return { event: resolveEvent(typer, target, site), type: INT };
  }
  if (wholeIsEvent || parts.length < 2 || last === undefined) {
    const event = resolveEvent(typer, target, site);
    if (event !== 'unreadable') reportFieldMissing(typer, expr, event.fields);
    return { event, type: UNKNOWN };
  }
  const ownerPath: Path = {
    kind: 'path',
    parts: target.parts.slice(0, -1),
    span: { ...target.span, end: target.parts.at(-2)?.span.end ?? target.span.end },
  };
  const event = resolveEvent(typer, ownerPath, site);
  if (event === 'unreadable') return { event, type: UNKNOWN };
  const found = findField(event, last.text);
  if (found === undefined) {
    reportUnknownField(typer, event, last);
    return { event, type: UNKNOWN };
  }
  return { event, field: found.field, type: checkFieldType(typer, fn, target, found.type) };
}

function reportFieldMissing(typer: Typer, expr: AggregateExpr, fields: readonly FieldSymbol[]): void {
  const name = pathText(expr.target);
  const fitting = fields.find((field) => fieldFits(expr.fn, field.type));
  typer.reporter.report('N4010', expr.target.span, `\`${expr.fn}\` does not say which field of \`${name}\``, {
    help:
      fitting === undefined
        ? `name the field, \`${expr.fn}(${name}.…)\`; to count the events write \`count(${name})\``
        : `name the field: \`${expr.fn}(${name}.${fitting.name})\``,
  });
}

function fieldFits(fn: AggregateFunction, type: Type): boolean {
  switch (fn) {
    case 'count':
      return true;
    case 'sum':
    case 'avg':
      return isNumber(type);
    case 'min':
    case 'max':
      return isNumber(type) || type.kind === 'timestamp';
    case 'first':
    case 'last':
    case 'distinct':
      return type.kind !== 'list';
    default: {
      const never: never = fn;
      return never;
    }
  }
}

function checkFieldType(typer: Typer, fn: AggregateFunction, target: Path, type: Type): Type {
  if (type.kind === 'unknown' || fieldFits(fn, type)) return type;
  const wanted =
    fn === 'sum' || fn === 'avg'
      ? 'numbers'
      : fn === 'min' || fn === 'max'
        ? 'numbers or times'
        : 'single values';
  const text = pathText(target);
  typer.reporter.report(
    'N3003',
    target.span,
    `\`${fn}\` takes ${wanted}, but \`${text}\` is ${withTypeArticle(type)}`,
    {
      help:
        type.kind === 'list'
          ? 'count the events that have something in it: `count(… where "x" in list)`'
          : `take a field of numbers, or \`count\`, \`last\` or \`distinct\``,
    },
  );
  return UNKNOWN;
}

function resultType(fn: AggregateFunction, field: Type): Type {
  switch (fn) {
    case 'count':
    case 'distinct':
      return INT;
    case 'sum':
      return withOptional(field, false);
    case 'avg':
      return { ...DECIMAL, optional: true };
    case 'min':
    case 'max':
    case 'first':
    case 'last':
      return withOptional(field, true);
    default: {
      const never: never = fn;
      return never;
    }
  }
}
