import type { Related } from '../../diagnostics/diagnostic.ts';
import type { MetricDecl } from '../../syntax/tree.ts';
import type { FileScope, NamedDecl } from '../names/entry.ts';
import type { EventSymbol, ParamSymbol } from '../program.ts';

/** What kind of sentence an expression stands in. */
export type Place =
  | 'constant'
  | 'fn'
  | 'metric'
  | 'segment'
  | 'triggerWhere'
  | 'when'
  | 'send'
  | 'aggregateWhere'
  | 'unlessWhere';

/**
 * Whether a false condition makes the whole less true (`positive`), more true (`negative`), or may do either, as
 * under `=` or in the body of a function that anybody may negate.
 */
type Polarity = 'positive' | 'negative' | 'either';

export type EventOrUnreadable = EventSymbol | 'unreadable';

/** Whose fields stand bare. */
interface Row {
  readonly event: EventOrUnreadable;
  readonly role: 'row' | 'trigger';
}

/** Where an expression stands: what its names mean, and what it may look at. */
export interface Site {
  readonly scope: FileScope;
  readonly place: Place;
  readonly polarity: Polarity;
  /** What made the polarity negative, to be shown beside what is wrong with it. */
  readonly negation?: Related | undefined;
  /** A metric that is marked if a positive comparison in it counts something missing as false. */
  readonly leaning?: MetricDecl | undefined;
  /** Whose references are noted, for order and cycles. */
  readonly owner?: NamedDecl | undefined;
  readonly params?: ReadonlyMap<string, ParamSymbol> | undefined;
  readonly row?: Row | undefined;
  /** What `event` is. */
  readonly trigger?: EventOrUnreadable | undefined;
}

/** The same place under a `not`. */
export function negated(site: Site, by: Related): Site {
  switch (site.polarity) {
    case 'positive':
      return { ...site, polarity: 'negative', negation: by };
    case 'negative':
      return { ...site, polarity: 'positive', negation: undefined };
    case 'either':
      return site;
    default: {
      const never: never = site.polarity;
      return never;
    }
  }
}

/** The same place where nobody knows whether the condition will be negated. */
export function undirected(site: Site): Site {
  return site.polarity === 'either' ? site : { ...site, polarity: 'either', negation: undefined };
}

export function constantSite(scope: FileScope, owner?: NamedDecl): Site {
  return { scope, place: 'constant', polarity: 'positive', owner };
}
