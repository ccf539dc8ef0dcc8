import type { CatalogueEntry } from './entry.ts';

/**
 * What the resolver and the checker say. N2 is about names and modules, N3 about types and values, N4 about
 * declarations and clauses, N5 about privacy and consent, N6 about tests, N7 about sources, N8 holds the warnings,
 * N9 what this version does not build yet.
 */
export const checkCatalogue: Readonly<Record<CheckCode, CatalogueEntry>> = {
  // ---- N2: names and modules ----
  N2001: {
    title: 'unknown name',
    severity: 'error',
    explanation:
      'Nothing that can be seen from this file has this name. Check the spelling, or bring the name in with `use`.',
  },
  N2002: {
    title: 'unknown module',
    severity: 'error',
    explanation: 'No file of the project begins with `module` and this name.',
  },
  N2003: {
    title: 'name that its module does not have',
    severity: 'error',
    explanation: 'The module exists, but declares nothing of this name.',
  },
  N2004: {
    title: 'name declared twice',
    severity: 'error',
    explanation:
      'Events, segments, nudges, templates, metrics, constants, functions and sources of one module share one set of names. Rename one of the two.',
  },
  N2005: {
    title: 'ambiguous name',
    severity: 'error',
    explanation:
      'Two modules that this file uses both declare the name. Write it with its module, or bring it in under another name.',
  },
  N2006: {
    title: 'name of another kind',
    severity: 'error',
    explanation: 'The name exists, but it is declared as something that cannot stand here.',
  },
  N2007: {
    title: 'name in the wrong style',
    severity: 'error',
    explanation:
      'Events, segments, nudges and templates are written `LikeThis`; fields, metrics, constants, functions, purposes, channels and sources `like_this`.',
  },
  N2008: {
    title: 'declared twice in the project',
    severity: 'error',
    explanation:
      'The `user` block, each setting, each purpose and each channel belong to the whole project and are declared once.',
  },
  N2009: {
    title: '`use` brings in a name that is taken',
    severity: 'error',
    explanation:
      'The file already has something of this name. Bring the other one in under a new name with `as`.',
  },
  N2010: {
    title: 'unknown field',
    severity: 'error',
    explanation: 'The event, or the `user` block, declares no field of this name.',
  },
  N2011: {
    title: 'undeclared purpose',
    severity: 'error',
    explanation:
      'A consent can only be given for a purpose that the project declares; a typo here would be a consent that nobody can give.',
  },
  N2012: {
    title: 'undeclared channel',
    severity: 'error',
    explanation: 'A nudge can only be sent on a channel that the project declares.',
  },
  N2014: {
    title: 'unknown value of an enum',
    severity: 'error',
    explanation: 'An enum has the values that its declaration lists, and no others.',
  },
  N2015: {
    title: 'declarations that refer to themselves',
    severity: 'error',
    explanation:
      'Segments, metrics, constants and functions may refer to each other, but never in a circle: such a circle has no value.',
  },

  // ---- N3: types and values ----
  N3001: {
    title: 'unknown type',
    severity: 'error',
    explanation:
      'The types are `bool`, `int`, `decimal`, `string`, `timestamp`, `enum { … }`, `list<…>`, and `timezone` in the `user` block.',
  },
  N3002: {
    title: 'type that cannot stand here',
    severity: 'error',
    explanation:
      'Some types have their place: `timezone` in the `user` block, `duration` in constants and functions.',
  },
  N3003: {
    title: 'value of the wrong type',
    severity: 'error',
    explanation: 'Nothing converts by itself, except that an `int` may stand where a `decimal` is expected.',
  },
  N3004: {
    title: 'values that cannot be compared',
    severity: 'error',
    explanation: 'Both sides of a comparison must have one type; an `int` may be compared with a `decimal`.',
  },
  N3005: {
    title: 'values without an order',
    severity: 'error',
    explanation:
      'Only numbers, times and durations are smaller or larger. Text, enums and true/false can be equal or not.',
  },
  N3006: {
    title: 'possibly missing value where it is negated',
    severity: 'error',
    explanation:
      'A comparison with a missing value is false, so its opposite would be true. Under `not`, `!=`, `not in` and in `did not` say what is meant: give a default with `??`, or ask `is present` first.',
  },
  N3007: {
    title: 'possibly missing value where one is needed',
    severity: 'error',
    explanation: 'Give a default with `??`, or make sure with `is present` that the value is there.',
  },
  N3008: {
    title: 'not a constant',
    severity: 'error',
    explanation:
      'What stands here is fixed before any event comes: literals, `const`s and functions of them. Nothing of a user or of an event.',
  },
  N3009: {
    title: 'number out of range',
    severity: 'error',
    explanation: 'An `int` lies within ±9007199254740991, a `decimal` within ±500000000000.',
  },
  N3010: {
    title: 'too many digits',
    severity: 'error',
    explanation: 'A `decimal` has four digits after the point.',
  },
  N3011: {
    title: 'wrong number of arguments',
    severity: 'error',
    explanation: 'A function takes as many arguments as it has parameters.',
  },
  N3012: {
    title: '`now` where it has no computable end',
    severity: 'error',
    explanation:
      'In segments and metrics `now` stands only in a comparison of `now`, or `now - x`, with something free of `now`: so every change has one instant that can be computed ahead.',
  },
  N3013: {
    title: 'values of an enum',
    severity: 'error',
    explanation: 'An enum lists at least one value, and each once.',
  },
  N3014: {
    title: 'unknown time zone',
    severity: 'error',
    explanation:
      'Zones have the names of the IANA table, such as `Europe/Berlin`, or stand in a `timezone` field of the user.',
  },
  N3015: {
    title: 'empty list',
    severity: 'error',
    explanation: 'Nothing is ever in an empty list, and it does not say of what it is a list.',
  },
  N3016: {
    title: 'duration out of bounds',
    severity: 'error',
    explanation: 'Windows, waits and cooldowns are longer than nothing and at most 3650 days.',
  },
  N3017: {
    title: 'expression that grows too large',
    severity: 'error',
    explanation:
      'Functions and metrics are written out where they are used. Functions that use each other many times over grow beyond what can be evaluated for each event.',
  },
  N3018: {
    title: 'name that is not a value',
    severity: 'error',
    explanation: 'Events, templates, nudges and functions are no values by themselves.',
  },

  // ---- N4: declarations and clauses ----
  N4001: {
    title: 'field or parameter declared twice',
    severity: 'error',
    explanation: 'Each field and each parameter has a name of its own.',
  },
  N4002: {
    title: 'field named like an attribute',
    severity: 'error',
    explanation: 'Every event has `id`, `at`, `user`, `tenant`, `session` and `device` by itself.',
  },
  N4003: {
    title: 'default on a field of an event',
    severity: 'error',
    explanation:
      'Only fields of `user` have defaults. A field of an event is there, or optional and possibly missing.',
  },
  N4004: {
    title: 'field of `user` without `?` or default',
    severity: 'error',
    explanation: 'A user begins with an empty profile, so each field is optional or has a default.',
  },
  N4005: {
    title: 'unknown mark',
    severity: 'error',
    explanation: 'The only mark of a field is `@pii`: it is personal.',
  },
  N4006: {
    title: 'two events with one name on the wire',
    severity: 'error',
    explanation:
      'An incoming record could be either event. Give one of them a name of its own on the wire: `event CartAdd as "addToCart"`.',
  },
  N4007: {
    title: 'missing clause',
    severity: 'error',
    explanation: 'A segment needs `when`; a nudge needs a trigger (`on …`), a `channel` and a `send`.',
  },
  N4008: {
    title: 'clause that stands twice',
    severity: 'error',
    explanation: 'Each clause stands once, and a nudge has one trigger.',
  },
  N4009: {
    title: 'missing window',
    severity: 'error',
    explanation: 'An aggregate says how far it looks back: `over 24h`, or `ever`. `did` says `within 24h`.',
  },
  N4010: {
    title: 'aggregate of the wrong thing',
    severity: 'error',
    explanation: '`count` counts events; all other aggregates take a field of an event: `sum(Order.amount)`.',
  },
  N4011: {
    title: '`where` that looks beyond its event',
    severity: 'error',
    explanation:
      'The `where` of an aggregate may look only at the event that it counts, at constants and, inside a nudge, at the triggering `event`. What else must hold belongs outside.',
  },
  N4012: {
    title: 'no triggering event here',
    severity: 'error',
    explanation:
      '`event` is what triggered a nudge. Segments and metrics have no trigger, nor is there an event after `on enter` and `on exit`.',
  },
  N4013: {
    title: 'inactive segment in use',
    severity: 'error',
    explanation: 'A segment with `status inactive` is not evaluated, so nothing may rely on it.',
  },
  N4014: {
    title: 'not available here',
    severity: 'error',
    explanation:
      'A function sees only its parameters and constants. A metric sees events, metrics and the user, but no segments.',
  },
  N4015: {
    title: 'unknown status',
    severity: 'error',
    explanation: 'A segment is `active` or `inactive`.',
  },
  N4016: {
    title: 'priority out of range',
    severity: 'error',
    explanation: 'Priorities are whole numbers from 0 to 100; 50 is the default.',
  },
  N4017: {
    title: 'channel that stands twice',
    severity: 'error',
    explanation: 'A nudge names each of its channels once.',
  },
  N4018: {
    title: 'template without text',
    severity: 'error',
    explanation: 'A template has at least one locale with at least one text.',
  },
  N4019: {
    title: 'locales that differ',
    severity: 'error',
    explanation:
      'All locales of a template have the same keys, so that a message is complete in every language.',
  },
  N4020: {
    title: 'hole without a parameter',
    severity: 'error',
    explanation:
      'A hole `{name}` prints a parameter of its template. A brace that is meant as such is written `{{`.',
  },
  N4021: {
    title: 'digits of a hole',
    severity: 'error',
    explanation: '`{total:2}` sets how many digits of a `decimal` are printed, from 0 to 4.',
  },
  N4022: {
    title: 'locale or text that stands twice',
    severity: 'error',
    explanation: 'A template has each locale once, and a locale each key once.',
  },
  N4023: {
    title: 'not a locale',
    severity: 'error',
    explanation: 'Locales are language tags such as `en` or `de-AT`.',
  },
  N4024: {
    title: 'template without one of its values',
    severity: 'error',
    explanation: '`send` gives a value to each parameter of the template.',
  },
  N4025: {
    title: 'value that the template does not take',
    severity: 'error',
    explanation: '`send` names parameters of the template.',
  },
  N4026: {
    title: 'value given twice',
    severity: 'error',
    explanation: 'Each name gets one value.',
  },

  // ---- N5: privacy and consent ----
  N5001: {
    title: 'neither consent nor transactional',
    severity: 'error',
    explanation:
      'Every nudge says on what ground it is sent: `consent` and a purpose, or `transactional` for what the person needs to know anyway.',
  },
  N5002: {
    title: 'both consent and transactional',
    severity: 'error',
    explanation: 'A nudge is sent under a consent, or it is transactional.',
  },
  N5003: {
    title: 'personal value on a channel that does not allow it',
    severity: 'error',
    explanation: 'A `@pii` value may go only to channels that declare `pii allowed`.',
  },
  N5004: {
    title: 'personal value in a transactional nudge',
    severity: 'error',
    explanation:
      'A `@pii` value may flow only into a nudge that a person has consented to: `consent` and a purpose.',
  },
  N5005: {
    title: 'personal value in a rule',
    severity: 'error',
    explanation:
      'A `@pii` value may flow only into the values of a `send`. It decides nothing: no segment, metric, `when` or `where` may look at it.',
  },

  // ---- N6: tests ----
  N6001: {
    title: 'clock that is not set',
    severity: 'error',
    explanation: 'A test sets its clock with `at` before anything happens in it.',
  },
  N6002: {
    title: 'clock that runs backwards',
    severity: 'error',
    explanation: 'The clock of a test only moves forward.',
  },
  N6003: {
    title: 'unknown reason',
    severity: 'error',
    explanation:
      'A nudge is suppressed by `consent`, `holdout`, `experiment`, `cooldown`, `cap`, `quiet`, `group` or `expired`.',
  },
  N6004: {
    title: 'two tests of one title',
    severity: 'error',
    explanation: 'The tests of a module are told apart by their titles.',
  },
  N6005: {
    title: 'event without a required field',
    severity: 'error',
    explanation: 'An event in a test carries every field that is not optional.',
  },
  N6006: {
    title: 'text that the template does not have',
    severity: 'error',
    explanation: 'What is expected of a nudge are the keys of its template.',
  },
  N6007: {
    title: 'channel that the nudge does not use',
    severity: 'error',
    explanation: 'A nudge goes out on the channels that it names.',
  },
  N6008: {
    title: 'person given twice',
    severity: 'error',
    explanation: '`given` says once with which profile a person begins.',
  },

  // ---- N7: sources ----
  N7001: {
    title: 'format of a source',
    severity: 'error',
    explanation: 'A source says how its records are written: `format csv` or `format json`.',
  },
  N7002: {
    title: 'source without user or time',
    severity: 'error',
    explanation: 'Every record belongs to a user and has a time: a source says where `user` and `at` stand.',
  },
  N7003: {
    title: 'unknown line in a source',
    severity: 'error',
    explanation: 'A source says where `user`, `at`, `id`, `tenant`, `session` and `device` stand.',
  },
  N7004: {
    title: 'required field that the source leaves out',
    severity: 'error',
    explanation: 'A record becomes an event only with every field that is not optional.',
  },
  N7005: {
    title: 'list from CSV',
    severity: 'error',
    explanation: 'A cell of a CSV file holds one value, never a list.',
  },
  N7006: {
    title: 'dotted path in CSV',
    severity: 'error',
    explanation: 'A CSV file has columns; only JSON records have paths such as `profile.age`.',
  },
  N7007: {
    title: 'zone where there is no time',
    severity: 'error',
    explanation: 'Only `at` has a zone: it is the zone of times that are written without one.',
  },

  // ---- N8: warnings ----
  N8001: {
    title: 'condition that is never true',
    severity: 'warning',
    explanation: 'Two parts of the condition exclude each other, so the rule can never fire.',
  },
  N8002: {
    title: '`when` that its trigger excludes',
    severity: 'warning',
    explanation: 'What the trigger says and what `when` asks exclude each other, so the nudge is never sent.',
  },
  N8003: {
    title: 'nudge that greets every newcomer',
    severity: 'warning',
    explanation:
      'The segment is true of a user of whom nothing is known, so everybody enters it with the first event.',
  },
  N8004: {
    title: '`unless` without a cooldown',
    severity: 'warning',
    explanation:
      'Each event is judged on its own: five carts make five nudges. A `cooldown` keeps it to one.',
  },
  N8005: {
    title: 'parameter that no text prints',
    severity: 'warning',
    explanation: 'Every nudge must give the parameter a value, and no text of the template shows it.',
  },
  N8006: {
    title: 'question whose answer is known',
    severity: 'warning',
    explanation: 'The value is always there, so `is present` is always true and `is missing` always false.',
  },
  N8007: {
    title: 'line of a source that is never reached',
    severity: 'warning',
    explanation: 'A record takes the first line that fits it, and a line above fits every record.',
  },
  N8008: {
    title: 'user to whom nothing happens',
    severity: 'warning',
    explanation:
      'An `expect` of the test speaks of a user whom no `given` and no event names, so `expect no nudge` holds whatever the rules do.',
  },

  // ---- N9: not built ----
  N9001: {
    title: 'not built yet',
    severity: 'error',
    explanation: 'The language has it, but this version of the compiler does not build it yet.',
  },
};

