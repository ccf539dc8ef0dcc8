import { setFlagsFromString } from 'node:v8';

/**
 * To be called when a process starts that will run rules for many users. States are read, used once and put away again
 * by the thousand; V8 notices that some kinds of objects live long, and then takes all of their kind for such, which
 * fills the memory of the lasting ones with what is dead already. Without that, a million users cost a third less time
 * an event (docs/performance.md).
 */
export function tuneHeap(): void {
  setFlagsFromString('--no-allocation-site-pretenuring');
}
