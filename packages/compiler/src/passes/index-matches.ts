import type { MatchCondition } from '@nudge/engine';
import type { IrExpr, IrLog, IrNudge, IrProgram } from '../ir.ts';
import { matchCondition } from './match-condition.ts';
import { matchCost } from './match-cost.ts';
import type { EventSide } from './match-subject.ts';

/** As many as the engine's index takes (`MAX_LINES` of `engine/src/match/lines.ts`). */
const LINES_AT_MOST = 8;
/** More would cost more memory than a function that looks into a list. */
const VALUES_AT_MOST = 1000;

/**
 * Parts the filters of logs, and the conditions of nudges that an event triggers, into what an index answers for all of
 * them at once and the rest. The conditions themselves stay as they are, for other back ends.
 */
export function indexMatches(program: IrProgram): IrProgram {
  return { ...program, logs: program.logs.map(indexLog), nudges: program.nudges.map(indexNudge) };
}

function indexLog(log: IrLog): IrLog {
  const taking = new Taking('row');
  const filter = taking.from(log.filter);
  return taking.isEmpty ? log : { ...log, index: { match: taking.match(), filter } };
}

function indexNudge(nudge: IrNudge): IrNudge {
  const { trigger } = nudge;
  if (trigger.kind !== 'event' && trigger.kind !== 'unless') return nudge;
  const taking = new Taking('event');
  const where = taking.from(trigger.where);
  // After `unless` the `when` is judged later than the event.
  const when = trigger.kind === 'event' ? taking.from(nudge.when) : nudge.when;
  return taking.isEmpty ? nudge : { ...nudge, index: { match: taking.match(), where, when } };
}

/** Gathers what an index can take of some conditions that must all be true. */
class Taking {
  private readonly side: EventSide;
  private readonly taken: MatchCondition[] = [];
  private lines = 1;

  constructor(side: EventSide) {
    this.side = side;
  }

  get isEmpty(): boolean {
    return this.taken.length === 0;
  }

  /** Takes conjuncts out of a condition and gives the rest; `null`: there is none. */
  from(condition: IrExpr | null): IrExpr | null {
    if (condition === null) return null;
    const conjuncts = conjunctsOf(condition);
    const rest = conjuncts.filter((conjunct) => !this.take(conjunct));
    if (rest.length === conjuncts.length) return condition;
    return condition.op === 'and' && rest.length > 1 ? { ...condition, operands: rest } : (rest[0] ?? null);
  }

  private take(conjunct: IrExpr): boolean {
    const match = matchCondition(conjunct, this.side);
    if (match === null) return false;
    const { lines, values } = matchCost(match);
    // Conjuncts multiply: one that would go too far is left to its function.
    if (this.lines * lines > LINES_AT_MOST || values > VALUES_AT_MOST) return false;
    this.lines *= lines;
    this.taken.push(match);
    return true;
  }

  match(): MatchCondition {
    const [only] = this.taken;
    return this.taken.length === 1 && only !== undefined ? only : { op: 'and', operands: this.taken };
  }
}

function conjunctsOf(condition: IrExpr): readonly IrExpr[] {
  return condition.op === 'and' ? condition.operands.flatMap(conjunctsOf) : [condition];
}
