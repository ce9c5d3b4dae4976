/** The Explore page: wires what is on screen, what the server says, and the elements that show it. */
import "../../css/explore.css";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import { channelName, type Setup } from "../shared/setup/setup";
import { Curves } from "./operations/curves";
import { type Figure, type Unit, unitOf } from "./operations/figure";
import { scoreOf } from "./operations/score";
import "./elements/code-card";
import "./elements/control-panel";
import type { Request } from "./elements/controls/context";
import "./elements/operation-stage";
import "./elements/lowering-view";
import { type Open, openDialog } from "./elements/explore-dialogs";
import "./elements/filter-bank";
import "./elements/formula-card";
import "./elements/guess-form";
import { LightElement } from "../shared/elements/light-element";
import { messages } from "./elements/messages";
import "./elements/parameter-card";
import "./elements/read-counts";
import { installPresent, leavePresent, togglePresent } from "../shared/present";
import { hasSingleKeys } from "../shared/single-keys";
import { installTheme, toggleTheme } from "../shared/theme";
import { measureChange } from "../shared/timing";
import { pen } from "./elements/pen";
import { undoButtons } from "./elements/undo-buttons";
import "./elements/transport-bar";
import { short } from "../shared/format";
import type { Cell } from "../shared/frame";
import { type Edit, edited, type Pasted, parseMatrix, randomIntegers, withPasted, zeros } from "../shared/setup/edits";
import { moving } from "./drawing/acts/acts";
import { announcement, workings } from "./drawing/announcement";
import type { Instant, Scene } from "./drawing/instant";
import { growing, type Seen } from "./drawing/marks";
import { clear, play } from "./drawing/painter";
import { type Stage, stageOf } from "./drawing/stage";
import type { Command } from "./elements/transport-bar";
import { Rows } from "./operations/rows";
import { ExploreSession } from "./session";
import type { Steps } from "./state/beats";
import { undoKey } from "./state/gestures";
import { patterned } from "./state/patterns";
import { Player } from "./state/player";
import { obey, shortcutsOf, TYPED_INTO } from "./state/shortcuts";
import type { Traced } from "./state/trace";

/** Milliseconds that playing leaves for reading whether a guess was right. */
const READING = 1500;

installTheme();
installPresent({ keys: false });

@customElement("explore-page")
export class ExplorePage extends LightElement {
  @state() private hovered?: Traced;
  /** The cell that has the focus. */
  @state() private selected?: Traced;
  @state() private brush?: number;
  @state() private open?: Open;
  /** Whether the controls are up, where they are a sheet: on a phone. */
  @state() private sheet = false;
  /** Whether the reader is to say each number before it is shown. */
  @state() private hiding = false;
  /** When what was said of a guess has been read, in milliseconds of the page. */
  private readUntil = 0;
  /** The unit whose answer has been asked for, and what was said. */
  @state() private guess?: { readonly unit: string; readonly said: string };
  private readonly player: Player = new Player(this, {
    steps: () => this.steps,
    asks: () => this.asks,
    waits: () => this.waits,
    onRest: () => this.session.remember(),
  });
  private readonly session: ExploreSession = new ExploreSession(this, this.player);
  private readonly rows = new Rows(this);
  private readonly curves = new Curves(this);
  private stage?: Stage;
  private staged?: ExploreSession["result"];
  private drawn?: ExploreSession["result"];
  /** What is played, and of which figure. */
  private played?: { readonly figure: Figure; readonly steps: Steps };
  /** What is on stage, and what of it is being seen. */
  private scene?: Scene;
  private seen = "";
  private stood = "";

  private readonly shortcuts = shortcutsOf(this.player, {
    hide: () => this.hide(),
    reveal: () => this.reveal(""),
    present: togglePresent,
    share: () => void this.share(),
    theme: toggleTheme,
    escape: () => this.escape(),
    help: () => (this.open = { dialog: "keys" }),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
    document.addEventListener("keydown", this.onNumber, { capture: true });
    document.addEventListener("keydown", this.onKey);
    document.querySelector("#share")!.addEventListener("click", () => void this.share());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.onNumber, { capture: true });
    document.removeEventListener("keydown", this.onKey);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const { session } = this;
    if (!session.result) return;
    const key = undoKey(event);
    if (key) {
      event.preventDefault();
      void (key === "undo" ? session.undo() : session.redo());
    } else obey(this.shortcuts, event);
  };

