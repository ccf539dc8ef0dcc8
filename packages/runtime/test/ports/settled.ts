/** Gives whatever is under way in this process the chance to go on. It proves nothing of other processes. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
}
