/** The transport: where the animation stands and how it goes on. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { motionAllowed } from "../../shared/motion";
import { type Position, START } from "../../shared/setup/setup";
import { type Beat, beatIn, beatsBefore, positionAfter, type Steps, whole, withinSteps } from "./beats";
import { Clock } from "./clock";
import { type Detail, detailFor, rateAt, secondsFor } from "./pace";

/** About two units a second. */
const DEFAULT_SPEED = 26;
/** A beat that is stepped to takes this part of its own time. */
const BY_HAND = 0.7;

/** What the player has to know of the page. */
interface Stage {
  /** Undefined until there is an output. */
  readonly steps: () => Steps | undefined;
  /** Whether the reader is to say each answer before it is shown: then no unit is passed over. */
  readonly asks: () => boolean;
  /** Whether the current beat has to wait, for the reader or for the server. */
  readonly waits: () => boolean;
  /** Told whenever the animation has come to rest. */
  readonly onRest: () => void;
}

export class Player implements ReactiveController {
  position: Position = START;
  /** How much of the current beat is over, part by part; 1 at rest. */
  progress = 1;
  playing = false;
  loop = false;
  /** Whether the output is shown whole, not only as far as the window has come. */
  whole = false;
  speed = DEFAULT_SPEED;
  /** What is seen of each unit, at the pace that has been reached. */
  detail: Detail = "beats";
  /** Seconds of the current beat, and how many of them are over. */
  private seconds = 0;
  private elapsed = 0;
  /** Units since play was pressed, and those due at a speed that shows results only. */
  private since = 0;
  private due = 0;
  /** The beats that the position counts. */
  private score?: readonly Beat[];
  private readonly clock = new Clock((seconds) => this.tick(seconds));

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly stage: Stage,
  ) {
    host.addController(this);
  }

  hostConnected(): void {}

  hostDisconnected(): void {
    this.clock.stop();
  }

  get size(): Steps | undefined {
    return this.stage.steps();
  }

  /** The position as a link has it: a unit whose beats have all been seen is whole, however many it has. */
  get place(): Position {
    const { filter, step, beat } = this.position;
    return beat === this.size!.score.length ? whole(filter, step) : this.position;
  }

  get rate(): number {
    return rateAt(this.speed, this.size!.units);
  }

  /** The beat that one is in or at the end of; undefined before the first. */
  get beat(): Beat | undefined {
    return this.size!.score[this.position.beat - 1];
  }

  /** Milliseconds for each part of the beat that is being played; 0 at rest. */
  get partLasts(): number {
    return this.progress < 1 ? (1000 * this.seconds) / this.beat!.parts : 0;
  }

  /** Milliseconds that the window may take to its next place. */
  get glide(): number {
    if (!motionAllowed() || this.detail === "result") return 0;
    return Math.min(320, this.playing || this.progress < 1 ? 500 * this.seconds : 320);
  }

  /** How many units of a filter's output are on screen. */
  shown(filter: number): number {
    const { filter: current, step, beat } = this.position;
    if (this.whole || filter < current) return Infinity;
    if (filter > current) return 0;
    return step + Number(beat === this.size!.score.length && this.progress === 1);
  }

  goTo(position: Position): void {
    this.position = position;
    this.score = this.size?.score;
    this.settle();
    this.clamp();
    this.rest();
  }

  /** Keep within the output, which may have become smaller, and its beats others. */
  clamp(): void {
    const steps = this.size;
    if (!steps) return;
    const { score = steps.score } = this;
    const { position } = this;
    this.score = steps.score;
    const within = withinSteps({ ...position, beat: beatIn(steps.score, score, position.beat) }, steps);
    if (beatsBefore(within, steps) !== beatsBefore(position, steps)) this.position = within;
  }

  /** One beat on; it is seen happening, where things may move. */
  forward(): void {
    const before = beatsBefore(this.position, this.size!);
    this.goTo(positionAfter(before + 1, this.size!));
    if (beatsBefore(this.position, this.size!) === before || !motionAllowed() || this.playing) return;
    this.begin(this.beat!.seconds * BY_HAND);
    this.detail = "beats";
    this.clock.start();
    this.host.requestUpdate();
  }

  back(): void {
    this.goTo(positionAfter(beatsBefore(this.position, this.size!) - 1, this.size!));
  }

  /** To the end of this unit or, from there, of others; `units` may be those of a row. */
  by(units: number): void {
    const { score, units: count, filters } = this.size!;
    const done = Math.ceil(beatsBefore(this.position, this.size!) / score.length);
    const begun = this.position.beat > 0 && this.position.beat < score.length;
    const to = Math.min(filters * count, Math.max(0, done + units - Number(begun && units > 0)));
    this.goTo(positionAfter(to * score.length, this.size!));
  }

  /** A row of units down or up, within the filter. */
  byRow(rows: number): void {
    const { columns, units } = this.size!;
    const { filter, step } = this.position;
    const to = step + rows * columns;
    if (to >= 0 && to < units) this.goTo(whole(filter, to));
  }

  /** Before the filter's first unit; once there, before the first of all. */
  first(): void {
    const { filter, step, beat } = this.position;
    this.goTo({ filter: step === 0 && beat === 0 ? 0 : filter, step: 0, beat: 0 });
  }

  /** The filter's last unit; once there, the last of all. */
  last(): void {
    const { filters, units, score } = this.size!;
    const { filter, step, beat } = this.position;
    const there = step === units - 1 && beat === score.length;
    this.goTo(whole(there ? filters - 1 : filter, units - 1));
  }

  turnFilter(by: number): void {
    const { filters } = this.size!;
    const { filter } = this.position;
    this.toFilter((filter + by + filters) % filters);
  }

  /** The same unit of another filter. */
  toFilter(filter: number): void {
    this.goTo({ ...this.position, filter });
  }

  toStep(step: number): void {
    this.goTo(whole(this.position.filter, step));
  }

  toggle(): void {
    if (this.playing) {
      this.pause();
      return;
    }
    if (this.atEnd) this.position = START;
    this.settle();
    this.playing = true;
    this.since = 0;
    this.due = 0;
    this.enter();
    this.clock.start();
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

  /** Only as far as the window has come. */
  showSoFar(): void {
    if (this.whole) this.toggleWhole();
  }

  pause(): void {
    this.playing = false;
    this.settle();
    this.rest();
  }

  private get atEnd(): boolean {
    const { filters, units, score } = this.size!;
    return beatsBefore(this.position, this.size!) === filters * units * score.length;
  }

  private get unhurried(): number {
    return this.size!.score.reduce((sum, { seconds }) => sum + seconds, 0);
  }

  /** The current beat is over. */
  private settle(): void {
    this.progress = 1;
    this.elapsed = this.seconds = 0;
    if (!this.playing) this.clock.stop();
  }

  private begin(seconds: number): void {
    this.seconds = seconds;
    this.elapsed = 0;
    this.progress = motionAllowed() ? 0 : 1;
  }

  private tick(seconds: number): void {
    if (!this.size) return;
    if (this.playing && this.detail === "result") this.playResults(seconds);
    else this.playBeats(seconds);
  }

  private playBeats(seconds: number): void {
    if (this.stage.waits()) return;
    this.elapsed += seconds;
    const { parts } = this.beat ?? { parts: 1 };
    const progress = this.seconds === 0 ? 1 : Math.min(1, Math.floor((this.elapsed / this.seconds) * parts) / parts);
    if (motionAllowed() && progress !== this.progress) {
      this.progress = progress;
      this.host.requestUpdate();
    }
    if (this.elapsed < this.seconds) return;
    if (this.playing) this.enter();
    else {
      this.settle();
      this.rest();
    }
  }

  /** Go on to what comes next, with as much of it as there is time for. */
  private enter(): void {
    if (this.atEnd && !this.loop) {
      this.pause();
      return;
    }
    const steps = this.size!;
    const { score } = steps;
    if (this.atEnd) this.position = START;
    const unfinished = this.position.beat > 0 && this.position.beat < score.length;
    if (!unfinished) this.since += 1;
    const seconds = secondsFor(this.rate, this.unhurried, this.since - 1);
    const paced = detailFor(seconds, this.unhurried);
    // however fast it goes, each unit is come to, so that its number can be asked for
    this.detail = paced === "result" && this.stage.asks() ? "glide" : paced;
    if (this.detail === "result") return;
    const before = beatsBefore(this.position, steps);
    const next = this.detail === "beats" ? before + 1 : (Math.floor(before / score.length) + 1) * score.length;
    this.position = positionAfter(next, steps);
    this.begin(this.detail === "beats" ? (this.beat!.seconds * seconds) / this.unhurried : seconds);
    this.host.requestUpdate();
  }

  /** As many units as are due, but not past the end of a filter, so that one sees it whole; whole rows where they are many. */
  private playResults(seconds: number): void {
    const each = secondsFor(this.rate, this.unhurried, this.since);
    const hurried = !this.stage.asks() && detailFor(each, this.unhurried) === "result";
    if (!hurried || this.atEnd) {
      this.enter();
      return;
    }
    const { units, columns, score } = this.size!;
    this.due += seconds / each;
    const { step, beat } = this.position;
    const done = step + Number(beat === score.length);
    const due = Math.floor(this.due);
    const going = due > columns ? due - ((done + due) % columns) : due;
    if (going === 0) return;
    this.due -= going;
    this.since += going;
    const left = units - done;
    this.by(left === 0 ? 1 : Math.min(going, left));
  }

  private rest(): void {
    this.host.requestUpdate();
    if (!this.playing) this.stage.onRest();
  }
}
