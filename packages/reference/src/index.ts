export type { Schemas } from './read-event.ts';
export { Reference, type ReferenceMember, type ReferenceMetric } from './reference.ts';
