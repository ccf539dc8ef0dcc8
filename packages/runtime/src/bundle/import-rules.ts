import type { RulesFactory } from '@nudge/engine';
import { FileProblem } from '../files/file-problem.ts';

/**
 * Imported as text, not by its path: so what runs is what the hash was taken of, it is a module whatever the nearest
 * `package.json` says, and a bundle that was compiled again is not taken from the cache. `name` is for messages, `url` for
 * stacks. Throws `FileProblem`.
 */
export async function importRules(name: string, url: string, rulesJs: string): Promise<RulesFactory> {
  const source = `${rulesJs}\n//# sourceURL=${url}\n`;
  const data = `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`;
  let module: { readonly default?: unknown };
  try {
    module = (await import(data)) as { readonly default?: unknown };
  } catch (error) {
    throw new FileProblem(
      name,
      `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (typeof module.default !== 'function') throw new FileProblem(name, 'exports no rules');
  return module.default as RulesFactory;
}
