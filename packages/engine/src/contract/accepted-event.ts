import type { Value } from './manifest.ts';
import type { Row } from './rules.ts';

/** An accepted event (what `acceptance` makes and `step` takes): of a declared type, or one of the built-in ones. */
export type AcceptedEvent =
  | { readonly kind: 'event'; readonly event: number; readonly row: Row }
  /** Writes to profile fields; `null` restores the default. */
  | {
      readonly kind: 'profile';
      readonly row: Row;
      readonly writes: readonly (readonly [field: number, value: Value])[];
    }
  | { readonly kind: 'consent'; readonly row: Row; readonly purpose: number; readonly granted: boolean };
