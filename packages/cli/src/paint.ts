import type { Io, Output } from './io.ts';

type Stroke = (text: string) => string;

/** Colours for one output, or none. */
export interface Paint {
  readonly on: boolean;
  readonly bold: Stroke;
  readonly dim: Stroke;
  readonly red: Stroke;
  readonly green: Stroke;
  readonly yellow: Stroke;
  readonly cyan: Stroke;
}

/**
 * Colours on a terminal, unless `NO_COLOR` is set to something (https://no-color.org) or the terminal is a dumb one;
 * `--color` and `--no-color` decide before all that.
 */
export function paintFor(output: Output, io: Io, asked: boolean | undefined): Paint {
  const plain = (io.env['NO_COLOR'] ?? '') !== '' || io.env['TERM'] === 'dumb';
  const on = asked ?? (output.isTerminal && !plain);
  const stroke =
    (open: number, close: number): Stroke =>
    (text) =>
      on && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    on,
    bold: stroke(1, 22),
    dim: stroke(2, 22),
    red: stroke(31, 39),
    green: stroke(32, 39),
    yellow: stroke(33, 39),
    cyan: stroke(36, 39),
  };
}
