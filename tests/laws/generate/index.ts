export { attempts, generatedCases } from './arbitrary.ts';
export type { GeneratedCase } from './case.ts';
export { Coverage } from './features/coverage.ts';
export { coverageOf } from './features/coverage-of.ts';
export { FEATURES } from './features/features.ts';
