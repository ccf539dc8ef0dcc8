import type { Bundle } from '@nudge/engine';
import { createCodegen } from './limits/codegen.ts';
import { createIndexed } from './limits/indexed.ts';
import type { Matcher } from './matcher.ts';
import { createOurs } from './ours.ts';
import { createCel } from './peers/cel.ts';
import { createJsonLogic } from './peers/json-logic.ts';
import { createJsonRulesEngine } from './peers/json-rules-engine.ts';
import { createZen } from './peers/zen.ts';
import type { Workload } from './workload.ts';

/** All that match: ours, the limits written by hand, the peers. */
export const ENGINES = [
  'nudge',
  'indexed',
  'codegen',
  'zen',
  'cel',
  'json-logic',
  'json-rules-engine',
] as const;

export type EngineName = (typeof ENGINES)[number];

/** On how many events the gate compares; all of them would take the slow ones minutes. */
export const SAMPLE: Readonly<Record<EngineName, number>> = {
  nudge: 2000,
  indexed: 2000,
  codegen: 2000,
  zen: 500,
  cel: 500,
  'json-logic': 500,
  'json-rules-engine': 60,
};

export async function createMatcher(
  name: EngineName,
  workload: Workload,
  bundle: () => Promise<Bundle>,
): Promise<Matcher> {
  switch (name) {
    case 'nudge':
      return createOurs(await bundle(), workload);
    case 'indexed':
      return createIndexed(workload);
    case 'codegen':
      return createCodegen(workload);
    case 'zen':
      return createZen(workload);
    case 'cel':
      return createCel(workload);
    case 'json-logic':
      return createJsonLogic(workload);
    case 'json-rules-engine':
      return createJsonRulesEngine(workload);
  }
}
