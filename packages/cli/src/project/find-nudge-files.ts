import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The paths of all `*.nudge` files below a folder, sorted, each below `folder` as it was given. Installed packages and
 * dot folders are no part of a project. Links are followed, but no folder is entered twice and no file listed twice,
 * so loops end; what is reached without a link goes by that name.
 */
export function findNudgeFiles(folder: string): readonly string[] {
  const found = new Map<string, string>();
  const entered = new Set<string>();
  let folders = [folder];
  while (folders.length > 0) {
    const links: string[] = [];
    for (const next of folders) enter(next, links);
    folders = links.filter((link) => {
      const target = targetOf(link);
      if (target?.isFile() === true && isNudgeFile(link)) addFile(link);
      return target?.isDirectory() === true;
    });
  }
  return [...found.values()].sort();

  function enter(path: string, links: string[]): void {
    const real = realpathSync(path);
    if (entered.has(real)) return;
    entered.add(real);
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (isSkipped(entry)) continue;
      const inside = join(path, entry.name);
      if (entry.isSymbolicLink()) links.push(inside);
      else if (entry.isDirectory()) enter(inside, links);
      else if (entry.isFile() && isNudgeFile(entry.name)) addFile(inside);
    }
  }

  function addFile(path: string): void {
    const real = realpathSync(path);
    if (!found.has(real)) found.set(real, path);
  }
}

/** What a link leads to; nothing if it leads nowhere, or to itself. */
function targetOf(link: string): Stats | undefined {
  try {
    return statSync(link);
  } catch {
    return undefined;
  }
}

function isSkipped({ name }: Dirent): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

function isNudgeFile(name: string): boolean {
  return name.endsWith('.nudge');
}
