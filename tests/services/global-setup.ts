import type { TestProject } from 'vitest/node';
import { stateFile } from '../../scripts/local-services/folders.mjs';
import { readState, runningServices, type Services } from '../../scripts/local-services/state.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** What `scripts/services up` has started; null where one does not run. */
    readonly services: Services;
  }
}

/** Tests use the services that run and start none themselves. */
export default function provideServices(project: TestProject): void {
  project.provide('services', runningServices(readState(stateFile)));
}
