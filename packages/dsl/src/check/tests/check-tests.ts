import type { FileTree, TestDecl } from '../../syntax/tree.ts';
import { compareText } from '../derived/text-order.ts';
import type { Typer } from '../expressions/typer.ts';
import type { FileScope } from '../names/entry.ts';
import type { TestSymbol } from '../program.ts';
import type { Reporter } from '../reporter.ts';
import { checkTest } from './check-test.ts';

/** By module, then as given. */
export function checkTests(
  trees: readonly FileTree[],
  scopes: readonly FileScope[],
  typer: Typer,
): TestSymbol[] {
  const tests: TestSymbol[] = [];
  const titles = new Map<string, TestDecl>();
  trees.forEach((tree, i) => {
    const scope = scopes[i];
    if (scope === undefined) return;
    for (const decl of tree.declarations) {
      if (decl.kind !== 'test') continue;
      const module = scope.module.name;
      checkTitle(decl, `${module} ${decl.title.value}`, titles, typer.reporter);
      if (decl.broken === true) continue;
      checkTest(decl, scope, typer);
      tests.push({ kind: 'test', title: decl.title.value, module, decl });
    }
  });
  return tests.sort((a, b) => compareText(a.module, b.module));
}

function checkTitle(decl: TestDecl, key: string, titles: Map<string, TestDecl>, reporter: Reporter): void {
  const first = titles.get(key);
  if (first === undefined) titles.set(key, decl);
  else {
    reporter.report('N6004', decl.title.span, 'there is another test of this title', {
      help: 'say in the title what is different here',
      related: [{ span: first.title.span, message: 'the other test' }],
    });
  }
}
