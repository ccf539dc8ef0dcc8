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
    file: `${engine}effects/late.ts`,
    find: "sha256Hex32(['late', tenant, user, id], sha256)",
    replace: "sha256Hex32(['late', tenant, id], sha256)",
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
    find: 'const complete = openSince(segment) + forMs;',
    replace: 'const complete = openSince(segment) + forMs + 1;',
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
    replace: `    if (!hasBegun(state)) {
      touchAtBegin(this.rules, state, this.touched);
      this.fireTimers(state, to, emit);
    }
`,
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
    find: 'compareUtf8(ids[i - 1] as string, id) > 0',
    replace: '(ids[i - 1] as string) > id',
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
    file: `${engine}step/trigger.ts`,
    find: 'if (dueMs > state.position) insertPending',
    replace: 'if (dueMs >= state.position) insertPending',
  },
  {
    part: 'engine',
    what: 'changes of one step are in the order of dependence, not of names',
    file: `${engine}step/settle.ts`,
    find: 'rankOf(rules, a) - rankOf(rules, b)',
    replace: 'a.segment - b.segment',
  },
  {
    part: 'engine',
    what: 'users are in the order of UTF-16, not of bytes',
    file: `${engine}population/user-table.ts`,
    find: 'compareUtf8(a[1], b[1])',
    replace: '(a[1] < b[1] ? -1 : Number(a[1] > b[1]))',
  },

  {
    part: 'snapshot',
    what: 'when a nudge was last generated is not read back',
    file: `${engine}snapshot/user-snapshot.ts`,
    find: 'if (nudge !== undefined) state.lastGenerated.set(nudge, at);',
    replace: '',
  },
  {
    part: 'snapshot',
    what: 'running sums begin with nothing, not with what was folded',
    file: `${engine}state/log.ts`,
    find: 'log.base = log.folded?.sum ?? 0;',
    replace: 'log.base = 0;',
  },
  {
    part: 'snapshot',
    what: 'the device of an event that is kept whole is not read back',
    file: `${engine}snapshot/values.ts`,
    find: '    device,\n    values',
    replace: '    device: null,\n    values',
  },

  // The laws reach only what programs of a few rules reach: trees of one leaf, low ids, one user ready at a time.
  {
    part: 'touched',
    what: 'a threshold that is reached exactly is not crossed',
    file: `${engine}state/thresholds.ts`,
    find: 'if (value >= level && value - rise < level)',
    replace: 'if (value > level && value - rise < level)',
  },
  {
    part: 'touched',
    what: 'a box of thresholds is left alone when its least level is reached exactly',
    file: `${engine}state/thresholds.ts`,
    find: 'nodes[node + MAX_WINDOW] as number, start, to) <\n',
    replace: 'nodes[node + MAX_WINDOW] as number, start, to) <=\n',
  },
  {
    part: 'touched',
    what: 'a box of thresholds is left alone when its greatest level is one away',
    file: `${engine}state/thresholds.ts`,
    find: 'nodes[node + MIN_WINDOW] as number, start, to) - rise >=\n',
    replace: 'nodes[node + MIN_WINDOW] as number, start, to) - rise + 1 >=\n',
  },
  {
    part: 'touched',
    what: 'a late event reaches no threshold',
    file: `${engine}step/record.ts`,
    find: '  else index.reachable(log, at, state.position, touched.add);\n',
    replace: '',
  },
  {
    part: 'touched',
    what: 'who names a segment is not judged when it changes',
    file: `${engine}step/settle.ts`,
    find: 'touched.addAll(rules.watchers.ofSegment[id] as readonly number[]);',
    replace: '',
  },
  {
    part: 'touched',
    what: "who names a segment is not judged when only that one's past changes",
    file: `${engine}step/settle.ts`,
    find: 'if (isMember !== wasMember || (past !== null && !equals(past, segment))) {',
    replace: 'if (isMember !== wasMember) {',
  },
  {
    part: 'touched',
    what: 'what is true of a user of whom nothing is known is not judged when they begin',
    file: `${engine}state/watchers.ts`,
    find: 'if (holds || rule?.turns !== null',
    replace: 'if (rule?.turns !== null',
  },
  {
    part: 'touched',
    what: 'what was judged from a begin that was too late is not judged again',
    file: `${engine}step/record.ts`,
    find: '  state.segments.forEach((_, id) => {\n    touched.add(id);\n  });\n',
    replace: '',
  },
  {
    part: 'touched',
    what: 'a write to the profile that comes in order concerns no one',
    file: `${engine}step/record.ts`,
    find: 'if (historyAt(history, row.at) === before) continue;',
    replace: 'if (row.at === state.position) continue;',
  },

  {
    part: 'alarms',
    what: 'alarms are a millisecond late',
    file: `${engine}step/settle.ts`,
    find: 'setAlarm(state, id, segment, next);',
    replace: 'setAlarm(state, id, segment, next + 1);',
  },
  {
    part: 'alarms',
    what: 'a count falls when one entry more has left',
    file: `${engine}state/aggregate.ts`,
    find: 'instantAt(log, to - level) + windowMs;',
    replace: 'instantAt(log, Math.min(to - 1, to - level + 1)) + windowMs;',
  },
  {
    part: 'alarms',
    what: 'a count comes to its level with one entry more',
    file: `${engine}state/aggregate.ts`,
    find: 'const last = from + level - (folded?.count ?? 0) - 1;',
    replace: 'const last = from + level - (folded?.count ?? 0);',
  },
  {
    part: 'alarms',
    what: 'the heap of alarms and of touched segments looks at one child only',
    file: `${engine}values/heap.ts`,
    find: 'if (child + 1 < n && (keys[child + 1] as number) < (keys[child] as number)) child++;',
    replace: '',
  },
  {
    part: 'alarms',
    what: 'a segment that is only waited for is forgotten',
    file: `${engine}state/user-state.ts`,
    find: 'if (segment.starts.length === 0 && segment.alarm === Infinity &&',
    replace: 'if (segment.starts.length === 0 &&',
  },

  {
    part: 'state',
    what: 'a log that was trimmed after an insert is not saved',
    file: `${engine}state/user-logs.ts`,
    find: 'else this.save(log);',
    replace: 'else if (exact) this.save(log);',
  },
  {
    part: 'state',
    what: 'that a log is not steady is not saved',
    file: `${engine}state/user-logs.ts`,
    find: 'cells[head + 1] = log.steady ? log.size : -1 - log.size;',
    replace: 'cells[head + 1] = log.size;',
  },
  {
    part: 'state',
    what: 'a log is steady whatever its values are',
    file: `${engine}state/log.ts`,
    find: '  if (value < 0) log.steady = false;\n',
    replace: '',
  },
  {
    part: 'state',
    what: 'a log is steady again as soon as something was cut off',
    file: `${engine}state/log.ts`,
    find: "if (sum < before || typeof sum === 'bigint') log.steady = false;",
    replace: "if (typeof sum === 'bigint') log.steady = false;",
  },
  {
    part: 'state',
    what: 'exact trimming takes one entry too many',
    file: `${engine}state/log.ts`,
    find: 'const n = firstAfter(log, limit);',
    replace: 'const n = Math.min(size, firstAfter(log, limit) + Number(exact));',
  },
  {
    part: 'state',
    what: 'what has a high id is lost; here from the third id on, for the laws have few',
    file: `${engine}state/id-map.ts`,
    find: '    if (id >= LOW) {\n      this.high ??= new Map();\n      this.high.set(id, item);\n      return;',
    replace: '    if (id >= 2) {\n      return;',
  },

  {
    part: 'match',
    what: 'a condition on a field is true where the field is missing',
    file: `${engine}match/cells.ts`,
    find: 'if (set.missing) see(MISSING);',
    replace: 'see(MISSING);',
  },
  {
    part: 'match',
    what: 'the last line of a block is not looked at',
    file: `${engine}match/block.ts`,
    find: 'left &= -1 >>> (31 - ((to - 1) & 31));',
    replace: 'left &= (1 << ((to - 1) & 31)) - 1;',
  },
  {
    part: 'match',
    what: '`!=` is true of a field that is missing',
    file: `${compiler}passes/match-comparison.ts`,
    find: 'return same === null ? null : presentAndNot(field, same);',
    replace: "return same === null ? null : { op: 'not', operand: same };",
  },
  {
    part: 'passes',
    what: 'the threshold of `>` is that of `>=`',
    file: `${compiler}passes/index-thresholds.ts`,
    find: "    case 'le':\n      return [c + 1];",
    replace: "    case 'le':\n      return [c];",
  },
  {
    part: 'decoder',
    what: 'the fast decoder loses the last digit of a decimal',
    file: `${acceptance}fast/read-number.ts`,
    find: 'if (place >= 1) scaled',
    replace: 'if (place > 1) scaled',
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
    file: `${compiler}comparisons.ts`,
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
