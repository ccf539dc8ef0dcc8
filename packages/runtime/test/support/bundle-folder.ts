import { compileProgram } from '@nudge/compiler';
import { checkProject } from '@nudge/dsl';
import { MANIFEST_FILE, RULES_FILE } from '../../src/bundle/load-bundle.ts';
import { replaceFolder } from '../../src/files/replace-folder.ts';

/** Rules that say this to whoever buys. */
export function greeting(title: string): string {
  return `module shop
event Order { amount: decimal }
channel push
nudge Thanks { on Order transactional channel push send Greeting }
template Greeting { en { title "${title}" } }
`;
}

/** Compiles rules into a folder, as `nudgec compile` does, and gives their version. */
export function writeBundle(folder: string, text: string): string {
  const program = checkProject([{ path: 'rules.nudge', text }]);
  const errors = program.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  const { manifest, rulesJs } = compileProgram(program);
  const files = new Map([
    [MANIFEST_FILE, JSON.stringify(manifest)],
    [RULES_FILE, rulesJs],
  ]);
  replaceFolder(folder, files);
  return manifest.hash;
}
