import { test } from 'vitest';
import type { ServiceName } from '../../scripts/local-services/state.mjs';

const NAMES: Readonly<Record<ServiceName, string>> = {
  kafka: 'Kafka',
  redis: 'Redis',
  postgres: 'PostgreSQL',
};

/** Stands for tests that this machine cannot run. `npm test` knows it by its title, and lists it at its end. */
export function leftOut(what: string, why: string): void {
  test.skip(`${what}: left out, ${why}`, () => {});
}

export function leftOutWithout(name: ServiceName, what: string): void {
  leftOut(what, `no ${NAMES[name]} runs; \`scripts/services up ${name}\` starts one`);
}
