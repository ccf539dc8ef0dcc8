import type { Manifest } from './manifest.ts';
import type { RulesFactory } from './rules.ts';

/** A compiled project, loaded: the manifest and the default export of its `rules.js`. */
export interface Bundle {
  readonly manifest: Manifest;
  readonly rules: RulesFactory;
}
