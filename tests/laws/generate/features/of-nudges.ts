import type { Expr, NudgeSymbol, TemplateSymbol } from '@nudge/dsl';
import type { Walk } from './looked-at.ts';
import { ofSpan } from './of-aggregates.ts';
import { ofExpression } from './of-expressions.ts';

export function ofNudge(walk: Walk, nudge: NudgeSymbol): void {
  const { found } = walk;
  ofTrigger(walk, nudge);
  for (const clause of nudge.decl.clauses) {
    switch (clause.kind) {
      case 'when':
      case 'consent':
      case 'transactional':
      case 'priority':
      case 'group':
        found.add(clause.kind);
        break;
      case 'cooldown':
      case 'expires':
        found.add(clause.kind);
        ofSpan(walk, clause.duration);
        break;
      case 'channel':
        if (clause.channels.length > 1) found.add('several channels');
        break;
      case 'onEvent':
      case 'onEnter':
      case 'onExit':
      case 'onUnless':
      case 'send':
      case 'unbuilt':
        break;
      default:
        clause satisfies never;
    }
  }
  if (nudge.when !== undefined) inNudge(walk, nudge.when);
  for (const arg of nudge.args) inNudge(walk, arg, false);
  ofTemplate(walk, nudge.template);
}

function ofTrigger(walk: Walk, { trigger }: NudgeSymbol): void {
  const { found } = walk;
  switch (trigger.kind) {
    case 'onEvent':
      found.add(trigger.where === undefined ? 'on event' : 'on event where');
      if (trigger.where !== undefined) inNudge(walk, trigger.where);
      return;
    case 'onEnter':
      found.add('on enter');
      return;
    case 'onExit':
      found.add('on exit');
      return;
    case 'onUnless':
      found.add('unless');
      if (trigger.where !== undefined) {
        found.add('unless: where of the first');
        inNudge(walk, trigger.where);
      }
      if (trigger.unlessWhere !== undefined) {
        found.add('unless: where of the second');
        inNudge(walk, trigger.unlessWhere);
      }
      return;
    default:
      trigger satisfies never;
  }
}

function inNudge(walk: Walk, expr: Expr, isCondition = true): void {
  ofExpression(walk, expr, { place: 'nudge', inWhere: false, isCondition });
}

function ofTemplate({ found }: Walk, { params, decl }: TemplateSymbol): void {
  for (const { type } of params) found.add(`argument ${type.kind}`);
  if (decl.locales.length > 1) found.add('several locales');
  for (const { entries } of decl.locales) {
    for (const { parts } of entries) {
      for (const part of parts) {
        if (part.kind === 'hole' && part.digits !== undefined) found.add('digits of a hole');
        if (part.kind === 'text' && part.text.includes('{')) found.add('brace');
      }
    }
  }
}
