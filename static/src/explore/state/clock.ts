/** The transport's clock: calls back with how many units to go on, at a steady rate. */
export class Clock {
  private frame = 0;
  private last = 0;
  private due = 0;

  /** @param advance is told a whole number of units, at most once a frame. */
  constructor(private readonly advance: (units: number) => void) {}

  /** Start, or go on at another rate, in units a second. */
  start(rate: () => number): void {
    this.stop();
    this.last = performance.now();
    this.due = 0;
    const tick = (now: number) => {
      this.frame = requestAnimationFrame(tick);
      this.due += (Math.min(250, now - this.last) / 1000) * rate();
      this.last = now;
      const units = Math.floor(this.due);
      this.due -= units;
      if (units > 0) this.advance(units);
    };
    this.frame = requestAnimationFrame(tick);
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }
}

/** The speed slider's place, 0 to 100, as units a second: 1 to 10,000, in equal ratios. */
export function rateAt(place: number): number {
  return 10 ** (place / 25);
}
