const FIRST_LENGTH = 64;

/** Numbers to add and to take off the end again, in four bytes each. */
export class RowList {
  private rows = new Uint32Array(FIRST_LENGTH);
  private length = 0;

  push(row: number): void {
    if (this.length === this.rows.length) {
      const grown = new Uint32Array(this.length * 2);
      grown.set(this.rows);
      this.rows = grown;
    }
    this.rows[this.length++] = row;
  }

  pop(): number | undefined {
    return this.length === 0 ? undefined : this.rows[--this.length];
  }
}
