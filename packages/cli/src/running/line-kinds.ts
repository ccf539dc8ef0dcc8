/** The kinds of lines that a run prints, in the order in which they come. */
export const LINE_KINDS = ['effects', 'members', 'metrics'] as const;

export type LineKind = (typeof LINE_KINDS)[number];

export function isLineKind(text: string): text is LineKind {
  return (LINE_KINDS as readonly string[]).includes(text);
}
