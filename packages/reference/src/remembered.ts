/**
 * What was computed of one thing at instants. A question at t looks at nothing behind t (`History`), so an event at s
 * leaves all answers before s as they are.
 */
export class Remembered<K, V> {
  private readonly answers = new Map<K, Map<number, V>>();

  get(key: K, t: number, compute: () => V): V {
    const ofKey = this.answers.get(key) ?? new Map<number, V>();
    this.answers.set(key, ofKey);
    const known = ofKey.get(t);
    if (known !== undefined) return known;
    const answer = compute();
    ofKey.set(t, answer);
    return answer;
  }

  forgetFrom(s: number): void {
    for (const ofKey of this.answers.values()) {
      for (const t of ofKey.keys()) if (t >= s) ofKey.delete(t);
    }
  }
}
