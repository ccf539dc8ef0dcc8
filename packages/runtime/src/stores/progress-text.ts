import type { Activation, PartitionProgress } from '../ports/state-store.ts';
import { UnreadableBytes } from './unreadable-bytes.ts';

const VERSION = 1;

/**
 * The form of a partition's progress that every store keeps: JSON, since it is small, one per commit, and people want to
 * read it in Redis and Postgres.
 */
export function encodeProgress(progress: PartitionProgress): string {
  const { nextOffset, watermarkMs, swept, seq, activations } = progress;
  return JSON.stringify({
    v: VERSION,
    nextOffset,
    // JSON has no infinity: `null` is "before the first event".
    watermarkMs: watermarkMs === -Infinity ? null : watermarkMs,
    swept,
    seq,
    activations: activations.map(({ version, fromOffset }) => [version, fromOffset]),
  });
}

/** Throws `UnreadableBytes`. */
export function decodeProgress(text: string): PartitionProgress {
  const parsed = parse(text);
  if (parsed['v'] !== VERSION) {
    throw new UnreadableBytes(
      `the progress of a partition has the form ${String(parsed['v'])}; this version of nudge reads ${VERSION}`,
    );
  }
  const { watermarkMs, swept, activations } = parsed;
  return {
    nextOffset: whole(parsed, 'nextOffset'),
    watermarkMs: watermarkMs === null ? -Infinity : number(parsed, 'watermarkMs'),
    swept: typeof swept === 'boolean' ? swept : damaged('swept'),
    seq: whole(parsed, 'seq'),
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

function number(parsed: Readonly<Record<string, unknown>>, name: string): number {
  const value = parsed[name];
  return typeof value === 'number' ? value : damaged(name);
}

function whole(parsed: Readonly<Record<string, unknown>>, name: string): number {
  const value = number(parsed, name);
  return Number.isSafeInteger(value) ? value : damaged(name);
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
