import type { Judged } from './scenario.ts';

/** `kill: 50 kills, 31250 events, 1488 nudges, 0 lost, 0 doubled, state equal`. */
export function outcomeLine({
  scenario,
  done,
  verdict,
  samples,
  residentBytesMax,
  restarts,
}: Judged): string {
  const { events, nudges, rows, deadLetters, lost, doubled, changed, outOfOrder, statesOff, broken } =
    verdict;
  const parts = [
    done,
    `${events} events`,
    `${nudges} nudges`,
    `${rows} messages`,
    `${deadLetters} dead letters`,
    `${lost} lost`,
    `${doubled} doubled`,
    ...(changed > 0 ? [`${changed} changed`] : []),
    ...(outOfOrder > 0 ? [`${outOfOrder} out of order`] : []),
    statesOff === 0 ? 'state equal' : `${statesOff} states differ`,
    `${samples} looks at offsets`,
    ...(residentBytesMax > 0 ? [`${Math.round(residentBytesMax / 1024 / 1024)} MiB at most`] : []),
    ...(restarts > 0 ? [`${restarts} workers ended by themselves`] : []),
    ...(broken.length > 0 ? ['LAWS BROKEN'] : []),
  ];
  return `${scenario}: ${parts.join(', ')}`;
}
