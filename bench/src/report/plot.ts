import type { StatelessRow } from '../stateless/job.ts';
import { figure } from '../table.ts';
import { isMatching, ruleCounts } from './results.ts';

const WIDTH = 860;
const HEIGHT = 560;
const LEFT = 72;
const RIGHT = 620;
const TOP = 52;
const BOTTOM = 500;
const LABEL_GAP = 19;
/** Read on white and on black. */
const GREY = '#737b84';

/** Ours stands out; the limits written by hand are dashed, what every engine pays before is dotted. */
const STYLES: Readonly<Record<string, readonly [colour: string, width: number, dash: string]>> = {
  nudge: ['#e8590c', 3.5, ''],
  indexed: ['#2f9e44', 2, '7 4'],
  codegen: ['#1098ad', 2, '7 4'],
  zen: ['#845ef7', 2, ''],
  cel: ['#d6336c', 2, ''],
  'json-logic': ['#a9790a', 2, ''],
  'json-rules-engine': ['#3b7dd8', 2, ''],
  'JSON.parse': [GREY, 2, '2 4'],
};

type Scale = (value: number) => number;

interface Line {
  readonly name: string;
  readonly rows: readonly StatelessRow[];
  readonly last: StatelessRow;
}

/** µs of an event against the number of rules, both on logarithmic scales: a slope of one is a cost that grows like the rules. */
export function plotSvg(rows: readonly StatelessRow[]): string {
  const lines = linesOf(rows);
  const counts = ruleCounts(rows);
  const costs = lines.flatMap((line) => line.rows.map(({ nsPerEvent }) => nsPerEvent / 1000));
  const decades = range(
    Math.floor(Math.log10(Math.min(...costs))),
    Math.ceil(Math.log10(Math.max(...costs))),
  );
  const x = logScale(counts[0] ?? 1, counts.at(-1) ?? 1, LEFT + 20, RIGHT - 20);
  const y = logScale(10 ** (decades[0] ?? 0), 10 ** (decades.at(-1) ?? 1), BOTTOM, TOP);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" font-family="system-ui, sans-serif" font-size="14" fill="${GREY}">`,
    '<title>The cost of an event against the number of rules</title>',
    `<text x="${LEFT}" y="28" font-size="16">µs for an event against the number of rules (log–log)</text>`,
    ...decades.map((power) => gridLine(y(10 ** power), decadeText(power))),
    ...counts.map((count) => text(x(count), BOTTOM + 24, count.toLocaleString('en'), 'middle')),
    text((LEFT + RIGHT) / 2, BOTTOM + 48, 'rules', 'middle'),
    // Ours last, so that it lies on top.
    ...lines.toReversed().flatMap((line) => drawn(line, x, y)),
    ...labels(lines, x, y),
    '</svg>\n',
  ].join('\n');
}

function linesOf(rows: readonly StatelessRow[]): Line[] {
  const wanted = rows.filter((row) => isMatching(row) || row.name === 'JSON.parse');
  return [...Map.groupBy(wanted, ({ name }) => name)].flatMap(([name, own]) => {
    const sorted = own.toSorted((a, b) => a.rules - b.rules);
    const last = sorted.at(-1);
    return last === undefined ? [] : [{ name, rows: sorted, last }];
  });
}

function drawn({ name, rows }: Line, x: Scale, y: Scale): string[] {
  const [colour, width, dash] = styleOf(name);
  const points = rows.map(({ rules, nsPerEvent }) => [x(rules), y(nsPerEvent / 1000)] as const);
  const path = points.map(([px, py]) => `${place(px)},${place(py)}`).join(' ');
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${width}"${dashes}/>`,
    ...points.map(
      ([px, py]) => `<circle cx="${place(px)}" cy="${place(py)}" r="${width + 1}" fill="${colour}"/>`,
    ),
  ];
}

/** Each at the height of its line's end, moved apart where they would lie on each other. */
function labels(lines: readonly Line[], x: Scale, y: Scale): string[] {
  const ends = lines
    .map((line) => ({ ...line, end: y(line.last.nsPerEvent / 1000) }))
    .sort((a, b) => a.end - b.end);
  const heights = movedApart(ends.map(({ end }) => end));
  return ends.flatMap(({ name, last, end }, i) => {
    const [colour, width] = styleOf(name);
    const height = heights[i] ?? end;
    const weight = width > 3 ? ' font-weight="bold"' : '';
    return [
      `<line x1="${place(x(last.rules) + 7)}" y1="${place(end)}" x2="${RIGHT + 4}" y2="${place(height)}" stroke="${colour}" opacity="0.5"/>`,
      `<text x="${RIGHT + 10}" y="${place(height + 5)}" fill="${colour}"${weight}>${name} ${figure(last.nsPerEvent / 1000)} µs</text>`,
    ];
  });
}

function movedApart(sorted: readonly number[]): number[] {
  const moved: number[] = [];
  for (const height of sorted) moved.push(Math.max(height, (moved.at(-1) ?? -LABEL_GAP) + LABEL_GAP));
  // What was pushed beyond the lower edge comes up again, and takes along what is in its way.
  let limit = BOTTOM;
  for (let i = moved.length - 1; i >= 0; i--) {
    moved[i] = Math.min(moved[i] ?? limit, limit);
    limit = (moved[i] ?? limit) - LABEL_GAP;
  }
  return moved;
}

function logScale(from: number, to: number, start: number, end: number): Scale {
  const width = Math.log10(to) - Math.log10(from);
  return (value) =>
    width === 0
      ? (start + end) / 2
      : start + ((Math.log10(value) - Math.log10(from)) / width) * (end - start);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(1, to - from) + 1 }, (_, i) => from + i);
}

function decadeText(power: number): string {
  return (10 ** power).toLocaleString('en', { maximumFractionDigits: 6 });
}

function gridLine(height: number, label: string): string {
  return `<line x1="${LEFT}" y1="${place(height)}" x2="${RIGHT}" y2="${place(height)}" stroke="${GREY}" opacity="0.3"/>\n${text(LEFT - 8, height + 5, label, 'end')}`;
}

function text(x: number, y: number, content: string, anchor: 'middle' | 'end'): string {
  return `<text x="${place(x)}" y="${place(y)}" text-anchor="${anchor}">${content}</text>`;
}

function styleOf(name: string): readonly [colour: string, width: number, dash: string] {
  return STYLES[name] ?? [GREY, 2, ''];
}

function place(value: number): string {
  return value.toFixed(1);
}
