import type { CheckCode } from '../../diagnostics/catalogue/check.ts';
import type { Span } from '../../syntax/span.ts';
import type { Place, Site } from './site.ts';
import type { Typer } from './typer.ts';

/** What an expression may want to look at. */
export type Want = 'user' | 'aggregate' | 'metric' | 'segment' | 'event' | 'now';

const everything: readonly Want[] = ['user', 'aggregate', 'metric', 'segment', 'event', 'now'];

const allowed: Record<Place, readonly Want[]> = {
  constant: [],
  fn: ['now'],
  metric: ['user', 'aggregate', 'metric', 'now', 'event'],
  segment: everything,
  triggerWhere: everything,
  when: everything,
  send: everything,
  aggregateWhere: ['event'],
  unlessWhere: ['event'],
};

/** Says why `text` cannot be looked at here; true if it can. Whether there is a triggering event is asked elsewhere. */
export function permits(typer: Typer, site: Site, want: Want, span: Span): boolean {
  if (allowed[site.place].includes(want)) return true;
  const text = typer.reporter.quote(span);
  const { code, message, help } = refusal(site, want, text);
  typer.reporter.report(code, span, message, { help });
  return false;
}

interface Refusal {
  readonly code: CheckCode;
  readonly message: string;
  readonly help: string;
}

function refusal(site: Site, want: Want, text: string): Refusal {
  switch (site.place) {
    case 'constant':
      return {
        code: 'N3008',
        message: `\`${text}\` is not a constant`,
        help: 'put a fixed value here: a literal, or a `const`',
      };
    case 'fn':
      return {
        code: 'N4014',
        message: `a function sees only its parameters, not \`${text}\``,
        help: 'make it a parameter, and hand the value in where the function is used',
      };
    case 'metric':
      return {
        code: 'N4014',
        message: `a metric cannot ask for segment \`${text}\``,
        help: 'ask for the segment beside the metric, in the segment or nudge that uses it',
      };
    case 'aggregateWhere':
    case 'unlessWhere': {
      const event = site.row === undefined || site.row.event === 'unreadable' ? 'event' : site.row.event.name;
      return {
        code: 'N4011',
        message: `this \`where\` looks only at \`${event}\`, not at \`${text}\``,
        help:
          site.place === 'aggregateWhere' && want === 'now'
            ? 'say with the window how long ago: `over 1h`, `within 1h`'
            : site.place === 'aggregateWhere'
              ? `move it out, beside the aggregate: \`… and ${outside(want, text)}\``
              : want === 'now'
                ? 'compare fields of the event, or put it into `when`'
                : 'put it into `when`: it is judged when the wait is over',
      };
    }
    case 'segment':
    case 'triggerWhere':
    case 'when':
    case 'send':
      throw new Error(`everything is allowed in ${site.place}`);
    default: {
      const never: never = site.place;
      return never;
    }
  }
}

function outside(want: Want, text: string): string {
  return want === 'segment' ? text : `${text} …`;
}
