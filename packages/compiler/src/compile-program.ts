import type { Program } from '@nudge/dsl';
import type { Bundle, Manifest, RulesFactory } from '@nudge/engine';
import { emitManifest } from './emit-js/emit-manifest.ts';
import { emitModule } from './emit-js/emit-module.ts';
import { contentHash, type Sha256 } from './hash.ts';
import type { IrProgram } from './ir.ts';
import { lowerProgram } from './lower/lower-program.ts';
import { type PassOptions, runPasses } from './passes/index.ts';

/** What the target `js` makes: the files of a bundle. */
export interface Compiled {
  readonly manifest: Manifest;
  /** `rules.js`: one ES module. */
  readonly rulesJs: string;
  /** `rules.js.map`: from its lines to those of the `.nudge` files. */
  readonly sourceMap: string;
}

export interface CompileOptions extends PassOptions {
  /** Stands in the manifest. */
  readonly compiler?: string;
  /** The host's own; without it one that needs nothing of a host. */
  readonly sha256?: Sha256;
}

/** The checked program as IR, after the passes. The program must be free of errors. */
export function compileToIr(program: Program, options: PassOptions = {}): IrProgram {
  return runPasses(lowerProgram(program), options);
}

export function compileProgram(program: Program, options: CompileOptions = {}): Compiled {
  const ir = compileToIr(program, options);
  const { rulesJs, sourceMap } = emitModule(ir, program.files);
  const { compiler = 'nudgec', sha256 = contentHash } = options;
  const manifest = emitManifest(ir, compiler, sha256);
  return { manifest: { ...manifest, hash: bundleHash(manifest, rulesJs, sha256) }, rulesJs, sourceMap };
}

/**
 * The version of a bundle: SHA-256 over the manifest as JSON without its `hash`, a line end, and `rules.js`. Equal
 * sources give equal hashes, whatever the folder that they stand in.
 */
export function bundleHash(
  manifest: Omit<Manifest, 'hash'>,
  rulesJs: string,
  sha256: Sha256 = contentHash,
): string {
  const { hash: _, ...unsigned } = manifest as Manifest;
  return sha256(`${JSON.stringify(unsigned)}\n${rulesJs}`);
}

/** Loads what was compiled without writing it anywhere. */
export async function instantiate(compiled: Compiled): Promise<Bundle> {
  const url = `data:text/javascript,${encodeURIComponent(compiled.rulesJs)}`;
  const module = (await import(url)) as { readonly default: RulesFactory };
  return { manifest: compiled.manifest, rules: module.default };
}
