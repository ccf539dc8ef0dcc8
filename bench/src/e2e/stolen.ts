import { readFileSync } from 'node:fs';

/** Of all cores, since the machine began. */
interface CpuTimes {
  readonly stolen: number;
  readonly all: number;
}

/** The eighth figure of `cpu` in /proc/stat (man 5 proc_stat): when we would have run, and the host ran somebody else. */
const STEAL = 7;
/** Those after it are parts of earlier ones. */
const FIGURES = 8;

/** Gives a function that says which share of the machine's time its host has given to others since; `null`: unknown. */
export function watchStolen(read: () => CpuTimes | null = cpuTimes): () => number | null {
  const first = read();
  return () => {
    const now = read();
    if (first === null || now === null || now.all === first.all) return null;
    return (now.stolen - first.stolen) / (now.all - first.all);
  };
}

function cpuTimes(): CpuTimes | null {
  try {
    return timesOf(readFileSync('/proc/stat', 'utf8'));
  } catch {
    return null;
  }
}

export function timesOf(stat: string): CpuTimes | null {
  const figures = /^cpu +(.*)$/m.exec(stat)?.[1]?.split(' ').slice(0, FIGURES).map(Number) ?? [];
  const stolen = figures[STEAL];
  if (stolen === undefined || figures.some(Number.isNaN)) return null;
  return { stolen, all: figures.reduce((sum, figure) => sum + figure, 0) };
}
