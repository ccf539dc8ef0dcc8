/** The units of durations, the longest first. */
export const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['w', 604_800_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
]);

/** `1d12h`, `90s` as `1m30s`, nothing as `0s`. Weeks are days. */
export function durationText(ms: number): string {
  let text = ms < 0 ? '-' : '';
  let rest = Math.abs(ms);
  for (const [unit, unitMs] of UNIT_MS) {
    if (unit === 'w') continue;
    const count = Math.floor(rest / unitMs);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * unitMs;
  }
  return text === '' ? '0s' : text;
}
