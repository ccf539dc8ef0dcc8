import { parseInstant } from '@nudge/engine';
import { InvalidArgumentError } from 'commander';

/** The value of an option that is an instant, in epoch ms. */
export function instantOption(text: string): number {
  const ms = parseInstant(text);
  if (typeof ms === 'number') return ms;
  throw new InvalidArgumentError(
    ms === null ? 'An instant looks like 2026-03-31T00:00:00Z.' : 'Instants lie in the years 1970 to 9999.',
  );
}
