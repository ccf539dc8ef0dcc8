import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceFile } from '@nudge/dsl';
import { compileTo } from '../compiled.ts';

/** Projects and their bundles, made once for all that is measured with them. */
export class Workspace {
  private readonly folder: string = mkdtempSync(join(tmpdir(), 'nudge-bench-'));

  sources(name: string, files: () => readonly SourceFile[]): string {
    const folder = join(this.folder, `${name}-sources`);
    if (!existsSync(folder)) {
      mkdirSync(folder);
      for (const { path, text } of files()) writeFileSync(join(folder, path), text);
    }
    return folder;
  }

  bundle(name: string, files: () => readonly SourceFile[]): string {
    const folder = join(this.folder, name);
    if (!existsSync(folder)) compileTo(files(), folder);
    return folder;
  }

  /** A folder that nothing else is in. */
  target(name: string): string {
    return join(this.folder, `${name}-out`);
  }

  end(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
