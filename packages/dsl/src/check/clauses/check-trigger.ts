import type { Expr, NudgeDecl, TriggerClause } from '../../syntax/tree.ts';
import { everyExpr } from '../expressions/children.ts';
import { constantDuration } from '../expressions/constant.ts';
import { resolveEvent } from '../expressions/infer-aggregate.ts';
import type { EventOrUnreadable, Site } from '../expressions/site.ts';
import type { Facts } from '../expressions/typed.ts';
import type { Typer } from '../expressions/typer.ts';
import { resolvePath } from '../names/resolve-path.ts';
import type { Trigger } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import { noteUse } from '../tables.ts';
import { firstWord } from './once.ts';

export interface Triggered {
  /** Nothing after an error. */
  readonly trigger?: Trigger;
  /** What `event` is in the rest of the nudge; nothing after `on enter` and `on exit`. */
  readonly event: EventOrUnreadable | undefined;
  /** What the trigger's own `where` makes sure of for the rest of the nudge. */
  readonly facts: Facts;
}

/** The one trigger of a nudge. */
export function findTrigger(
  decl: NudgeDecl,
  reporter: Reporter,
  unbuilt: boolean,
): TriggerClause | undefined {
  const [first, second] = decl.clauses.filter((clause): clause is TriggerClause =>
    clause.kind.startsWith('on'),
  );
  if (first === undefined && !unbuilt) {
    reporter.report('N4007', decl.name.span, `\`${decl.name.text}\` does not say what triggers it`, {
      help: 'add a trigger: `on Order`, or `on enter` and a segment',
    });
  }
  if (first !== undefined && second !== undefined) {
    reporter.report('N4008', firstWord(second.span, 'on'), `\`${decl.name.text}\` has a second trigger`, {
      help: 'make it a nudge of its own; put both into one `group` if only one of them may be sent',
      related: [{ span: first.span, message: 'the first trigger' }],
    });
  }
  return first;
}

export function checkTrigger(clause: TriggerClause, site: Site, typer: Typer): Triggered {
  switch (clause.kind) {
    case 'onEnter':
    case 'onExit': {
      const entry = resolvePath(clause.segment, 'segment', site.scope, typer.reporter);
      if (entry === undefined) return { event: undefined, facts: [] };
      noteUse(typer.tables, site.owner, entry.decl, clause.segment.span);
      const segment = typer.tables.segments.get(entry.decl);
      return {
        ...(segment === undefined ? {} : { trigger: { kind: clause.kind, segment } }),
        event: undefined,
        facts: [],
      };
    }
    case 'onEvent': {
      const event = resolveEvent(typer, clause.event, site);
      const { where } = clause;
      const facts = where === undefined ? [] : checkOwnWhere(where, event, site, typer);
      if (event === 'unreadable') return { event, facts };
      return { trigger: { kind: 'onEvent', event, ...(where === undefined ? {} : { where }) }, event, facts };
    }
    case 'onUnless':
      return checkUnless(clause, site, typer);
    default: {
      const never: never = clause;
      return never;
    }
  }
}

function checkOwnWhere(where: Expr, event: EventOrUnreadable, site: Site, typer: Typer): Facts {
  const inside: Site = { ...site, place: 'triggerWhere', trigger: event, row: { event, role: 'trigger' } };
  return typer.condition(where, inside).whenTrue;
}

function checkUnless(
  clause: Extract<TriggerClause, { kind: 'onUnless' }>,
  site: Site,
  typer: Typer,
): Triggered {
  const { where, unlessWhere } = clause;
  const event = resolveEvent(typer, clause.event, site);
  const facts =
    where === undefined ? [] : ofTheEventAlone(checkOwnWhere(where, event, site, typer), where, typer);
  const unlessEvent = resolveEvent(typer, clause.unlessEvent, site);
  if (unlessWhere !== undefined) {
    typer.present.assume(facts);
    typer.condition(unlessWhere, {
      ...site,
      place: 'unlessWhere',
      // As after `did not`: if this is false by mistake, the nudge is sent by mistake.
      polarity: 'negative',
      negation: { span: clause.unlessEvent.span, message: 'negated by this `unless`' },
      trigger: event,
      row: { event: unlessEvent, role: 'row' },
    });
    typer.present.forget(facts);
  }
  const withinMs = constantDuration(typer, clause.within, site, 'a window');
  if (event === 'unreadable' || unlessEvent === 'unreadable' || withinMs === undefined)
    return { event, facts };
  return {
    trigger: {
      kind: 'onUnless',
      event,
      ...(where === undefined ? {} : { where }),
      unlessEvent,
      ...(unlessWhere === undefined ? {} : { unlessWhere }),
      withinMs,
    },
    event,
    facts,
  };
}

/** When the wait is over, the profile may have changed; the event that began it has not. */
function ofTheEventAlone(facts: Facts, where: Expr, typer: Typer): Facts {
  const lasting = new Set<number>();
  for (const expr of everyExpr(where)) {
    if (expr.kind === 'ref' && typer.tables.refs.get(expr.path)?.kind === 'triggerField') {
      lasting.add(typer.identities.of(expr));
    }
  }
  return facts.filter((id) => lasting.has(id));
}
