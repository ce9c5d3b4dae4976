/** Questions come one at a time, so that a slider that is dragged is followed and never queues. */

/** Milliseconds that a question waits for the answer to the one before, which is then given up. */
const PATIENCE = 150;

export class Turns {
  private current?: { readonly controller: AbortController; readonly since: number };
  /** Only the latest question waits. */
  private waiting?: (signal: AbortSignal | undefined) => void;
  private timer?: ReturnType<typeof setTimeout>;

  /** Wait for the turn. The signal says whether it is given up later; undefined if a later question has overtaken this one. */
  async next(): Promise<AbortSignal | undefined> {
    this.call(undefined);
    if (!this.current) return this.begin();
    const left = this.current.since + PATIENCE - performance.now();
    return new Promise((resolve) => {
      this.waiting = resolve;
      this.timer = setTimeout(() => this.giveUp(), left);
    });
  }

  /** The question has been answered. */
  done(signal: AbortSignal): void {
    if (this.current?.controller.signal !== signal) return;
    this.current = undefined;
    if (this.waiting) this.call(this.begin());
  }

  stop(): void {
    this.call(undefined);
    this.current?.controller.abort();
    this.current = undefined;
  }

  private giveUp(): void {
    this.current?.controller.abort();
    this.call(this.begin());
  }

  private begin(): AbortSignal {
    this.current = { controller: new AbortController(), since: performance.now() };
    return this.current.controller.signal;
  }

  private call(signal: AbortSignal | undefined): void {
    const { waiting } = this;
    clearTimeout(this.timer);
    this.waiting = undefined;
    waiting?.(signal);
  }
}
