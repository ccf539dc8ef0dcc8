import type { Program } from '@nudge/dsl';
import { FEATURES } from './features.ts';
import type { Walk } from './looked-at.ts';
import { ofDeclarations } from './of-declarations.ts';
import { ofNudge } from './of-nudges.ts';

const KNOWN: ReadonlySet<string> = new Set(FEATURES);

/** The features that a checked program holds. */
export function coverageOf(program: Program): ReadonlySet<string> {
  const walk: Walk = { program, found: new Set() };
  ofDeclarations(walk);
  for (const nudge of program.nudges) ofNudge(walk, nudge);
  for (const feature of walk.found)
    if (!KNOWN.has(feature)) throw new Error(`no feature is called ${feature}`);
  return walk.found;
}
