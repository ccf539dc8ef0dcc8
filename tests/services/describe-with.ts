import { describe, inject } from 'vitest';
import type { ServiceName, Services } from '../../scripts/local-services/state.mjs';
import { leftOutWithout } from './left-out.ts';

/**
 * A suite that needs a real service: it is given where that is, or is left out where none runs. Suites run side by side
 * and share the service, so each names its own topics, keys and schemas.
 */
export function describeWith<Name extends ServiceName>(
  name: Name,
  title: string,
  suite: (service: NonNullable<Services[Name]>) => void,
): void {
  const service = inject('services')[name];
  if (service === null) leftOutWithout(name, title);
  else describe(title, () => suite(service));
}
