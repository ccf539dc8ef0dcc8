import type { SourceFile } from '@nudge/dsl';
import { makeSegments, type Segment } from '../stateful/segments.ts';
import { TYPES, typeName } from '../stateless/fields.ts';
import { makeRules } from '../stateless/make-rules.ts';
import { clauseText, declarations } from '../stateless/nudge-text.ts';
import type { Rule } from '../stateless/rule.ts';
import { shareOf } from '../stateless/share.ts';

export const EVENTS_PER_USER_DAY = 10;
/** `amount` has so many values, 0.00 to 99.99, all alike. */
export const AMOUNTS = 10_000;

const RULES_SEED = 20_260_302;
/** However many rules there are, so that only their number tells two workloads apart. */
const NUDGES_PER_EVENT = 0.025;
/** Found by playing: with it an event makes about as many changes of segments. */
const CHANCES_OF_ALL_SEGMENTS = 1.05;

/** Half of the rules are segments over windows, half are nudges on conditions of an event. */
export function ruleFiles(count: number): SourceFile[] {
  const segments = Math.ceil(count / 2);
  const nudges = count - segments;
  const perType = NUDGES_PER_EVENT / (nudges / TYPES);
  return [
    { path: 'events.nudge', text: declarations(['amount:  decimal']) },
    {
      path: 'segments.nudge',
      text: makeSegments(segments, EVENTS_PER_USER_DAY, CHANCES_OF_ALL_SEGMENTS / segments)
        .map(segmentText)
        .join(''),
    },
    {
      path: 'nudges.nudge',
      text: makeRules(nudges, RULES_SEED)
        .map((rule) => nudgeText(rule, perType))
        .join('\n'),
    },
  ];
}

function segmentText({ id, type, function: of, minutes, least }: Segment): string {
  const read = of === 'count' ? `count(${typeName(type)})` : `sum(${typeName(type)}.amount)`;
  return `segment Segment${id} { when ${read} over ${minutes}m >= ${of === 'count' ? least : least / 100} }\n`;
}

/** The conditions of the stateless workload, and a range of `amount` that makes them as rare as they are to be. */
function nudgeText({ id, type, clauses }: Rule, share: number): string {
  const ofClauses = clauses.reduce((product, clause) => product * shareOf(clause), 1);
  const width = Math.max(1, Math.min(AMOUNTS, Math.round((AMOUNTS * share) / ofClauses)));
  const from = (id * 7919) % (AMOUNTS - width + 1);
  const conditions = clauses.map((clause) => clauseText(clause, ''));
  return `nudge Rule${id} {
  on ${typeName(type)} where ${conditions.join(' and ')} and amount between ${from / 100} and ${(from + width - 1) / 100}
  transactional
  channel in_app
  send Offer { page: event.page, price: event.price }
}
`;
}
