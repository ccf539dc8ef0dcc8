import type { Related } from '../../diagnostics/diagnostic.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import type { SegmentClause, SegmentDecl } from '../../syntax/tree.ts';
import { constantDuration } from '../expressions/constant.ts';
import { constantSite } from '../expressions/site.ts';
import type { Typer } from '../expressions/typer.ts';
import type { Entry } from '../names/entry.ts';
import type { Resolved } from '../names/resolve-path.ts';
import type { SegmentSymbol } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import { namesOf } from './declare-values.ts';
import { eachOnce } from './once.ts';

type ClauseOf<K extends SegmentClause['kind']> = Extract<SegmentClause, { kind: K }>;

/** The symbol alone: conditions may refer to any segment, so all are declared before any is typed. */
export function declareSegment(entry: Resolved<'segment'>, typer: Typer): SegmentSymbol | undefined {
  const { decl, scope } = entry;
  const clauses = eachOnce<SegmentClause>(decl.clauses, typer.reporter, (clause) => clause.kind);
  const when = clauses.get('when') as ClauseOf<'when'> | undefined;
  const hold = clauses.get('for') as ClauseOf<'for'> | undefined;
  const status = clauses.get('status') as ClauseOf<'status'> | undefined;
  const active = status === undefined || readStatus(status, typer.reporter);
  const forMs = hold && constantDuration(typer, hold.duration, constantSite(scope, decl), '`for`');
  if (when === undefined) {
    typer.reporter.report('N4007', decl.name.span, `\`${entry.name}\` does not say when somebody is in it`, {
      help: 'add a condition: `when did Order within 24h`',
    });
    return undefined;
  }
  return {
    kind: 'segment',
    ...namesOf(entry),
    active,
    condition: when.condition,
    ...(forMs === undefined ? {} : { forMs }),
    decl,
  };
}

const states = ['active', 'inactive'];

function readStatus(status: ClauseOf<'status'>, reporter: Reporter): boolean {
  const { text, span } = status.value;
  if (!states.includes(text) && text !== '') {
    const meant = closest(text, states);
    reporter.report('N4015', span, `there is no status \`${text}\``, {
      help: meant === undefined ? 'a segment is `active` or `inactive`' : `did you mean \`${meant}\`?`,
    });
  }
  return text !== 'inactive';
}

export function checkSegment(symbol: SegmentSymbol, entry: Entry, typer: Typer): void {
  typer.condition(symbol.condition, {
    scope: entry.scope,
    place: 'segment',
    polarity: 'positive',
    owner: symbol.decl,
  });
}

/** At most three names: "`A`, `B` and 5 others". */
function listed(names: readonly string[]): string {
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} others`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

export interface SegmentUse extends Related {
  readonly segment: SegmentDecl;
  /** Who uses it, as a sentence names it: "`CartRescue`". */
  readonly user: string;
}

/** Nothing may rely on a segment that is not evaluated. Said once, where it is made inactive, with all its users. */
export function checkInactive(
  segments: readonly SegmentSymbol[],
  uses: readonly SegmentUse[],
  reporter: Reporter,
): void {
  const bySegment = new Map<SegmentDecl, SegmentUse[]>();
  for (const use of uses) {
    const known = bySegment.get(use.segment);
    if (known === undefined) bySegment.set(use.segment, [use]);
    else known.push(use);
  }
  for (const segment of segments) {
    const users = bySegment.get(segment.decl);
    if (segment.active || users === undefined) continue;
    const status = segment.decl.clauses.find((clause) => clause.kind === 'status');
    const names = [...new Set(users.map(({ user }) => user))];
    const verb = names.length === 1 ? 'uses' : 'use';
    reporter.report(
      'N4013',
      status?.span ?? segment.decl.name.span,
      `\`${segment.name}\` is inactive, but ${listed(names)} ${verb} it`,
      {
        help: 'make it active, or take it out there',
        related: users.slice(0, 8).map(({ span, message }) => ({ span, message })),
      },
    );
  }
}
