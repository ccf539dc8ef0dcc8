import process from 'node:process';

export interface Growth {
  /** What lives on the heap and beside it in buffers. */
  readonly heapMB: number;
  /** Of the process, machine code and all. */
  readonly rssMB: number;
  /** The most that it ever had: what a compiler takes and gives back counts. */
  readonly peakMB: number;
}

const MB = 1_000_000;

/** Begins to watch; the answer is by how much memory has grown since. Needs `--expose-gc`. */
export function watchMemory(): () => Growth {
  const before = settledUse();
  return () => {
    const now = settledUse();
    const peak = process.resourceUsage().maxRSS * 1024;
    return {
      heapMB: rounded(now.heap - before.heap),
      rssMB: rounded(now.rss - before.rss),
      peakMB: rounded(peak - before.rss),
    };
  };
}

function settledUse(): { readonly heap: number; readonly rss: number } {
  if (globalThis.gc === undefined) throw new Error('memory is measured with --expose-gc only');
  // Twice: what the first frees may hold what the second can free.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: heapUsed + external, rss };
}

function rounded(bytes: number): number {
  return Math.round((bytes / MB) * 10) / 10;
}
