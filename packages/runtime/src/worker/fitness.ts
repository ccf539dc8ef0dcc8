import { hash } from 'node:crypto';
import { type Bundle, Engine, type Manifest, type SourceSchema } from '@nudge/engine';

export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** Rules that were loaded well and cannot run here. */
export class UnfitRules extends Error {
  override readonly name = 'UnfitRules';
}

/** The project's source that maps the records; `null`: they are CloudEvents. Throws `UnfitRules` when there is none of this name. */
export function sourceOf({ sources }: Manifest, mapping: string | null): SourceSchema | null {
  if (mapping === null) return null;
  const source = sources.find(({ name }) => name === mapping);
  if (source !== undefined) return source;
  const names = sources.map(({ name }) => `\`${name}\``).join(', ');
  throw new UnfitRules(
    `the rules have no source \`${mapping}\`, which \`mapping\` names; ${names === '' ? 'they have none' : `they have ${names}`}`,
  );
}

/** Throws `UnfitRules` for rules that no partition could go over to, while those before can go on still. */
export function assertFits(bundle: Bundle, mapping: string | null): void {
  sourceOf(bundle.manifest, mapping);
  try {
    new Engine(bundle, { sha256 });
  } catch (error) {
    throw new UnfitRules(
      `the rules cannot be run: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  }
}
