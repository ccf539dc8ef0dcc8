/**
 * Bugs to plant, one at a time, where the laws should see them. `part` is where the bug is.
 *
 * @typedef {import('../planting/plant.mjs').Bug & { part: string, what: string }} LawBug
 */

const acceptance = 'packages/engine/src/acceptance/';
const engine = 'packages/engine/src/';
const compiler = 'packages/compiler/src/';
const dsl = 'packages/dsl/src/';
const reference = 'packages/reference/src/';
const sql = 'packages/compiler/src/emit-sql/';

/** @type {readonly LawBug[]} */
export const bugs = [
  // All ways to evaluate stand on acceptance, so the laws that compare them with each other cannot see what it does.
  {
    part: 'acceptance',
    what: 'lateness before duplicates',
    file: `${acceptance}judge.ts`,
    find: "  if (known !== undefined && known >= horizon) return 'duplicate';\n  if (at < horizon) return 'late';",
    replace:
      "  if (at < horizon) return 'late';\n  if (known !== undefined && known >= horizon) return 'duplicate';",
  },
  {
    part: 'acceptance',
    what: 'the id of an event at clock − late is forgotten',
    file: `${acceptance}judge.ts`,
    find: 'known >= horizon',
    replace: 'known > horizon',
  },
  {
    part: 'acceptance',
    what: 'an event at clock − late is late',
    file: `${acceptance}judge.ts`,
    find: 'if (at < horizon)',
    replace: 'if (at <= horizon)',
  },
  {
    part: 'acceptance',
    what: 'a record after T is decoded, and so may be rejected',
    file: `${acceptance}cloud-events.ts`,
    find: '  return (text, origin, untilMs) => {\n',
    replace: `  return (text, origin, untilMs) => {
    const decoded = decode(text, origin, Infinity);
    const isAfter = decoded.kind === 'events' && decoded.events.some(({ row }) => row.at > untilMs);
    return isAfter ? { kind: 'absent' } : decoded;
  };
  function decode(text: string, origin: RecordOrigin, untilMs: number): Decoded {
`,
  },
  {
    part: 'acceptance',
    what: 'the id of `event.late` is made without the user',
    file: `${engine}population.ts`,
    find: "sha256Hex32(['late', row.tenant, row.user, row.id], this.sha256)",
    replace: "sha256Hex32(['late', row.tenant, row.id], this.sha256)",
  },
  {
    part: 'acceptance',
    what: 'a CSV row that is shorter than its header is not expected',
    file: `${acceptance}csv-input.ts`,
    find: "return cell === '' ? undefined : cell;",
    replace: "return cell?.trim() === '' || cells[i ?? 0]!.length === 0 ? undefined : cell;",
  },
  {
    part: 'acceptance',
    what: 'a time zone that does not exist is taken',
    file: `${acceptance}field-value.ts`,
    find: "type.kind === 'timezone' && !isZone(value)",
    replace: "type.kind === 'timezone' && value === ''",
  },

  {
    part: 'engine',
    what: 'windows are closed on the left',
    file: `${engine}state/aggregate.ts`,
    find: 'export function readAggregate(log: Log, spec: AggregateSpec, t: number): Value {\n  const from = spec.windowMs === null ? 0 : firstAfter(log, t - spec.windowMs);',
    replace:
      'export function readAggregate(log: Log, spec: AggregateSpec, t: number): Value {\n  const from = spec.windowMs === null ? 0 : firstAfter(log, t - spec.windowMs - 1);',
  },
  {
    part: 'engine',
    what: 'timers at an instant run before its events',
    file: `${engine}step/engine.ts`,
    find: 'if (inclusive ? t > to : t >= to) break;',
    replace: 'if (t > to) break;',
  },
  {
    part: 'engine',
    what: '`for D` is complete a millisecond too late',
    file: `${engine}step/settle.ts`,
    find: 'const complete = openSince(islands) + forMs;',
    replace: 'const complete = openSince(islands) + forMs + 1;',
  },
  {
    part: 'engine',
    what: 'a cooldown still holds at its end',
    file: `${engine}step/decide.ts`,
    find: 'if (now - last < spec.cooldownMs)',
    replace: 'if (now - last <= spec.cooldownMs)',
  },
  {
    part: 'engine',
    what: 'half is rounded to even',
    file: `${engine}values/numbers.ts`,
    find: '  if (restSize < Math.abs(d) - restSize) return quotient + 0;',
    replace:
      '  if (restSize < Math.abs(d) - restSize) return quotient + 0;\n  if (restSize === Math.abs(d) - restSize && quotient % 2 === 0) return quotient + 0;',
  },
  {
    part: 'engine',
    what: 'who has not begun is judged when the clock moves, and `did not` is true of them',
    file: `${engine}step/engine.ts`,
    find: '    if (!hasBegun(state)) return;\n',
    replace: '    if (!hasBegun(state)) state.deadline = to;\n',
  },
  {
    part: 'engine',
    what: 'a late event changes the present only, not the past since then',
    file: `${engine}step/engine.ts`,
    find: 'this.settle(state, row.at, now)',
    replace: 'this.settle(state, now, now)',
  },
  {
    part: 'engine',
    what: 'events of one instant are sorted by UTF-16, not by bytes',
    file: `${engine}state/log.ts`,
    find: 'compareUtf8(log.ids[i - 1] as string, id) > 0',
    replace: '(log.ids[i - 1] as string) > id',
  },
  {
    part: 'engine',
    what: 'what is read ever is folded at the horizon already, where a late event may come before it',
    file: `${engine}state/log.ts`,
    find: 'horizon - windowMs : horizon - 1;',
    replace: 'horizon - windowMs : horizon;',
  },
  {
    part: 'engine',
    what: 'of a stretch of a condition that ended at the horizon nothing is kept',
    file: `${engine}state/islands.ts`,
    find: '(islands.ends[n] as number) < horizon',
    replace: '(islands.ends[n] as number) <= horizon',
  },
  {
    part: 'engine',
    what: '`unless` waits for an event so late that its time is over at the clock',
    file: `${engine}step/engine.ts`,
    find: 'if (dueMs > state.position) insertPending',
    replace: 'if (dueMs >= state.position) insertPending',
  },
  {
    part: 'engine',
    what: 'changes of one step are in the order of dependence, not of names',
    file: `${engine}step/engine.ts`,
    find: 'for (const segment of this.rules.segmentsByName)',
    replace: 'for (const segment of state.since.keys())',
  },
  {
    part: 'engine',
    what: 'users are in the order of UTF-16, not of bytes',
    file: `${engine}population.ts`,
    find: 'compareUtf8(a.user, b.user)',
    replace: '(a.user < b.user ? -1 : Number(a.user > b.user))',
  },

  {
    part: 'snapshot',
    what: 'when a nudge was last generated is not read back',
    file: `${engine}snapshot/user-snapshot.ts`,
    find: 'if (id !== undefined) state.lastGenerated[id] = at;',
    replace: '',
  },
  {
    part: 'snapshot',
    what: 'running sums begin with nothing, not with what was folded',
    file: `${engine}state/log.ts`,
    find: 'log.sums = [log.folded?.sum ?? 0];',
    replace: 'log.sums = [0];',
  },
  {
    part: 'snapshot',
    what: 'the device of an event that is kept whole is not read back',
    file: `${engine}snapshot/values.ts`,
    find: '    device,\n    values',
    replace: '    device: null,\n    values',
  },

  {
    part: 'checker',
    what: 'segments are in the order of their names',
    file: `${dsl}check/derived/segment-order.ts`,
    find: 'height(a) - height(b) || compareText',
    replace: '0 * (height(a) - height(b)) || compareText',
  },
  {
    part: 'formatter',
    what: 'parentheses around a sum are dropped',
    file: `${dsl}format/expression-doc.ts`,
    find: "    case 'paren': {\n",
    replace: "    case 'paren': {\n      if (expr.inner.kind === 'arithmetic') return doc(expr.inner);\n",
  },

  {
    part: 'compiler',
    what: '`t < now` is not turned round',
    file: `${compiler}lower/build.ts`,
    find: "  lt: 'gt',",
    replace: "  lt: 'lt',",
  },
  {
    part: 'compiler',
    what: '`between` leaves out its upper end',
    file: `${compiler}lower/lower-expr.ts`,
    find: "compare('le', value, lower(expr.high), span)",
    replace: "compare('lt', value, lower(expr.high), span)",
  },
  {
    part: 'compiler',
    what: 'both sides of `??` keep their own type',
    file: `${compiler}lower/lower-expr.ts`,
    find: 'const [left, right] = unify(lower(expr.left), lower(expr.right));\n      return {',
    replace: 'const [left, right] = [lower(expr.left), lower(expr.right)];\n      return {',
  },
  {
    part: 'passes',
    what: 'aggregates are shared whatever their windows',
    file: `${compiler}passes/share-aggregates.ts`,
    find: 'printAggregate(program, aggregate)',
    replace: 'printAggregate(program, { ...aggregate, windowMs: null })',
  },
  {
    part: 'passes',
    what: '`or` is folded as `and` is',
    file: `${compiler}passes/fold-constants.ts`,
    find: "const deciding = expr.op === 'or';",
    replace: 'const deciding = false;',
  },

  {
    part: 'sql',
    what: 'the frame of a window is a millisecond too long',
    file: `${sql}track-rows.ts`,
    find: 'windowMs - 1',
    replace: 'windowMs',
  },
  {
    part: 'sql',
    what: '`now <= e` turns at e, not behind it',
    file: `${sql}condition.ts`,
    find: "    case 'gt':\n      return [plusMs(edge, 1)];",
    replace: "    case 'gt':\n      return [edge];",
  },
  {
    part: 'sql',
    what: 'what holds since ever begins the user, and `did not` is true of them',
    file: `${sql}track-rows.ts`,
    find: "binary(column(T, ROW), '>=', integer(0))",
    replace: "binary(column(T, ROW), '>=', integer(-1))",
  },
  {
    part: 'sql',
    what: '`for D` in a segment that others name is a millisecond too short',
    file: `${sql}intervals.ts`,
    find: 'const since = plusMs(column(T, ROW), segment.forMs);',
    replace: 'const since = plusMs(column(T, ROW), Math.max(0, segment.forMs - 1));',
  },
  {
    part: 'sql',
    what: 'who is in now: the past is read as far as the windows, not the `for` before them',
    file: `${sql}reach.ts`,
    find: 'windowMs + lookbackMs',
    replace: 'windowMs',
  },
  {
    part: 'sql',
    what: 'who is in now: whose `for` is complete at T is not in',
    file: `${sql}segment-statements.ts`,
    find: "      columns: ownerColumns(ROW),\n      from: { name: part, as: ROW },\n      where: binary(column('since', ROW), '<=', AS_OF),",
    replace:
      "      columns: ownerColumns(ROW),\n      from: { name: part, as: ROW },\n      where: binary(column('since', ROW), '<', AS_OF),",
  },
  {
    part: 'sql',
    what: 'the last event is still found when it has just left the window',
    file: `${sql}track-rows.ts`,
    find: "binary(at, '>', plusMs(column(T, ROW), -windowMs))",
    replace: "binary(at, '>=', plusMs(column(T, ROW), -windowMs))",
  },
  {
    part: 'sql',
    what: 'a missing number is clamped to the end of its range',
    file: `${sql}arithmetic.ts`,
    find: '  if (!optional) {\n    return combine([value], ([x]) =>',
    replace: '  if (!optional || optional) {\n    return combine([value], ([x]) =>',
  },
  {
    part: 'sql',
    what: '`not` of a comparison with something missing is missing',
    file: `${sql}lower-expr.ts`,
    find: 'return of.some((expr) => expr.type.optional) ? orFalse(test) : test;',
    replace: 'return of.some((expr) => expr.type.optional) ? test : test;',
  },
  {
    part: 'sql',
    what: 'of two writes at one instant the first by id counts',
    file: `${sql}profile.ts`,
    find: "{ ...ascending(column('id', ROW), true), descending: true },",
    replace: "{ ...ascending(column('id', ROW), true), descending: false },",
  },
  {
    part: 'duckdb',
    what: 'ids are sorted without regard to case',
    file: `${sql}dialects/duckdb.ts`,
    find: 'inByteOrder: (value) => value,',
    replace: "inByteOrder: (value) => value + ' COLLATE NOCASE',",
  },
  {
    part: 'postgres',
    what: '`div` rounds down',
    file: `${sql}dialects/postgres.ts`,
    find: `return \`div(CAST(\${a} AS NUMERIC), \${b})\`;`,
    replace: `return \`floor(CAST(\${a} AS NUMERIC) / \${b})\`;`,
  },

  {
    part: 'reference',
    what: 'windows are closed on the left',
    file: `${reference}history.ts`,
    find: 'at > t - windowMs',
    replace: 'at >= t - windowMs',
  },
  {
    part: 'reference',
    what: 'of two writes at one instant the last to arrive counts',
    file: `${reference}history.ts`,
    find: 'a.at === b.at ? byBytes(a.id, b.id) : a.at - b.at',
    replace: 'a.at - b.at',
  },
];