  /** An open guess takes digits before anything else does, a selected cell included. */
  private readonly onNumber = (event: KeyboardEvent): void => {
    const field = this.querySelector<HTMLElement>("#guess");
    if (!field || !hasSingleKeys() || !/^[\d.\-−]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (!(event.target instanceof Element) || event.target.matches(`${TYPED_INTO}, dialog, dialog *`)) return;
    field.focus();
    event.stopPropagation();
  };

  private get steps(): Steps | undefined {
    const figure = this.session.result?.figure;
    if (figure && figure !== this.played?.figure) {
      const [rows, columns] = figure.steps;
      const steps = { filters: figure.output.shape[0], units: rows * columns, columns, score: scoreOf(figure) };
      this.played = { figure, steps };
    }
    return figure && this.played!.steps;
  }

  private get unitKey(): string {
    return `${this.player.position.filter}:${this.player.position.step}`;
  }

  /** Whether answers are hidden: a stamp has many, which are shown; and so are all of them to whoever asks for all. */
  private get asks(): boolean {
    return this.hiding && !this.player.whole && this.session.result?.figure.stepsOn === "output";
  }

  private get asked(): boolean {
    return this.asks && this.guess?.unit !== this.unitKey;
  }

  /** Whether all beats of the unit have been seen, so that it is time for its answer. */
  private get isTime(): boolean {
    return this.player.position.beat === this.steps!.score.length;
  }

  private get waits(): boolean {
    const { figure } = this.session.result!;
    if (this.asked && this.isTime) return true;
    const { filter, step } = this.player.position;
    return !this.rows.get(figure, filter, Math.floor(step / this.steps!.columns)) || performance.now() < this.readUntil;
  }

  protected override willUpdate(): void {
    const { result } = this.session;
    const { filter, step } = this.player.position;
    if (`${filter}:${step}` !== this.stood) {
      this.stood = `${filter}:${step}`;
      // what the window has left is not on show any longer; what is selected is, unless it would be a second unit
      this.hovered = undefined;
      if (this.selected?.on === result?.figure.stepsOn) this.selected = undefined;
    }
    if (!result || result === this.staged) return;
    this.staged = result;
    this.stage = stageOf(result.figure);
    this.guess = undefined; // what was said was said of other numbers
    this.player.clamp();
    const [, rows, columns] = result.figure.output.shape;
    const [channels, height, width] = result.figure.input.shape;
    const gone = (traced?: Traced) =>
      traced &&
      (traced.on === "output"
        ? traced.row >= rows || traced.column >= columns
        : traced.channel >= channels || traced.row >= height || traced.column >= width);
    if (gone(this.hovered)) this.hovered = undefined;
    if (gone(this.selected)) this.selected = undefined;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.staged && this.staged !== this.drawn) {
      this.drawn = this.staged;
      measureChange(this.session.askedAt);
    }
    const { position, progress, partLasts } = this.player;
    const { scene } = this;
    // a beat waits for its numbers, and they move once they are here
    const seen = `${this.unitKey}:${position.beat}:${progress}:${scene?.at.unit !== undefined}`;
    if (seen === this.seen) return;
    this.seen = seen;
    clear();
    // once the elements have put the instant onto the page
    if (partLasts > 0 && scene) void Promise.resolve().then(() => play(this, (time) => moving(scene, time), partLasts));
  }

