import { TYPES } from './fields.ts';
import { makeEvents, type WorkEvent } from './make-events.ts';
import { makeRules } from './make-rules.ts';
import type { Rule } from './rule.ts';

export interface Workload {
  readonly rules: readonly Rule[];
  readonly rulesOfType: readonly (readonly Rule[])[];
  readonly events: readonly WorkEvent[];
}

const RULES_SEED = 20_260_302;
const EVENTS_SEED = 7;
const EVENTS = 2000;

export function makeWorkload(ruleCount: number): Workload {
  const rules = makeRules(ruleCount, RULES_SEED);
  const rulesOfType = Array.from({ length: TYPES }, (_, type) => rules.filter((rule) => rule.type === type));
  return { rules, rulesOfType, events: makeEvents(EVENTS, EVENTS_SEED) };
}
