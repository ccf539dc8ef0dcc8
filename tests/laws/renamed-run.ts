import type { Effect } from '@nudge/engine';
import { effectId } from '../support/effect-id.ts';
import type { EngineRun } from './engine-run.ts';

export interface Names {
  readonly user: (name: string) => string;
  /** Qualified names. */
  readonly segment: (name: string) => string;
}

/** What a run would have printed under other names: ids and the order that follows from names are made anew. */
export function renamedRun({ streamed, closing, members, metrics }: EngineRun, names: Names): EngineRun {
  const rename = (effects: readonly Effect[]): Effect[] => effects.map((effect) => renamed(effect, names));
  return {
    streamed: sortChanges(rename(streamed)),
    closing: sortChanges(rename(closing).sort(byPerson)),
    members: rename(members).sort((a, b) => compareBytes(nameOf(a), nameOf(b)) || byPerson(a, b)),
    metrics: rename(metrics).sort((a, b) => compareBytes(nameOf(a), nameOf(b)) || byPerson(a, b)),
  };
}

function renamed(effect: Effect, names: Names): Effect {
  if (effect.type === 'event.rejected') {
    return { ...effect, subject: effect.subject === null ? null : names.user(effect.subject) };
  }
  const { tenant, timeMs } = effect;
  const subject = names.user(effect.subject);
  switch (effect.type) {
    case 'segment.entered':
    case 'segment.exited': {
      const data = { ...effect.data, segment: names.segment(effect.data.segment) };
      const kind = effect.type.slice('segment.'.length);
      return {
        ...effect,
        subject,
        data,
        id: effectId(kind, tenant, subject, data.segment, timeMs, data.cause),
      };
    }
    case 'nudge.generated':
    case 'nudge.suppressed': {
      const { nudge, cause } = effect.data;
      const kind = effect.type === 'nudge.generated' ? 'nudge' : 'suppressed';
      return { ...effect, subject, id: effectId(kind, tenant, subject, nudge, cause) };
    }
    case 'event.late':
      return { ...effect, subject, id: effectId('late', tenant, subject, effect.data.eventId) };
    case 'segment.member': {
      const data = { ...effect.data, segment: names.segment(effect.data.segment) };
      return { ...effect, subject, data, id: effectId('member', tenant, subject, data.segment, timeMs) };
    }
    case 'metric.value':
      return { ...effect, subject, id: effectId('metric', tenant, subject, effect.data.metric, timeMs) };
  }
}

/** The changes of one step stand together, by name. */
function sortChanges(effects: readonly Effect[]): Effect[] {
  const result: Effect[] = [];
  let step: Effect[] = [];
  for (const effect of effects) {
    if (step.length > 0 && stepOf(effect) !== stepOf(step[0])) {
      result.push(...step.sort((a, b) => compareBytes(nameOf(a), nameOf(b))));
      step = [];
    }
    if (stepOf(effect) === undefined) result.push(effect);
    else step.push(effect);
  }
  return [...result, ...step.sort((a, b) => compareBytes(nameOf(a), nameOf(b)))];
}

/** Which step a change belongs to; nothing for other effects. */
function stepOf(effect: Effect | undefined): string | undefined {
  if (effect?.type !== 'segment.entered' && effect?.type !== 'segment.exited') return undefined;
  return JSON.stringify([effect.tenant, effect.subject, effect.timeMs, effect.data.cause]);
}

function nameOf(effect: Effect): string {
  if (effect.type === 'metric.value') return effect.data.metric;
  return 'data' in effect && 'segment' in effect.data ? effect.data.segment : '';
}

function byPerson(a: Effect, b: Effect): number {
  return compareBytes(a.tenant ?? '', b.tenant ?? '') || compareBytes(a.subject ?? '', b.subject ?? '');
}

/** Order by UTF-8 bytes, not the engine's own. */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
