/** Of several requests only the latest counts. */
export class LatestRequest {
  private controller = new AbortController();

  /** Give up the request before. The signal says whether this one has been given up in its turn. */
  next(): AbortSignal {
    this.stop();
    this.controller = new AbortController();
    return this.controller.signal;
  }

  stop(): void {
    this.controller.abort();
  }
}
