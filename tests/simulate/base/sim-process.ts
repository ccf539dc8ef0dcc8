/**
 * A process as the rest of the world sees it: what reaches it is acted upon, waits while it is stopped (SIGSTOP), or is
 * lost once it is dead. The code of a worker runs only when something reaches it, so that nothing of a dead one runs.
 */
export class SimProcess {
  readonly name: string;
  private state: 'running' | 'stopped' | 'dead' = 'running';
  private held: (() => void)[] = [];
  private readonly onDeath: (() => void)[] = [];

  constructor(name: string) {
    this.name = name;
  }

  get isRunning(): boolean {
    return this.state === 'running';
  }

  get isStopped(): boolean {
    return this.state === 'stopped';
  }

  get isDead(): boolean {
    return this.state === 'dead';
  }

  /** Something reaches the process. */
  deliver(act: () => void): void {
    if (this.state === 'running') act();
    else if (this.state === 'stopped') this.held.push(act);
  }

  stop(): void {
    if (this.state === 'running') this.state = 'stopped';
  }

  /** What waited is acted upon, in order. */
  goOn(): void {
    if (this.state !== 'stopped') return;
    this.state = 'running';
    const { held } = this;
    this.held = [];
    for (const act of held) this.deliver(act);
  }

  kill(): void {
    if (this.state === 'dead') return;
    this.state = 'dead';
    this.held = [];
    for (const act of this.onDeath) act();
  }

  /** `act` is done when the process dies. */
  whenDead(act: () => void): void {
    this.onDeath.push(act);
  }
}
