import type { EventSymbol, NudgeSymbol } from '@nudge/dsl';
import { durationText } from '@nudge/dsl';
import { formatInstant } from '@nudge/engine';
import type { Moment } from './test-result.ts';
import type { TestWorld } from './test-world.ts';
import { shownName } from './timeline.ts';

/** Why a nudge was neither sent nor suppressed, as far as the user's timeline tells. */
export function whyNotDecided(nudge: NudgeSymbol, user: string, world: TestWorld): string[] {
  const { trigger } = nudge;
  const moments = world.momentsOf(user);
  switch (trigger.kind) {
    case 'onEnter':
    case 'onExit': {
      const segment = shownName(trigger.segment.qualified, world.test.module);
      const kind = trigger.kind === 'onEnter' ? 'enters' : 'leaves';
      const change = moments.findLast((moment) => {
        return moment.kind === kind && (moment.text === segment || moment.text.startsWith(`${segment} (`));
      });
      const verb = kind === 'enters' ? 'entered' : 'left';
      if (change === undefined) return [`it was not triggered: ${user} never ${verb} \`${segment}\``];
      return [`${user} ${verb} \`${segment}\` at ${instantOf(change)}, but the \`when\` was false then`];
    }
    case 'onEvent': {
      const event = lastOf(trigger.event, moments, world);
      if (event === undefined) return [notDone(trigger.event, user, world)];
      const conditions = conditionNames(trigger.where !== undefined, nudge.when !== undefined);
      return [`\`${event.text}\` at ${instantOf(event)} did not trigger it: the ${conditions} was false`];
    }
    case 'onUnless': {
      const event = lastOf(trigger.event, moments, world);
      if (event?.atMs == null) return [notDone(trigger.event, user, world)];
      const dueMs = event.atMs + trigger.withinMs;
      const after = durationText(trigger.withinMs);
      if (dueMs > world.clockMs)
        return [`it is not due before ${formatInstant(dueMs)}, ${after} after \`${event.text}\``];
      const { atMs } = event;
      const between = moments.find((moment) => {
        return (
          isOf(trigger.unlessEvent, moment, world) &&
          moment.atMs !== null &&
          moment.atMs > atMs &&
          moment.atMs <= dueMs
        );
      });
      if (between !== undefined)
        return [`\`${between.text}\` came at ${instantOf(between)}, within ${after}`];
      const conditions = conditionNames(trigger.where !== undefined, nudge.when !== undefined);
      return [`\`${event.text}\` at ${instantOf(event)} did not trigger it: the ${conditions} was false`];
    }
  }
}

function notDone(event: EventSymbol, user: string, world: TestWorld): string {
  return `it was not triggered: ${user} did no \`${shownName(event.qualified, world.test.module)}\``;
}

function conditionNames(where: boolean, when: boolean): string {
  if (where && when) return '`where` or the `when`';
  return where ? '`where`' : '`when`';
}

function lastOf(event: EventSymbol, moments: readonly Moment[], world: TestWorld): Moment | undefined {
  return moments.findLast((moment) => isOf(event, moment, world));
}

/** The author may write an event with its module, without, or under the name that `use … as` gave it. */
function isOf(event: EventSymbol, moment: Moment, world: TestWorld): boolean {
  return moment.kind === 'does' && world.eventOf(moment) === event;
}

function instantOf({ atMs }: Moment): string {
  return atMs === null ? 'the beginning' : formatInstant(atMs);
}
