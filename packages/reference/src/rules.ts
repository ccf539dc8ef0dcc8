import type { Program, SegmentSymbol } from '@nudge/dsl';
import { type Dependence, dependenceOf } from './evaluate/dependence.ts';

/** A program, with what its conditions depend on. */
export interface Rules {
  readonly program: Program;
  /** Those that are evaluated, in dependency order. */
  readonly segments: readonly SegmentSymbol[];
  readonly dependence: ReadonlyMap<SegmentSymbol, Dependence>;
}

export function rulesOf(program: Program): Rules {
  const segments = program.segments.filter(({ active }) => active);
  const dependence = new Map(
    segments.map((segment) => [segment, dependenceOf(segment.condition, program)] as const),
  );
  return { program, segments, dependence };
}
