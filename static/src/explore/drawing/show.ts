/** What is on stage: the result, where the player stands in it, what the reader points at, and what is asked of the reader. */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Cell } from "../../shared/frame";
import { channelName } from "../../shared/setup/setup";
import { Curves } from "../operations/curves";
import { type Figure, type Result, type Unit, unitOf } from "../operations/figure";
import { Rows } from "../operations/rows";
import { scoreOf } from "../operations/score";
import type { Steps } from "../state/beats";
import type { Player } from "../state/player";
import type { Traced } from "../state/trace";
import { workings } from "./announcement";
import { type Instant, isSame, type Scene } from "./instant";
import { growing, type Seen } from "./marks";
import { type Stage, stageOf } from "./stage";

/** Milliseconds that playing leaves for reading whether a guess was right. */
const READING = 1500;

/** A number that the reader is asked for, or has been told. */
export interface Question {
  readonly unit: string;
  /** What the reader took it to be; empty where it was only shown, undefined until then. */
  readonly said?: string;
  readonly value: number;
  /** The sum that leads to it; empty until it is told. */
  readonly sum: string;
}

export class Show implements ReactiveController {
  stage?: Stage;
  scene?: Scene;
  /** Each output, as far as it has been computed. */
  seen: readonly Seen[] = [];
  private hovered?: Traced;
  /** The cell that has the focus. */
  private selected?: Traced;
  /** Whether the reader is to say each number before it is shown. */
  private hiding = false;
  /** The unit whose answer has been told, and what was said of it. */
  private guess?: { readonly unit: string; readonly said: string };
  /** When what was said of a guess has been read, in milliseconds of the page. */
  private readUntil = 0;
  private readonly rows: Rows;
  private readonly curves: Curves;
  private staged?: Result;
  /** What is played, and of which figure. */
  private played?: { readonly figure: Figure; readonly steps: Steps };
  private stood = "";

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly player: Player,
    /** Where the result comes from. */
    private readonly session: { readonly result?: Result },
  ) {
    host.addController(this);
    this.rows = new Rows(host);
    this.curves = new Curves(host);
  }

  /** Keep to what there is: the result may be another, and the animation somewhere else. */
  hostUpdate(): void {
    const { result } = this.session;
    if (this.unit !== this.stood) {
      this.stood = this.unit;
      // what the window has left is not on show any longer; what is selected is, unless it would be a second unit
      this.hovered = undefined;
      if (this.selected?.on === result?.figure.stepsOn) this.selected = undefined;
    }
    if (result && result !== this.staged) {
      this.staged = result;
      this.stage = stageOf(result.figure);
      this.guess = undefined; // what was said was said of other numbers
      this.player.clamp();
      if (this.isGone(this.hovered)) this.hovered = undefined;
      if (this.isGone(this.selected)) this.selected = undefined;
    }
    if (this.stage) this.enter({ figure: this.figure, stage: this.stage, at: this.instant(this.traced) });
  }

  private enter(scene: Scene): void {
    if (this.scene?.figure === scene.figure && isSame(this.scene.at, scene.at)) return;
    this.scene = scene;
    const { figure, stage, at } = scene;
    this.seen = stage.outputs.map((plane, filter) =>
      filter === at.filter && figure.stepsOn === "input" ? growing(scene) : { plane, shown: this.shown(filter) },
    );
  }

  private isGone(traced: Traced | undefined): boolean {
    if (!traced) return false;
    const [, rows, columns] = this.figure.output.shape;
    const [channels, height, width] = this.figure.input.shape;
    return traced.on === "output"
      ? traced.row >= rows || traced.column >= columns
      : traced.channel >= channels || traced.row >= height || traced.column >= width;
  }

  private get figure(): Figure {
    return this.session.result!.figure;
  }

  private get traced(): Traced | undefined {
    return this.hovered ?? this.selected;
  }

  /** Names the current unit. */
  get unit(): string {
    return `${this.player.position.filter}:${this.player.position.step}`;
  }

  private get current(): Cell {
    const { step } = this.player.position;
    const { columns } = this.steps!;
    return { row: Math.floor(step / columns), column: step % columns };
  }

  get steps(): Steps | undefined {
    const figure = this.session.result?.figure;
    if (figure && figure !== this.played?.figure) {
      const [rows, columns] = figure.steps;
      const steps = { filters: figure.output.shape[0], units: rows * columns, columns, score: scoreOf(figure) };
      this.played = { figure, steps };
    }
    return figure && this.played!.steps;
  }

  hover(traced: Traced | null): void {
    this.hovered = traced ?? undefined;
    this.host.requestUpdate();
  }

  select(traced: Traced | null): void {
    this.selected = traced ?? undefined;
    this.host.requestUpdate();
  }

  readonly channelName = (channel: number): string => channelName(channel, this.stage!.inputs.length);

  /** The instant on stage; whoever points at a unit that has been computed sees all of it. */
  private instant(traced: Traced | undefined): Instant {
    const { player, figure, current } = this;
    const { filter, beat } = player.position;
    const { score, columns } = this.steps!;
    const shown = this.shown(filter);
    const index = ({ row, column }: Cell) => row * columns + column;
    const isElsewhere = traced?.on === figure.stepsOn && index(traced) !== index(current) && index(traced) < shown;
    const step = isElsewhere ? { row: traced.row, column: traced.column } : current;
    const unitAt = (at: number): Unit | undefined => {
      const row = at < 0 ? undefined : this.rows.get(figure, filter, Math.floor(at / columns));
      return row && unitOf(row, at % columns);
    };
    const unit = unitAt(index(step));
    const bends = figure.arithmetic === "products" && figure.activation !== "identity";
    return {
      filter,
      current,
      step,
      unit,
      landed: figure.stepsOn === "input" && Number.isFinite(shown) ? unitAt(shown - 1) : undefined,
      curve: bends && unit ? this.curves.get(figure.activation, unit.sum![0]) : undefined,
      traced,
      shown,
      whole: player.whole,
      score,
      beat: isElsewhere ? score.length : beat,
      progress: isElsewhere ? 1 : player.progress,
      asked: !isElsewhere && this.asked,
    };
  }

  /** How many cells of an output have been computed so far; one that is asked for has not. */
  private shown(filter: number): number {
    const { position } = this.player;
    return this.asked && filter === position.filter ? position.step : this.player.shown(filter);
  }

  /** The same over all filters, one after the other. */
  get shownInAll(): number {
    const { filter } = this.player.position;
    return this.player.whole ? Infinity : filter * this.steps!.units + this.shown(filter);
  }

  /** Whether everything has been computed. */
  get isComplete(): boolean {
    const { filters, units } = this.steps!;
    return this.shownInAll >= filters * units;
  }

  /** Whether answers are hidden: a stamp has many, which are shown; and so are all of them to whoever asks for all. */
  get asks(): boolean {
    return this.hiding && !this.player.whole && this.session.result?.figure.stepsOn === "output";
  }

  private get asked(): boolean {
    return this.asks && this.guess?.unit !== this.unit;
  }

  /** Whether all beats of the unit have been seen, so that it is time for its answer. */
  private get isTime(): boolean {
    return this.player.position.beat === this.steps!.score.length;
  }

  /** Whether the player has to wait: for a guess, for the reader, or for the server. */
  get waits(): boolean {
    if (this.asked && this.isTime) return true;
    const here = this.rows.get(this.figure, this.player.position.filter, this.current.row);
    return !here || performance.now() < this.readUntil;
  }

  get question(): Question | undefined {
    if (!this.asks || !this.isTime) return undefined;
    const { figure, stage, current, unit } = this;
    const { data, shape } = figure.output;
    const value = data[(this.player.position.filter * shape[1] + current.row) * shape[2] + current.column];
    if (this.asked) return { unit, value, sum: "" };
    // whoever points elsewhere meanwhile still reads about this unit
    const at = this.instant(undefined);
    return { unit, value, said: this.guess!.said, sum: workings({ figure, stage: stage!, at }, this.channelName) };
  }

  toggleHiding(): void {
    if (this.figure.stepsOn !== "output") return;
    this.hiding = !this.asks;
    if (this.hiding) this.player.showSoFar();
    this.guess = undefined;
    this.host.requestUpdate();
  }

  /** @param said is what the reader took the answer to be; empty to see it only. */
  tell(said: string): void {
    if (!this.asked || !this.isTime) return;
    this.guess = { unit: this.unit, said };
    this.readUntil = performance.now() + READING;
    this.host.requestUpdate();
  }

  /** Go to the unit that a cell belongs to; for an output cell under stamps, to the last that reaches it. */
  goTo(cell: Traced): void {
    const { figure } = this;
    const columns = figure.steps[1];
    const steps = cell.on === figure.stepsOn ? [cell.row * columns + cell.column] : [];
    if (cell.on === "output" && figure.stepsOn === "input") {
      for (const at of figure.partners(cell, "output").cells) {
        const [row, column] = at.split(",").map(Number);
        steps.push(row * columns + column);
      }
    }
    if (steps.length > 0) this.player.toStep(Math.max(...steps));
  }
}
