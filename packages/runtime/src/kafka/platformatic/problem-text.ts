/** The library says "failed 3 times" and hangs the reasons below, one for each try. */
export function problemText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reasons = error instanceof AggregateError ? error.errors : [];
  const inner = reasons.at(-1) ?? error.cause;
  return inner === undefined ? error.message : `${error.message} ${problemText(inner)}`;
}
