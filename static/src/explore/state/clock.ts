/** The transport's clock: says at every frame how many seconds have gone by. */
import { measureFrame } from "../../shared/timing";

export class Clock {
  private frame = 0;
  private last = 0;

  /** @param tick is told seconds since the frame before. */
  constructor(private readonly tick: (seconds: number) => void) {}

  start(): void {
    this.stop();
    this.last = performance.now();
    const onFrame = (now: number) => {
      const start = performance.now();
      this.frame = requestAnimationFrame(onFrame);
      // a page that was hidden goes on where it was
      const seconds = Math.min(250, now - this.last) / 1000;
      this.last = now;
      this.tick(seconds);
      measureFrame(start);
    };
    this.frame = requestAnimationFrame(onFrame);
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }
}
