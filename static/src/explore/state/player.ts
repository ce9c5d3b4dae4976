/** The transport: where the animation stands and how it goes on. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Position } from "../../shared/setup/setup";
import { Clock, rateAt } from "./clock";

/** The output's size: filters, and units in each. */
export interface Steps {
  readonly filters: number;
  readonly units: number;
}

/** Slower than this, in units a second, every step is shown in full. */
const UNHURRIED = 6;
const DEFAULT_SPEED = 8;

export class Player implements ReactiveController {
  position: Position = { filter: 0, step: 0 };
  playing = false;
  loop = false;
  /** Whether the output is shown whole, not only as far as the window has come. */
  whole = false;
  speed = DEFAULT_SPEED;
  private readonly clock = new Clock((units) => this.advance(units));

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly output: () => Steps | undefined,
    private readonly onRest: () => void,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clock.stop();
  }

  /** Undefined until there is an output. */
  get size(): Steps | undefined {
    return this.output();
  }

  get rate(): number {
    return rateAt(this.speed);
  }

  /** Whether there is time to show how a number comes about. */
  get unhurried(): boolean {
    return !this.playing || this.rate <= UNHURRIED;
  }

  /** How many units of a filter's output are on screen. */
  shown(filter: number): number {
    if (this.whole || filter < this.position.filter) return Infinity;
    return filter === this.position.filter ? this.position.step + 1 : 0;
  }

  /** The same over all filters, one after the other. */
  get shownInAll(): number {
    return this.whole ? Infinity : this.position.filter * this.size!.units + this.position.step + 1;
  }

  goTo(position: Position): void {
    this.position = position;
    this.clamp();
    this.rest();
  }

  /** Keep within the output, which may have become smaller. */
  clamp(): void {
    const steps = this.size;
    if (!steps) return;
    const filter = Math.min(this.position.filter, steps.filters - 1);
    const step = Math.min(this.position.step, steps.units - 1);
    if (filter !== this.position.filter || step !== this.position.step) this.position = { filter, step };
  }

  /** Go on or back by units; past the end of a filter comes the next. */
  by(units: number): void {
    const { filters, units: count } = this.size!;
    const all = filters * count;
    const at = Math.min(all - 1, Math.max(0, this.position.filter * count + this.position.step + units));
    this.position = { filter: Math.floor(at / count), step: at % count };
    this.rest();
  }

  /** The filter's first unit; once there, the first of all. */
  first(): void {
    const { filter, step } = this.position;
    this.goTo({ filter: step === 0 ? 0 : filter, step: 0 });
  }

  /** The filter's last unit; once there, the last of all. */
  last(): void {
    const { filters, units } = this.size!;
    const { filter, step } = this.position;
    this.goTo({ filter: step === units - 1 ? filters - 1 : filter, step: units - 1 });
  }

  turnFilter(by: number): void {
    const { filters } = this.size!;
    const { filter, step } = this.position;
    this.goTo({ filter: (filter + by + filters) % filters, step });
  }

  toStep(step: number): void {
    this.goTo({ ...this.position, step });
  }

  toggle(): void {
    if (this.playing) {
      this.pause();
      return;
    }
    if (this.atEnd) this.position = { filter: 0, step: 0 };
    this.playing = true;
    this.clock.start(() => this.rate);
    this.host.requestUpdate();
  }

  setSpeed(speed: number): void {
    this.speed = Math.min(100, Math.max(0, speed));
    this.host.requestUpdate();
  }

  toggleLoop(): void {
    this.loop = !this.loop;
    this.host.requestUpdate();
  }

  toggleWhole(): void {
    this.whole = !this.whole;
    this.rest();
  }

  pause(): void {
    this.playing = false;
    this.clock.stop();
    this.rest();
  }

  private get atEnd(): boolean {
    const { filters, units } = this.size!;
    return this.position.filter === filters - 1 && this.position.step === units - 1;
  }

  private advance(units: number): void {
    if (this.atEnd && this.loop) this.position = { filter: 0, step: 0 };
    else if (this.atEnd) this.pause();
    else {
      // a picture played fast still stops at the end of a filter, so that one sees it whole
      const left = this.size!.units - 1 - this.position.step;
      this.by(left === 0 ? 1 : Math.min(units, left));
    }
    this.host.requestUpdate();
  }

  private rest(): void {
    this.host.requestUpdate();
    if (!this.playing) this.onRest();
  }
}
