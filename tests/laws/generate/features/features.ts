const each = (prefix: string, names: readonly string[]): string[] => names.map((name) => `${prefix} ${name}`);

const SCALARS = ['bool', 'int', 'decimal', 'string', 'timestamp', 'enum'];
const SHAPES = ['over', 'where over', 'ever', 'where ever'];
const AGGREGATES = ['count', 'sum', 'avg', 'min', 'max', 'first', 'last', 'distinct'];

/**
 * What a program can hold, as far as rules over a history are concerned. Sources and tests are left out: they read other
 * records, and say what should come out. What every program holds (a segment, a channel) is no feature.
 */
export const FEATURES: readonly string[] = [
  // Declarations
  ...[
    'module',
    'qualified name',
    'comment',
    'doc comment',
    'title',
    'backquoted name',
    'wire name',
    'late',
    'future',
    'delay',
  ],
  ...['const', 'const list', 'constant duration', 'computed duration', 'odd text', 'end of a range'],
  ...['fn', 'fn of now', 'optional parameter'],
  ...each('event field', [...SCALARS, 'list']),
  'optional event field',
  ...each('user field', [...SCALARS, 'list', 'timezone']),
  ...['default', 'locale', 'pii'],
  // Metrics and segments
  ...each('metric', [...SCALARS, 'list', 'duration']),
  ...['metric of a metric', 'metric used'],
  ...['for', 'status inactive', 'segment used', 'negated segment', 'segment three deep'],
  // Nudges and templates
  ...['on event', 'on event where', 'on enter', 'on exit', 'unless'],
  ...['unless: where of the first', 'unless: where of the second'],
  ...['when', 'consent', 'transactional', 'priority', 'cooldown', 'expires', 'group', 'several channels'],
  ...['triggering event', 'correlated filter', 'segment in a nudge'],
  ...each('argument', SCALARS),
  ...['several locales', 'digits of a hole', 'brace'],
  // Conditions
  ...['=', '!=', '<', '<=', '>', '>=', 'between', 'in', 'not in', 'in a list of its own'],
  ...['contains', 'starts with', 'ends with', 'matches glob', 'is present', 'is missing'],
  ...['and', 'or', 'not', 'narrowing', 'bool as a condition', 'condition as a value'],
  // Values
  ...['??', '+', '-', '*', '/', 'div', 'mod', 'negation', 'int beside decimal'],
  ...[
    'min',
    'max',
    'abs',
    'round',
    'lower',
    'length',
    'hour',
    'weekday',
    'date',
    'zone of the user',
    'zone compared',
    'two enums',
  ],
  ...['timestamp + duration', 'timestamp - duration', 'timestamp - timestamp', 'duration arithmetic'],
  ...['now compared', 'now - timestamp', 'now - duration', 'now between', 'free now'],
  // Aggregates
  ...AGGREGATES.flatMap((fn) => each(fn, SHAPES)),
  ...['did', 'did where', 'did not', 'did not where'],
  ...['aggregate of bool', 'aggregate of enum', 'aggregate of string', 'aggregate of timestamp'],
];
