import { allAt, STATE_GROUPS } from '../ports/state-groups.ts';
import type { Activation, PartitionProgress, StatesPosition } from '../ports/state-store.ts';
import { UnreadableBytes } from './unreadable-bytes.ts';

const VERSION = 1;

/**
 * The form of a partition's progress that every store keeps: JSON, since it is small, one per commit, and people want to
 * read it in Redis and Postgres.
 */
export function encodeProgress(progress: PartitionProgress): string {
  const { nextOffset, watermarkMs, states, swept, seq, outTo, activations } = progress;
  return JSON.stringify({
    v: VERSION,
    nextOffset,
    watermarkMs: instant(watermarkMs),
    ...(isAnyBehind(progress) && {
      states: states.map((group) => [group.nextOffset, instant(group.watermarkMs)]),
    }),
    swept,
    seq,
    ...(outTo > 0 && { outTo }),
    activations: activations.map(({ version, fromOffset }) => [version, fromOffset]),
  });
}

function isAnyBehind({ nextOffset, watermarkMs, states }: PartitionProgress): boolean {
  return states.some((group) => group.nextOffset !== nextOffset || group.watermarkMs !== watermarkMs);
}

/** JSON has no infinity: `null` is "before the first event". */
function instant(ms: number): number | null {
  return ms === -Infinity ? null : ms;
}

/** Throws `UnreadableBytes`. */
export function decodeProgress(text: string): PartitionProgress {
  const parsed = parse(text);
  if (parsed['v'] !== VERSION) {
    throw new UnreadableBytes(
      `the progress of a partition has the form ${String(parsed['v'])}; this version of nudge reads ${VERSION}`,
    );
  }
  const { swept, activations } = parsed;
  const nextOffset = whole(parsed['nextOffset'], 'nextOffset');
  const watermarkMs = instantIn(parsed['watermarkMs'], 'watermarkMs');
  return {
    nextOffset,
    watermarkMs,
    // All states are where the rest is; so they were in every commit before there were groups.
    states: parsed['states'] === undefined ? allAt({ nextOffset, watermarkMs }) : statesIn(parsed['states']),
    swept: typeof swept === 'boolean' ? swept : damaged('swept'),
    seq: whole(parsed['seq'], 'seq'),
    outTo: whole(parsed['outTo'] ?? 0, 'outTo'),
    activations: Array.isArray(activations) ? activations.map(activation) : damaged('activations'),
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = null;
  }
  return typeof parsed === 'object' && parsed !== null
    ? (parsed as Readonly<Record<string, unknown>>)
    : damaged('JSON');
}

function statesIn(groups: unknown): readonly StatesPosition[] {
  const isWhole = Array.isArray(groups) && groups.length === STATE_GROUPS;
  return isWhole ? groups.map(positionIn) : damaged('states');
}

function positionIn(entry: unknown): StatesPosition {
  if (!Array.isArray(entry)) return damaged('states');
  const [nextOffset, watermarkMs] = entry as readonly unknown[];
  return { nextOffset: whole(nextOffset, 'states'), watermarkMs: instantIn(watermarkMs, 'states') };
}

function instantIn(value: unknown, name: string): number {
  if (value === null) return -Infinity;
  return typeof value === 'number' ? value : damaged(name);
}

function whole(value: unknown, name: string): number {
  return Number.isSafeInteger(value) ? (value as number) : damaged(name);
}

function activation(entry: unknown): Activation {
  if (!Array.isArray(entry)) return damaged('activations');
  const [version, fromOffset] = entry as readonly unknown[];
  if (typeof version !== 'string' || typeof fromOffset !== 'number') return damaged('activations');
  return { version, fromOffset };
}

function damaged(what: string): never {
  throw new UnreadableBytes(`the progress of a partition is damaged: ${what}`);
}
