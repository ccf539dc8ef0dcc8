import type { Program } from '@nudge/dsl';
import type { Bundle, Manifest, RulesFactory } from '@nudge/engine';
import { emitManifest } from './emit-js/emit-manifest.ts';
import { emitModule } from './emit-js/emit-module.ts';
import { contentHash } from './hash.ts';
import type { IrProgram } from './ir.ts';
import { lowerProgram } from './lower/lower-program.ts';
import { runPasses } from './passes/index.ts';

/** What the target `js` makes: the files of a bundle. */
export interface Compiled {
  readonly manifest: Manifest;
  /** `rules.js`: one ES module. */
  readonly rulesJs: string;
  /** `rules.js.map`: from its lines to those of the `.nudge` files. */
  readonly sourceMap: string;
}

export interface CompileOptions {
  /** Leave out the passes that only make rules cheaper. */
  readonly optimise?: boolean;
  /** Stands in the manifest. */
  readonly compiler?: string;
}

/** The checked program as IR, after the passes. The program must be free of errors. */
export function compileToIr(program: Program, options: CompileOptions = {}): IrProgram {
  return runPasses(lowerProgram(program), { optimise: options.optimise ?? true });
}

export function compileProgram(program: Program, options: CompileOptions = {}): Compiled {
  const ir = compileToIr(program, options);
  const { rulesJs, sourceMap } = emitModule(ir, program.files);
  const manifest = emitManifest(ir, options.compiler ?? 'nudgec');
  return { manifest: { ...manifest, hash: bundleHash(manifest, rulesJs) }, rulesJs, sourceMap };
}

/**
 * The version of a bundle: SHA-256 over the manifest as JSON without its `hash`, a line end, and `rules.js`. Equal
 * sources give equal hashes, whatever the folder that they stand in.
 */
export function bundleHash(manifest: Omit<Manifest, 'hash'>, rulesJs: string): string {
  const { hash: _, ...unsigned } = manifest as Manifest;
  return contentHash(`${JSON.stringify(unsigned)}\n${rulesJs}`);
}

/** Loads what was compiled without writing it anywhere. */
export async function instantiate(compiled: Compiled): Promise<Bundle> {
  const url = `data:text/javascript,${encodeURIComponent(compiled.rulesJs)}`;
  const module = (await import(url)) as { readonly default: RulesFactory };
  return { manifest: compiled.manifest, rules: module.default };
}
