import { BACKSLASH, CR, LF, QUOTE, SPACE, TAB } from './units.ts';

/** Below it, text is NFC as it stands, and holds no surrogates. */
const PLAIN_END = 0x300;

/** V8 copies shorter parts of a string, and lets longer ones point into the whole. */
const POINTS_INTO_WHOLE_FROM = 13;

/**
 * A place in a JSON text. One object serves all texts, so that no reading allocates. `unit` never looks outside of the
 * text: V8 would then give up its fast form of `charCodeAt` for good.
 */
export class Cursor {
  text = '';
  at = 0;
  end = 0;

  start(text: string): void {
    this.text = text;
    this.at = 0;
    this.end = text.length;
  }

  /** The unit at the cursor, −1 at the end. */
  unit(): number {
    return this.at < this.end ? this.text.charCodeAt(this.at) : -1;
  }

  /** Goes to the next unit that is no white space, and gives it. */
  token(): number {
    let unit = this.unit();
    while (unit === SPACE || unit === LF || unit === CR || unit === TAB) {
      this.at++;
      unit = this.unit();
    }
    return unit;
  }

  /** Takes `unit` if it stands here. */
  takes(unit: number): boolean {
    if (this.unit() !== unit) return false;
    this.at++;
    return true;
  }

  /**
   * Behind an opening quote: the end of a string of plain units, behind whose closing quote the cursor then is. −1 for
   * a string that needs more than copying, and for one that is no JSON.
   */
  plainEnd(): number {
    const { text, end } = this;
    for (let at = this.at; at < end; at++) {
      const unit = text.charCodeAt(at);
      if (unit === QUOTE) {
        this.at = at + 1;
        return at;
      }
      if (unit < SPACE || unit >= PLAIN_END || unit === BACKSLASH) return -1;
    }
    return -1;
  }

  /** A plain string with its quotes, or `null`. It does not keep the text alive: ids live long. */
  plainString(): string | null {
    if (!this.takes(QUOTE)) return null;
    const from = this.at;
    const to = this.plainEnd();
    if (to < 0) return null;
    const part = this.text.slice(from, to);
    // Joining makes a string that points to parts; slicing it has V8 copy them into one of its own.
    return to - from < POINTS_INTO_WHOLE_FROM ? part : ` ${part}`.slice(1);
  }
}
