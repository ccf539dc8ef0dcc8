import { isFalse } from '../constants/outcome.ts';
import type { Typer } from '../expressions/typer.ts';
import type { NamedDecl } from '../names/entry.ts';
import type { NudgeSymbol, SegmentSymbol } from '../program.ts';
import { warnOfContradictions, warnOfExcludedWhen } from './contradictions.ts';
import type { EmptyHistory } from './empty-history.ts';

/*
 * Rules that cannot fire, and rules that surprise. Only a project without errors is sure to mean what it says.
 */

export function warnOfMetrics(unreadable: ReadonlySet<NamedDecl>, typer: Typer): void {
  for (const metric of typer.tables.metrics.values()) {
    if (!unreadable.has(metric.decl)) warnOfContradictions(metric.decl.value, typer);
  }
}

export function warnOfSegment(segment: SegmentSymbol, typer: Typer): void {
  warnOfContradictions(segment.condition, typer);
}

export function warnOfNudge(nudge: NudgeSymbol, empty: EmptyHistory, typer: Typer): void {
  const { trigger, when } = nudge;
  if (when !== undefined) warnOfContradictions(when, typer);
  switch (trigger.kind) {
    case 'onEnter':
      if (when !== undefined) warnOfExcludedWhen(when, trigger, typer);
      // A `when` that asks for something that has happened keeps newcomers out.
      if (
        empty.trueSegments.has(trigger.segment) &&
        (when === undefined || !isFalse(empty.outcomeOf(when)))
      ) {
        warnOfGreeting(nudge, trigger.segment, typer);
      }
      return;
    case 'onExit':
      return;
    case 'onEvent':
    case 'onUnless':
      if (trigger.where !== undefined) {
        warnOfContradictions(trigger.where, typer);
        if (when !== undefined && trigger.kind === 'onEvent')
          warnOfExcludedWhen(when, { where: trigger.where }, typer);
      }
      if (trigger.kind === 'onUnless') {
        if (trigger.unlessWhere !== undefined) warnOfContradictions(trigger.unlessWhere, typer);
        if (nudge.cooldownMs === undefined) warnOfUnless(nudge, trigger.event.name, typer);
      }
      return;
    default:
      trigger satisfies never;
  }
}

function warnOfGreeting(nudge: NudgeSymbol, segment: SegmentSymbol, typer: Typer): void {
  const clause = nudge.decl.clauses.find((each) => each.kind === 'onEnter');
  typer.reporter.report(
    'N8003',
    clause?.segment.span ?? nudge.decl.name.span,
    `\`${segment.name}\` is true of a user who has done nothing, so this nudge greets every newcomer`,
    {
      help: `ask in \`${segment.name}\` for something that has happened, such as \`did … within 30d and …\``,
      related: [{ span: segment.condition.span, message: `the condition of \`${segment.name}\`` }],
    },
  );
}

function warnOfUnless(nudge: NudgeSymbol, event: string, typer: Typer): void {
  const clause = nudge.decl.clauses.find((each) => each.kind === 'onUnless');
  if (nudge.decl.clauses.some((each) => each.kind === 'cooldown')) return;
  typer.reporter.report(
    'N8004',
    clause?.span ?? nudge.decl.name.span,
    `each \`${event}\` is judged on its own: five of them make five nudges`,
    { help: 'add a `cooldown`, such as `cooldown 1d`' },
  );
}