  protected override render(): TemplateResult {
    const { session, player, stage } = this;
    const { result, draft } = session;
    if (!result || !stage || !draft) {
      return html`<p class="loading" role="status">${session.errors[""] ?? "Loading…"}</p>`;
    }
    const { filter, step } = player.position;
    const { figure, lowering, gradBias } = result;
    const filters = figure.output.shape[0];
    const [rows, columns] = figure.steps;
    const current: Cell = { row: Math.floor(step / columns), column: step % columns };
    const traced = this.hovered ?? this.selected;
    this.scene = { figure, stage, at: this.instantOf(figure, current, traced) };
    const { at } = this.scene;
    const { notice } = session;
    const wanted = draft.source.kind === "upload" ? session.wanted : "";
    return html`${messages({ refused: session.errors[""], notice, wanted, choose: this.chooseFile })}<div
      class="explore ${this.sheet ? "sheet-up" : ""}"
      @propose=${({ detail }: CustomEvent<Setup>) => void session.propose(detail)}
      @ask=${({ detail }: CustomEvent<Request>) => this.ask(detail)}
      @brush=${({ detail }: CustomEvent<number | null>) => (this.brush = detail ?? undefined)}
      @trace=${({ detail }: CustomEvent<Traced | null>) => (this.hovered = detail ?? undefined)}
      @selected=${({ detail }: CustomEvent<Traced | null>) => (this.selected = detail ?? undefined)}
      @choose=${({ detail }: CustomEvent<Traced>) => this.choose(detail)}
      @number-edit=${({ detail }: CustomEvent<Edit>) => void session.propose(edited(session.base, result.geometry.output, detail))}
      @matrix-paste=${({ detail }: CustomEvent<Omit<Pasted, "matrix"> & { text: string }>) => this.pasteText(detail)}
      @matrix=${({ detail }: CustomEvent<Pasted>) => void session.propose(withPasted(session.base, filter, detail))}
      @picture=${({ detail }: CustomEvent<Blob>) => void session.upload(detail, "webcam")}
      @filter=${({ detail }: CustomEvent<number>) => player.toFilter(detail)}
      @guess=${({ detail }: CustomEvent<string>) => this.reveal(detail)}
      @dismiss=${() => (this.open = undefined)}
    >
      <aside class="sidebar">
        ${undoButtons(session)}
        <control-panel .setup=${draft} .presets=${session.presets} .changed=${session.changed} .errors=${session.errors} .remedies=${session.remedies} .filter=${filter} .brush=${this.brush}></control-panel>
      </aside>
      <div class="work">
        <p class="first-sight">
          See how every number that a convolution gives comes about. <span>Press play, or <kbd>→</kbd>.</span>
        </p>
        <filter-bank
          .figure=${figure}
          .stage=${stage}
          .chosen=${filter}
          .seen=${Array.from({ length: filters }, (_, o) => this.seenOf(o))}
        ></filter-bank>
        <operation-stage
          .figure=${figure}
          .stage=${stage}
          .at=${at}
          .glide=${player.glide}
          .brush=${this.brush}
        ></operation-stage>
        ${this.asks && this.isTime ? this.guessing(current) : nothing}
        ${figure.editsInput || figure.editsWeight ? html`<p class="change-hint muted">${pen} Double-click a number, or select it and type.</p>` : nothing}
        <transport-bar
          .step=${step}
          .steps=${rows * columns}
          .beat=${player.position.beat}
          .score=${at.score}
          .hiding=${figure.stepsOn === "output" ? this.asks : undefined}
          .playing=${player.playing}
          .loop=${player.loop}
          .whole=${player.whole}
          .speed=${player.speed}
          .rate=${player.rate}
          .open=${this.sheet}
          @sheet=${({ detail }: CustomEvent<boolean>) => (this.sheet = detail)}
          @command=${({ detail }: CustomEvent<Command>) => this.command(detail)}
          @scrub=${({ detail }: CustomEvent<number>) => player.toStep(detail)}
          @speed=${({ detail }: CustomEvent<number>) => player.setSpeed(detail)}
        ></transport-bar>
        ${
          lowering
            ? html`<lowering-view .lowering=${lowering} .figure=${figure} .filter=${filter} .at=${at} .shown=${player.whole ? Infinity : filter * rows * columns + at.shown}></lowering-view>`
            : nothing
        }
        ${gradBias && (player.whole || this.shown(filters - 1) >= rows * columns) ? html`<p class="muted">grad_bias, the sums of grad_output: <span class="role-bias">${gradBias.map(short).join(", ")}</span></p>` : nothing}
        ${figure.reads ? html`<read-counts .result=${result}></read-counts>` : nothing}
        <div class="cards">
          ${result.size ? html`<formula-card .result=${result}></formula-card>` : nothing}
          ${result.parameters ? html`<parameter-card .result=${result}></parameter-card>` : nothing}
          <code-card .result=${result}></code-card>
        </div>
        <p class="visually-hidden" role="status">${player.playing ? nothing : announcement(this.scene, this.channelName)}</p>
      </div>
      ${openDialog(this.open, session, filter, this.shortcuts)}
    </div>`;
  }