export type CheckCode =
  | 'N2001'
  | 'N2002'
  | 'N2003'
  | 'N2004'
  | 'N2005'
  | 'N2006'
  | 'N2007'
  | 'N2008'
  | 'N2009'
  | 'N2010'
  | 'N2011'
  | 'N2012'
  | 'N2014'
  | 'N2015'
  | 'N3001'
  | 'N3002'
  | 'N3003'
  | 'N3004'
  | 'N3005'
  | 'N3006'
  | 'N3007'
  | 'N3008'
  | 'N3009'
  | 'N3010'
  | 'N3011'
  | 'N3012'
  | 'N3013'
  | 'N3014'
  | 'N3015'
  | 'N3016'
  | 'N3017'
  | 'N3018'
  | 'N4001'
  | 'N4002'
  | 'N4003'
  | 'N4004'
  | 'N4005'
  | 'N4006'
  | 'N4007'
  | 'N4008'
  | 'N4009'
  | 'N4010'
  | 'N4011'
  | 'N4012'
  | 'N4013'
  | 'N4014'
  | 'N4015'
  | 'N4016'
  | 'N4017'
  | 'N4018'
  | 'N4019'
  | 'N4020'
  | 'N4021'
  | 'N4022'
  | 'N4023'
  | 'N4024'
  | 'N4025'
  | 'N4026'
  | 'N5001'
  | 'N5002'
  | 'N5003'
  | 'N5004'
  | 'N5005'
  | 'N6001'
  | 'N6002'
  | 'N6003'
  | 'N6004'
  | 'N6005'
  | 'N6006'
  | 'N6007'
  | 'N6008'
  | 'N7001'
  | 'N7002'
  | 'N7003'
  | 'N7004'
  | 'N7005'
  | 'N7006'
  | 'N7007'
  | 'N8001'
  | 'N8002'
  | 'N8003'
  | 'N8004'
  | 'N8005'
  | 'N8006'
  | 'N8007'
  | 'N8008'
  | 'N9001';
