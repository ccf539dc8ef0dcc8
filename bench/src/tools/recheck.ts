import { createChecker, type SourceFile } from '@nudge/dsl';
import { isZone } from '@nudge/engine';
import { timed } from './timed.ts';

/** An edit of one line in one file of a project that was checked before, and the check after it. */
export function createRecheck(files: readonly SourceFile[]): () => number {
  const checker = createChecker({ isZone });
  checker.check(files);
  const editable = files.filter(({ text }) => text.includes(LINE));
  let edits = 0;
  return () => {
    edits++;
    const edited = editable[edits % editable.length];
    const changed = files.map((file) => (file === edited ? editOneLine(file, edits) : file));
    return timed(() => {
      checker.check(changed);
    });
  };
}

const LINE = '\n  transactional\n';

function editOneLine({ path, text }: SourceFile, edits: number): SourceFile {
  return { path, text: text.replace(LINE, `\n  transactional priority ${1 + (edits % 99)}\n`) };
}