  /** The instant on stage; whoever points at a unit that has been computed sees all of it. */
  private instantOf(figure: Figure, current: Cell, traced: Traced | undefined): Instant {
    const { player } = this;
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

  private seenOf(filter: number): Seen {
    const { figure, stage, at } = this.scene!;
    const grows = filter === at.filter && figure.stepsOn === "input";
    return grows ? growing(this.scene!) : { plane: stage.outputs[filter], shown: this.shown(filter) };
  }

  private guessing(current: Cell): TemplateResult {
    const { figure, stage } = this.scene!;
    const { data, shape } = figure.output;
    const value = data[(this.player.position.filter * shape[1] + current.row) * shape[2] + current.column];
    // whoever points elsewhere meanwhile still reads about this unit
    const at = this.instantOf(figure, current, undefined);
    // what was typed of one unit is no guess at the next
    return html`${keyed(
      this.unitKey,
      html`<guess-form
        .said=${this.asked ? undefined : this.guess!.said}
        .value=${value}
        .sum=${this.asked ? "" : workings({ figure, stage, at }, this.channelName)}
      ></guess-form>`,
    )}`;
  }

  private readonly channelName = (channel: number): string => channelName(channel, this.stage!.inputs.length);

  private hide(): void {
    if (this.session.result!.figure.stepsOn !== "output") return;
    this.hiding = !this.asks;
    if (this.hiding) this.player.showSoFar();
    this.guess = undefined;
  }

  /** @param said is what the reader took the answer to be; empty to see it only. */
  private reveal(said: string): void {
    if (!this.asked || !this.isTime) return;
    this.guess = { unit: this.unitKey, said };
    this.readUntil = performance.now() + READING;
  }

  private readonly chooseFile = (): void => this.querySelector<HTMLInputElement>("#upload")!.click();

  private ask(request: Request): void {
    const { session } = this;
    const c = session.base;
    if (request.ask === "preset") void session.choosePreset(request.name);
    else if (request.ask === "reset") void session.choosePreset(c.preset, true);
    else if (request.ask === "operation") void session.switchOperation(request.operation);
    else if (request.ask === "picture") void session.choosePicture(request.name, request.side, request.channels);
    else if (request.ask === "rescale") void session.rescale(request.side, request.channels);
    else if (request.ask === "upload") void session.upload(request.file, request.file.name);
    else if (request.ask === "example") this.open = { dialog: "example" };
    else if (request.ask === "webcam") this.open = { dialog: "webcam" };
    else if (request.ask === "paste") this.open = { dialog: "paste", what: request.what };
    else if (request.ask === "pattern") void session.useNumbers((shape) => patterned(shape, request.name));
    else {
      const fill = (shape: readonly number[]) =>
        request.ask === "zeros" ? zeros(shape) : randomIntegers(shape, request.what);
      if (request.what === "input") void session.useNumbers(fill);
      else void session.propose({ ...c, weight: fill(c.weight.shape) });
    }
  }

  private pasteText({ text, ...where }: Omit<Pasted, "matrix"> & { text: string }): void {
    const { session, player } = this;
    try {
      void session.propose(withPasted(session.base, player.position.filter, { ...where, matrix: parseMatrix(text) }));
    } catch (error) {
      session.say(`Not pasted: ${(error as Error).message}`);
    }
  }

  private command(command: Command): void {
    const { player } = this;
    const run: Record<Command, () => void> = {
      first: () => player.first(),
      last: () => player.last(),
      back: () => player.back(),
      forward: () => player.forward(),
      "unit-back": () => player.by(-1),
      "unit-forward": () => player.by(1),
      "row-up": () => player.byRow(-1),
      "row-down": () => player.byRow(1),
      play: () => player.toggle(),
      loop: () => player.toggleLoop(),
      whole: () => player.toggleWhole(),
      hide: () => this.hide(),
      help: () => (this.open = { dialog: "keys" }),
    };
    run[command]();
  }

  /** Go to the unit that a cell belongs to; for an output cell under stamps, to the last that reaches it. */
  private choose(cell: Traced): void {
    const { figure } = this.session.result!;
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

  private escape(): void {
    if (this.sheet) this.sheet = false;
    else leavePresent();
  }

  private async share(): Promise<void> {
    if (!this.session.result) return;
    const { search, missing } = this.session.link();
    history.replaceState(null, "", search);
    const without = missing && ` It goes without the ${missing}: too large, or too much your own, for a link.`;
    try {
      await navigator.clipboard.writeText(location.href);
      this.session.say(`The link is copied.${without}`);
    } catch {
      // browsers allow copying only over https and on this very machine
      this.session.say(`The address bar holds the link; this browser does not let the page copy it.${without}`);
    }
  }
}
