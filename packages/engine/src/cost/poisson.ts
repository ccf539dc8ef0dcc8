/**
 * Events of one kind are taken to come independently of each other at a steady rate, which makes what is kept of them
 * countable: all formulas here are exact for that.
 */
import { STEPS } from './varint-bytes.ts';

/** The chance that a Poisson number of this mean is at least `least`, which need not be whole. */
export function chanceOfReaching(least: number, mean: number): number {
  if (least <= 0) return 1;
  if (mean <= 0) return 0;
  return mean < least + 1 ? lowerGammaBySeries(least, mean) : 1 - upperGammaByFraction(least, mean);
}

/** How fast `chanceOfReaching` grows with the mean: the chance of standing one below `least`. */
export function chanceOfOneBelow(least: number, mean: number): number {
  if (least <= 0) return 0;
  if (mean <= 0) return least <= 1 ? 1 : 0;
  return Math.exp((least - 1) * Math.log(mean) - mean - logGamma(least));
}

// The regularised incomplete gamma function, as in Abramowitz and Stegun 6.5.29 and 6.5.31.

function lowerGammaBySeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < 10_000 && term > sum * 1e-12; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** Evaluated from the front (Lentz's method). */
function upperGammaByFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 10_000; n++) {
    const an = -n * (n - a);
    b += 2;
    d = an * d + b;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = b + an / c;
    if (Math.abs(c) < tiny) c = tiny;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-12) break;
  }
  return h * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** Stirling's series, where it is good to ten digits. */
function logGamma(x: number): number {
  if (x < 8) return logGamma(x + 1) - Math.log(x);
  const r = 1 / (x * x);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r / 1680))) / x;
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series;
}

/** What is kept of events over a span that ends with a user's last event. */
export interface Kept {
  readonly entries: number;
  /** The chance that there is one. */
  readonly some: number;
  /** Of their instants: the first as its distance from the end, the others as those from the one before. */
  readonly instantBytes: number;
}

/** `lastShare`: the chance that the user's last event is one of them. */
export function keptOver(spanMs: number, rate: number, lastShare: number): Kept {
  const mean = rate * spanMs;
  const entries = mean + lastShare;
  const some = 1 - (1 - lastShare) * Math.exp(-mean);
  let instantBytes = entries;
  for (const step of STEPS) {
    if (step >= spanMs) break;
    const before = rate * (spanMs - step);
    const someBefore = -Math.expm1(-before);
    const gap = Math.exp(-rate * step);
    instantBytes += someBefore + gap * (before - someBefore) + lastShare * gap * someBefore;
  }
  return { entries, some, instantBytes };
}
