import type { Related } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../syntax/span.ts';
import type { Expr } from '../../syntax/tree.ts';
import { everyExpr } from '../expressions/children.ts';
import type { Typer } from '../expressions/typer.ts';
import type { SegmentSymbol } from '../program.ts';
import { type Claim, type Parts, type Plain, partsOf, type Signed } from './claims.ts';

/** Segments that contain segments that … : each adds what it claims, up to this many. */
const SEGMENTS_MAX = 50;

/** Everything that must hold at once; of a segment that one must be in, its own condition as well. */
function gather(condition: Signed, typer: Typer): Parts {
  const own = partsOf(condition, typer.tables, typer.identities);
  if (own.segments.length === 0) return own;
  const implied = impliedBy(own.segments, typer);
  return { ...own, claims: [...implied, ...own.claims] };
}

function impliedBy(segments: readonly SegmentSymbol[], typer: Typer): Claim[] {
  const claims: Claim[] = [];
  const seen = new Set(segments);
  for (const segment of seen) {
    const parts = partsOf({ expr: segment.condition, positive: true }, typer.tables, typer.identities);
    claims.push(...parts.claims);
    for (const inner of parts.segments) if (seen.size < SEGMENTS_MAX) seen.add(inner);
  }
  return claims;
}

/** Warns of every part of a condition in which two claims exclude each other. */
export function warnOfContradictions(root: Expr, typer: Typer): void {
  if (typer.reporter.hasErrorWithin(root.span)) return;
  const queue: Signed[] = [{ expr: root, positive: true }];
  for (const condition of queue) {
    const parts = gather(condition, typer);
    for (const span of parts.falsehoods) {
      typer.reporter.report('N8001', span, `\`${typer.reporter.quote(span, 40)}\` is never true`, {
        help: 'all of it is fixed: leave it out, or compare with something of the user',
      });
    }
    const conflict = findConflict(parts.claims);
    if (conflict !== undefined) reportConflict(conflict, typer);
    queue.push(...parts.others);
  }
  for (const expr of everyExpr(root)) {
    if ((expr.kind === 'aggregate' || expr.kind === 'did') && expr.where !== undefined) {
      warnOfContradictions(expr.where, typer);
    }
  }
}

/** Warns of a `when` that cannot hold when its trigger fires. */
export function warnOfExcludedWhen(
  when: Expr,
  trigger: { readonly segment: SegmentSymbol } | { readonly where: Expr },
  typer: Typer,
): void {
  if (typer.reporter.hasErrorWithin(when.span)) return;
  const { tables, identities } = typer;
  const granted =
    'segment' in trigger
      ? [...membership(trigger.segment, typer), ...impliedBy([trigger.segment], typer)]
      : gather({ expr: trigger.where, positive: true }, typer).claims;
  if (findConflict(granted) !== undefined) return;
  const asked = partsOf({ expr: when, positive: true }, tables, identities).claims;
  if (findConflict(asked) !== undefined) return;
  const conflict = findConflict([...granted, ...asked]);
  if (conflict === undefined) return;
  const what = 'segment' in trigger ? `\`${trigger.segment.name}\`` : 'its trigger';
  const text = typer.reporter.quote(conflict.span, 40);
  typer.reporter.report(
    'N8002',
    conflict.span,
    `${what} makes \`${text}\` false, so the nudge is never sent`,
    {
      help: 'leave the condition out, or change what triggers the nudge',
      related: conflict.related,
    },
  );
}

function membership(segment: SegmentSymbol, typer: Typer): Claim[] {
  const id = typer.identities.ofRef({ kind: 'segment', symbol: segment });
  return [{ id, span: segment.decl.name.span, oneOf: new Set<Plain>([true]) }];
}

interface Conflict {
  readonly span: Span;
  /** Empty: it has no possibility even alone. */
  readonly related: readonly Related[];
}

function reportConflict({ span, related }: Conflict, typer: Typer): void {
  const text = typer.reporter.quote(span, 40);
  if (related.length === 0) {
    typer.reporter.report('N8001', span, `\`${text}\` is never true`, {
      help: 'no value fits it: leave it out, or correct it',
    });
    return;
  }
  typer.reporter.report('N8001', span, `this is never true: \`${text}\` excludes what must hold as well`, {
    help: 'leave one of the two out, or put `or` between them',
    related,
  });
}

/** The first claim that leaves its value no possibility beside those before it. */
function findConflict(claims: readonly Claim[]): Conflict | undefined {
  const byId = new Map<number, Claim[]>();
  for (const claim of claims) {
    const before = byId.get(claim.id);
    if (before === undefined) byId.set(claim.id, [claim]);
    else before.push(claim);
  }
  let first: { readonly index: number; readonly conflict: Conflict } | undefined;
  for (const group of byId.values()) {
    const conflict = conflictWithin(group);
    if (conflict === undefined) continue;
    const index = claims.lastIndexOf(conflict.claim);
    if (first !== undefined && first.index <= index) continue;
    const { claim, other } = conflict;
    const related =
      other.span === claim.span ? [] : [{ span: other.span, message: 'this must hold as well' }];
    first = { index, conflict: { span: claim.span, related } };
  }
  return first?.conflict;
}

function conflictWithin(
  group: readonly Claim[],
): { readonly claim: Claim; readonly other: Claim } | undefined {
  // Claims only ever take possibilities away, so most groups are done with here.
  if (!isEmpty(group)) return undefined;
  for (let i = 0; i < group.length; i++) {
    const claim = group[i];
    if (claim === undefined || !isEmpty(group.slice(0, i + 1))) continue;
    const before = group.slice(0, i);
    const other = before.find((each) => isEmpty([each, claim])) ?? before.at(-1) ?? claim;
    return { claim, other };
  }
  return undefined;
}

/** Whether no value fits all claims. */
function isEmpty(claims: readonly Claim[]): boolean {
  if (claims.some((a) => a.presence === 'missing') && claims.some((a) => a.presence === 'present'))
    return true;
  let low: bigint | undefined;
  let high: bigint | undefined;
  for (const claim of claims) {
    if (claim.low !== undefined && (low === undefined || claim.low > low)) low = claim.low;
    if (claim.high !== undefined && (high === undefined || claim.high < high)) high = claim.high;
  }
  if (low !== undefined && high !== undefined && low > high) return true;
  const fits = (value: Plain): boolean =>
    claims.every((claim) => claim.oneOf?.has(value) !== false && claim.noneOf?.has(value) !== true) &&
    (typeof value !== 'bigint' ||
      ((low === undefined || value >= low) && (high === undefined || value <= high)));
  const listed = claims.find((claim) => claim.oneOf !== undefined)?.oneOf;
  if (listed !== undefined) return ![...listed].some(fits);
  return low !== undefined && low === high && !fits(low);
}
