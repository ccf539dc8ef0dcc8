import type {
  Declaration,
  Expr,
  FieldSymbol,
  NudgeSymbol,
  Program,
  SourceSymbol,
  TemplateSymbol,
} from '@nudge/dsl';
import type { EventSchema, FieldSchema, SourceSchema, TemplateSpec, Value } from '@nudge/engine';
import type { IrExpr, IrMetric, IrNudge, IrProgram, IrSegment, IrTrigger } from '../ir.ts';
import { asCondition, fit } from './build.ts';
import { lowerUnlessCount } from './lower-aggregate.ts';
import { lowerExpr } from './lower-expr.ts';
import { lowerSource } from './lower-source.ts';
import { eventId, known, type LowerState, NO_BINDINGS, segmentId } from './scope.ts';
import { fieldType, kindOf } from './types.ts';

/** The checked tree as IR. The program must be free of errors. */
export function lowerProgram(program: Program): IrProgram {
  const active = program.segments.filter((segment) => segment.active);
  const state: LowerState = {
    program,
    eventIds: new Map(program.events.map((event, i) => [event, i])),
    userFieldIds: new Map(program.userFields.map((field, i) => [field, i])),
    segmentIds: new Map(active.map((segment, i) => [segment, i])),
    aggregates: [],
  };
  const templateIds = new Map(program.templates.map((template, i) => [template, i]));
  const segments = active.map(
    ({ qualified, condition, forMs, decl }): IrSegment => ({
      name: qualified,
      ...textsOf(decl),
      condition: asCondition(lowerExpr(state, condition, NO_BINDINGS)),
      forMs: forMs ?? 0,
      span: decl.span,
    }),
  );
  const metrics = program.metrics.map(
    ({ qualified, type, decl }): IrMetric => ({
      name: qualified,
      ...textsOf(decl),
      value: fit(lowerExpr(state, decl.value, NO_BINDINGS), kindOf(type)),
      of: type.kind === 'list' ? kindOf(type.of) : null,
      span: decl.span,
    }),
  );
  const nudges = program.nudges.map((nudge) =>
    lowerNudge(state, nudge, known(templateIds.get(nudge.template), `template ${nudge.template.qualified}`)),
  );
  return {
    settings: program.settings,
    purposes: program.purposes.map(({ name }) => name),
    channels: program.channels.map(({ name, piiAllowed }) => ({ name, piiAllowed })),
    events: program.events.map(
      ({ qualified, wireNames, fields }): EventSchema => ({
        name: qualified,
        wireNames,
        fields: fields.map(lowerField),
      }),
    ),
    user: program.userFields.map(lowerField),
    sources: program.sources.map((source: SourceSymbol): SourceSchema => lowerSource(state, source)),
    templates: program.templates.map(lowerTemplate),
    aggregates: state.aggregates,
    logOfAggregate: [],
    logs: [],
    segments,
    metrics,
    nudges,
  };
}

function textsOf(decl: Extract<Declaration, { kind: 'segment' | 'metric' | 'nudge' }>): {
  readonly title: string | null;
  readonly doc: string | null;
} {
  return { title: decl.title?.value ?? null, doc: decl.doc ?? null };
}

function lowerField({ name, type, pii, defaultValue }: FieldSymbol): FieldSchema {
  return {
    name,
    type: fieldType(type),
    optional: type.optional,
    pii,
    ...(defaultValue === undefined ? {} : { default: defaultValue as Value }),
  };
}

function lowerNudge(state: LowerState, nudge: NudgeSymbol, template: number): IrNudge {
  return {
    name: nudge.qualified,
    ...textsOf(nudge.decl),
    trigger: lowerTrigger(state, nudge),
    when: nudge.when === undefined ? null : asCondition(lowerExpr(state, nudge.when, NO_BINDINGS)),
    purpose: nudge.purpose ?? null,
    priority: nudge.priority,
    cooldownMs: nudge.cooldownMs ?? null,
    expiresMs: nudge.expiresMs ?? null,
    group: nudge.group ?? null,
    channels: nudge.channels,
    template,
    args: nudge.args.map((arg, i) =>
      fit(lowerExpr(state, arg, NO_BINDINGS), kindOf(known(nudge.template.params[i], 'parameter').type)),
    ),
    span: nudge.decl.span,
  };
}

function lowerTrigger(state: LowerState, nudge: NudgeSymbol): IrTrigger {
  const { trigger } = nudge;
  switch (trigger.kind) {
    case 'onEnter':
    case 'onExit':
      return {
        kind: trigger.kind === 'onEnter' ? 'enter' : 'exit',
        segment: segmentId(state, trigger.segment),
      };
    case 'onEvent':
    case 'onUnless': {
      const lower = (expr: Expr): IrExpr => lowerExpr(state, expr, NO_BINDINGS);
      const where = trigger.where === undefined ? null : asCondition(lower(trigger.where));
      const event = eventId(state, trigger.event);
      if (trigger.kind === 'onEvent') return { kind: 'event', event, where };
      const facts = { event: trigger.unlessEvent, windowMs: trigger.withinMs };
      const aggregate = lowerUnlessCount(state, facts, trigger.unlessWhere, nudge.decl.span, lower);
      return { kind: 'unless', event, where, aggregate, withinMs: trigger.withinMs };
    }
  }
}

function lowerTemplate({ qualified, params, decl }: TemplateSymbol): TemplateSpec {
  const paramIds = new Map(params.map((param, i) => [param.name, i]));
  return {
    name: qualified,
    params: params.map(({ name, type }) => ({ name, kind: kindOf(type) })),
    locales: decl.locales.map(({ tag, entries }) => ({
      tag: tag.text,
      entries: entries.map(({ key, parts }) => ({
        key: key.text,
        parts: parts.map((part) =>
          part.kind === 'text'
            ? part.text.normalize('NFC')
            : {
                param: known(paramIds.get(part.name.text), `parameter ${part.name.text}`),
                digits: part.digits ?? 2,
              },
        ),
      })),
    })),
  };
}
