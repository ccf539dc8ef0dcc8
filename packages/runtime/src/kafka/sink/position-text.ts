const FORM = /^v1:(\d{1,16})$/;

/** What stands beside the group's offset: the last row that was published with it. */
export function positionText(seq: number): string {
  return `v1:${seq}`;
}

/** `null`: somebody else committed this offset, who knows nothing of rows. */
export function seqOf(text: string): number | null {
  const digits = FORM.exec(text)?.[1];
  return digits === undefined ? null : Number(digits);
}
