import type { AggregateExpr, DidExpr, Expr, Path } from '../../syntax/tree.ts';
import type { EventAttribute, FieldSymbol, Ref } from '../program.ts';
import type { Tables } from '../tables.ts';

/**
 * Numbers expressions so that two that say the same have one number: `user.country` here and there, or
 * `sum(Order.amount) over 1d` written twice. That is how narrowing and contradictions recognise a value again.
 */
export class Identities {
  readonly #tables: Tables;
  readonly #byText = new Map<string, number>();
  readonly #byExpr = new Map<Expr, number>();
  readonly #byObject = new Map<object, number>();
  #objects = 0;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Its references must be resolved already. */
  of(expr: Expr): number {
    if (expr.kind === 'paren') return this.of(expr.inner);
    const known = this.#byExpr.get(expr);
    if (known !== undefined) return known;
    const id = this.#intern(this.#text(expr));
    this.#byExpr.set(expr, id);
    return id;
  }

  /** What a `did` asks of, or a `count`: the number of these events. So `did E` and `count(E) >= 1` are known as one. */
  ofCount(expr: AggregateExpr | DidExpr): number {
    return this.#intern(this.#aggregateText(expr, 'count'));
  }

  /** What a reference to it has, wherever it stands. */
  ofRef(ref: Ref): number {
    return this.#intern(this.#textOfRef(ref));
  }

  #intern(text: string): number {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    this.#byText.set(text, this.#byText.size);
    return this.#byText.size - 1;
  }

  /** One level deep, for the parts are numbers already: texts stay short and the whole linear. */
  #text(expr: Exclude<Expr, { kind: 'paren' }>): string {
    switch (expr.kind) {
      case 'bool':
        return `bool ${expr.value}`;
      case 'int':
        return `int ${expr.value}`;
      case 'decimal':
        return `decimal ${expr.scaled}`;
      case 'string':
        return `string ${expr.value.normalize('NFC')}`;
      case 'duration':
      case 'instant':
        return `${expr.kind} ${expr.ms}`;
      case 'now':
        return 'now';
      case 'unbuilt':
        return `unbuilt ${this.#object(expr)}`;
      case 'ref':
        return this.#refText(expr.path);
      case 'call':
        return `call ${this.#refText(expr.callee)} ${this.#all(expr.args)}`;
      case 'list':
        return `list ${this.#all(expr.items)}`;
      case 'negate':
      case 'not':
        return `${expr.kind} ${this.of(expr.operand)}`;
      case 'arithmetic':
      case 'compare':
      case 'logic':
        return `${expr.operator} ${this.of(expr.left)} ${this.of(expr.right)}`;
      case 'coalesce':
        return `?? ${this.of(expr.left)} ${this.of(expr.right)}`;
      case 'in':
        return `in ${expr.negated} ${this.of(expr.value)} ${this.of(expr.list)}`;
      case 'between':
        return `between ${this.of(expr.value)} ${this.of(expr.low)} ${this.of(expr.high)}`;
      case 'presence':
        return `presence ${expr.present} ${this.of(expr.value)}`;
      case 'stringTest':
        return `${expr.test} ${this.of(expr.value)} ${this.of(expr.pattern)}`;
      case 'aggregate':
        return this.#aggregateText(expr, expr.fn);
      case 'did':
        return this.#aggregateText(expr, expr.negated ? 'did not' : 'did');
      default: {
        const never: never = expr;
        return never;
      }
    }
  }

  #aggregateText(expr: AggregateExpr | DidExpr, what: string): string {
    const facts = this.#tables.aggregates.get(expr);
    if (facts === undefined) return `unreadable ${this.#object(expr)}`;
    const field = facts.field === undefined ? '' : this.#fieldText(facts.field);
    const where = expr.where === undefined ? '' : this.of(expr.where);
    return `${what} ${this.#object(facts.event)} ${field} where ${where} over ${facts.windowMs}`;
  }

  #all(exprs: readonly Expr[]): string {
    return exprs.map((expr) => this.of(expr)).join(' ');
  }

  #refText(path: Path): string {
    const ref = this.#tables.refs.get(path);
    return ref === undefined ? `unresolved ${this.#object(path)}` : this.#textOfRef(ref);
  }

  #textOfRef(ref: Ref): string {
    switch (ref.kind) {
      case 'userField':
        return `user ${this.#fieldText(ref.field)}`;
      case 'rowField':
      case 'triggerField':
        return `${ref.kind} ${this.#object(ref.event)} ${this.#fieldText(ref.field)}`;
      case 'const':
      case 'param':
      case 'metric':
      case 'segment':
      case 'fn':
        return `${ref.kind} ${this.#object(ref.symbol)}`;
      case 'enumMember':
        return `string ${ref.text}`;
      case 'builtin':
        return `builtin ${ref.name}`;
      default: {
        const never: never = ref;
        return never;
      }
    }
  }

  #fieldText(field: FieldSymbol | EventAttribute): string {
    return typeof field === 'string' ? field : `#${this.#object(field)}`;
  }

  #object(object: object): number {
    const known = this.#byObject.get(object);
    if (known !== undefined) return known;
    this.#byObject.set(object, this.#objects);
    return this.#objects++;
  }
}
