import { performance } from 'node:perf_hooks';

/** In ms. */
export function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
