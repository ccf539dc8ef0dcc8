import { hash } from 'node:crypto';
import {
  type Bundle,
  createPlayback,
  type Effect,
  effectLine,
  type PlaybackOptions,
  type RawRecord,
} from '@nudge/engine';

/** What comes in, in the order of arrival. Each record keeps its line, and so its id, wherever it is put. */
export interface Input {
  readonly userRows: readonly RawRecord[];
  readonly records: readonly RawRecord[];
}

/** What a run printed, by the part of the run that caused it. */
export interface EngineRun {
  readonly streamed: readonly Effect[];
  readonly closing: readonly Effect[];
  readonly members: readonly Effect[];
  readonly metrics: readonly Effect[];
}

/** The same digest as the engine's own, and faster. */
export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** A run to T with members and metrics, as `nudgec run` makes it. */
export function runEngine(
  bundle: Bundle,
  input: Input,
  untilMs: number,
  options: PlaybackOptions = {},
): EngineRun {
  const playback = createPlayback(bundle, { ...options, untilMs, sha256 });
  for (const raw of input.userRows) playback.userRow(raw);
  const streamed = collect((emit) => {
    playback.begin(emit);
    for (const raw of input.records) playback.record(raw, null, emit);
  });
  return {
    streamed,
    closing: collect((emit) => playback.finish(emit)),
    members: collect((emit) => playback.members(emit)),
    metrics: collect((emit) => playback.metrics(emit)),
  };
}

export function collect(run: (emit: (effect: Effect) => void) => void): Effect[] {
  const effects: Effect[] = [];
  run((effect) => effects.push(effect));
  return effects;
}

export function linesOf(effects: readonly Effect[]): string[] {
  return effects.map(effectLine);
}

export function allLines({ streamed, closing, members, metrics }: EngineRun): string[] {
  return linesOf([...streamed, ...closing, ...members, ...metrics]);
}

/** Members and metrics: what a function of the set of accepted events gives. */
export function endingLines({ members, metrics }: EngineRun): string[] {
  return linesOf([...members, ...metrics]);
}

/** Lines count from 1; an empty one counts and is no record. */
export function rawsOf(lines: readonly string[], input: string): RawRecord[] {
  return lines.flatMap((text, i): RawRecord[] =>
    text === '' ? [] : [{ kind: 'json', text, origin: { input, line: i + 1 } }],
  );
}
