/** The Explore page: wires what is on screen, what the server says, and the elements that show it. */
import "../../css/explore.css";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { unitOf } from "../api/convolve";
import "../components/code-card";
import "../components/control-panel";
import type { Request } from "../components/control-panel";
import "../components/convolution-stage";
import { type Open, openDialog } from "../components/explore-dialogs";
import "../components/filter-bank";
import "../components/formula-card";
import { LightElement } from "../components/light-element";
import { messages } from "../components/messages";
import "../components/parameter-card";
import { installTheme, toggleTheme } from "../components/theme";
import "../components/transport-bar";
import type { Command } from "../components/transport-bar";
import { gatherAndLand, motionAllowed } from "../scene/landing";
import { type Stage, stageOf } from "../scene/stage";
import type { Cell, Traced } from "../scene/trace";
import { announcement } from "../state/announcement";
import { parseMatrix, randomIntegers, withInputCell, withInputMatrix, withWeight, withWeightMatrix, zeros } from "../state/edits";
import { type Convolution } from "../state/explore";
import { patterned } from "../state/patterns";
import { Player } from "../state/player";
import { Rows } from "../state/rows";
import { Session } from "../state/session";
import { obey, type Shortcut } from "../state/shortcuts";

installTheme();

/** The window takes this part of a step to its next place, and never longer than this many milliseconds. */
const GLIDE = { part: 0.5, longest: 320 };
/** Products gather and the sum lands within this many milliseconds at most. */
const LONGEST_LANDING = 900;

interface Matrix {
  what: "input" | "weight";
  channel: number;
  matrix: number[][];
}
interface Edit {
  at: readonly number[];
  value: number;
}

@customElement("explore-page")
export class ExplorePage extends LightElement {
  @state() private hovered?: Traced;
  @state() private pinned?: Traced;
  @state() private brush?: number;
  @state() private open?: Open;
  private readonly player: Player = new Player(
    this,
    () => {
      const shape = this.session.result?.geometry.output;
      return shape && { filters: shape[0], units: shape[1] * shape[2] };
    },
    () => this.session.remember(),
  );
  private readonly session: Session = new Session(this, this.player);
  private readonly rows = new Rows(this);
  private stage?: Stage;
  private staged?: Session["result"];
  private landed = "";

  private readonly shortcuts: readonly Shortcut[] = [
    { keys: [" "], shown: "Space", does: "play, pause", run: () => this.player.toggle() },
    { keys: ["ArrowRight"], shown: "→", does: "step forward", run: () => this.player.by(1) },
    { keys: ["ArrowLeft"], shown: "←", does: "step back", run: () => this.player.by(-1) },
    { keys: ["Home"], shown: "Home", does: "first unit", run: () => this.command("first") },
    { keys: ["End"], shown: "End", does: "last unit", run: () => this.command("last") },
    { keys: ["]"], shown: "]", does: "next filter", run: () => this.turnFilter(1) },
    { keys: ["["], shown: "[", does: "previous filter", run: () => this.turnFilter(-1) },
    { keys: ["."], shown: ".", does: "faster", run: () => this.player.setSpeed(this.player.speed + 5) },
    { keys: [","], shown: ",", does: "slower", run: () => this.player.setSpeed(this.player.speed - 5) },
    { keys: ["l", "L"], shown: "L", does: "loop", run: () => this.player.toggleLoop() },
    { keys: ["w", "W"], shown: "W", does: "show the whole output, or as far as computed", run: () => this.player.toggleWhole() },
    { keys: ["p", "P"], shown: "P", does: "present: large type, controls away; again to leave", run: () => this.present() },
    { keys: ["s", "S"], shown: "S", does: "copy the link to what is on screen", run: () => void this.share() },
    { keys: ["d", "D"], shown: "D", does: "dark or light", run: toggleTheme },
    { keys: ["Escape"], shown: "Esc", does: "let go of what is pinned, leave presenting", run: () => this.escape() },
    { keys: ["?"], shown: "?", does: "this list", run: () => (this.open = { dialog: "keys" }) },
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
    document.addEventListener("keydown", this.onKey);
    document.querySelector("#present")!.addEventListener("click", () => this.present());
    document.querySelector("#share")!.addEventListener("click", () => void this.share());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.onKey);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (this.session.result) obey(this.shortcuts, event);
  };

  protected override willUpdate(): void {
    const { result } = this.session;
    if (!result || result === this.staged) return;
    this.staged = result;
    this.stage = stageOf(result);
    this.player.clamp();
    const [, rows, columns] = result.geometry.output;
    const [channels, height, width] = result.geometry.input;
    const gone = (traced?: Traced) =>
      traced &&
      (traced.on === "output"
        ? traced.row >= rows || traced.column >= columns
        : traced.channel >= channels || traced.row >= height || traced.column >= width);
    if (gone(this.hovered)) this.hovered = undefined;
    if (gone(this.pinned)) this.pinned = undefined;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { position } = this.player;
    const at = `${position.filter}:${position.step}`;
    if (at === this.landed) return;
    this.landed = at;
    if (this.player.playing && this.player.unhurried && motionAllowed()) {
      void Promise.resolve().then(() => gatherAndLand(this, Math.min(LONGEST_LANDING, 900 / this.player.rate)));
    }
  }

  protected override render(): TemplateResult {
    const { session, player, stage } = this;
    const { result, draft } = session;
    if (!result || !stage || !draft) {
      return html`<p class="loading" role="status">${session.errors[""] ?? "Loading…"}</p>`;
    }
    const { filter, step } = player.position;
    const [filters, rows, columns] = result.geometry.output;
    const current: Cell = { row: Math.floor(step / columns), column: step % columns };
    const traced = this.hovered ?? this.pinned;
    const unit: Cell = traced?.on === "output" ? traced : current;
    const row = this.rows.get(result, filter, unit.row);
    const arithmetic = row && unitOf(row, unit.column);
    const glide = motionAllowed() && player.unhurried ? Math.min(GLIDE.longest, (GLIDE.part * 1000) / player.rate) : 0;
    return html`<div
      class="explore"
      @propose=${({ detail }: CustomEvent<Convolution>) => void session.propose(detail)}
      @ask=${({ detail }: CustomEvent<Request>) => this.ask(detail)}
      @brush=${({ detail }: CustomEvent<number | undefined>) => (this.brush = detail)}
      @trace=${({ detail }: CustomEvent<Traced | undefined>) => (this.hovered = detail)}
      @pin=${({ detail }: CustomEvent<Traced>) => (this.pinned = same(this.pinned, detail) ? undefined : detail)}
      @input-edit=${({ detail }: CustomEvent<Edit>) => void session.propose(withInputCell(session.base, detail.at, detail.value))}
      @weight-edit=${({ detail }: CustomEvent<Edit>) => void session.propose(withWeight(session.base, detail.at, detail.value))}
      @matrix-paste=${({ detail }: CustomEvent<Omit<Matrix, "matrix"> & { text: string }>) => this.pasteText(detail)}
      @matrix=${({ detail }: CustomEvent<Matrix>) => this.useMatrix(detail)}
      @picture=${({ detail }: CustomEvent<Blob>) => void session.upload(detail, "webcam")}
      @filter=${({ detail }: CustomEvent<number>) => player.goTo({ filter: detail, step })}
      @dismiss=${() => (this.open = undefined)}
    >
      <aside class="sidebar">
        <control-panel .convolution=${draft} .presets=${session.presets} .errors=${session.errors} .filter=${filter} .brush=${this.brush}></control-panel>
      </aside>
      <div class="work">
        ${messages({ refused: session.errors[""], notice: session.notice, wanted: session.wanted, choose: this.chooseFile })}
        <filter-bank
          .weight=${result.convolution.weight}
          .stage=${stage}
          .chosen=${filter}
          .shown=${Array.from({ length: filters }, (_, o) => player.shown(o))}
        ></filter-bank>
        <convolution-stage
          .result=${result}
          .stage=${stage}
          .filter=${filter}
          .current=${current}
          .unit=${unit}
          .arithmetic=${arithmetic}
          .traced=${traced}
          .shown=${player.shown(filter)}
          .glide=${glide}
          .brush=${this.brush}
        ></convolution-stage>
        <transport-bar
          .step=${step}
          .steps=${rows * columns}
          .playing=${player.playing}
          .loop=${player.loop}
          .whole=${player.whole}
          .speed=${player.speed}
          .rate=${player.rate}
          @command=${({ detail }: CustomEvent<Command>) => this.command(detail)}
          @scrub=${({ detail }: CustomEvent<number>) => player.toStep(detail)}
          @speed=${({ detail }: CustomEvent<number>) => player.setSpeed(detail)}
        ></transport-bar>
        <div class="cards">
          <formula-card .result=${result}></formula-card>
          <parameter-card .result=${result}></parameter-card>
          <code-card .result=${result}></code-card>
        </div>
        <p class="visually-hidden" role="status">
          ${player.playing || !arithmetic ? nothing : announcement(result.convolution, filter, unit, arithmetic)}
        </p>
      </div>
      ${openDialog(this.open, draft, filter, this.shortcuts)}
    </div>`;
  }

  private readonly chooseFile = (): void => this.querySelector<HTMLInputElement>("#upload")!.click();

  private ask(request: Request): void {
    const { session } = this;
    const c = session.base;
    if (request.ask === "preset") void session.choosePreset(request.name);
    else if (request.ask === "picture") void session.choosePicture(request.name, request.side, request.channels);
    else if (request.ask === "rescale") void session.rescale(request.side, request.channels);
    else if (request.ask === "upload") void session.upload(request.file, request.file.name);
    else if (request.ask === "webcam") this.open = { dialog: "webcam" };
    else if (request.ask === "paste") this.open = { dialog: "paste", what: request.what };
    else if (request.ask === "pattern") void session.useNumbers((shape) => patterned(shape, request.name));
    else {
      const fill = (shape: readonly number[]) => (request.ask === "zeros" ? zeros(shape) : randomIntegers(shape, request.what));
      if (request.what === "input") void session.useNumbers(fill);
      else void session.propose({ ...c, weight: fill(c.weight.shape) });
    }
  }

  private useMatrix({ what, channel, matrix }: Matrix): void {
    const c = this.session.base;
    const { filter } = this.player.position;
    void this.session.propose(what === "input" ? withInputMatrix(c, channel, matrix) : withWeightMatrix(c, filter, channel, matrix));
  }

  private pasteText({ text, ...where }: Omit<Matrix, "matrix"> & { text: string }): void {
    try {
      this.useMatrix({ ...where, matrix: parseMatrix(text) });
    } catch (error) {
      this.session.say(`Not pasted: ${(error as Error).message}`);
    }
  }

  private command(command: Command): void {
    const { player } = this;
    const { filter } = player.position;
    const { filters, units } = player.size!;
    const run: Record<Command, () => void> = {
      // once at an end of the filter, the same button goes to the end of all
      first: () => player.goTo({ filter: player.position.step === 0 ? 0 : filter, step: 0 }),
      last: () => player.goTo({ filter: player.position.step === units - 1 ? filters - 1 : filter, step: units - 1 }),
      back: () => player.by(-1),
      forward: () => player.by(1),
      play: () => player.toggle(),
      loop: () => player.toggleLoop(),
      whole: () => player.toggleWhole(),
    };
    run[command]();
  }

  private turnFilter(by: number): void {
    const { filter, step } = this.player.position;
    const { filters } = this.player.size!;
    this.player.goTo({ filter: (filter + by + filters) % filters, step });
  }

  private present(): void {
    const { dataset } = document.documentElement;
    if ("present" in dataset) delete dataset.present;
    else dataset.present = "";
  }

  private escape(): void {
    if (this.pinned) this.pinned = undefined;
    else delete document.documentElement.dataset.present;
  }

  private async share(): Promise<void> {
    const { search, missing } = this.session.link();
    history.replaceState(null, "", search);
    const without = missing && ` It goes without the ${missing}, which ${missing === "weights" ? "are" : "is"} too large or too much your own for a link.`;
    try {
      await navigator.clipboard.writeText(location.href);
      this.session.say(`The link is copied.${without}`);
    } catch {
      // browsers allow copying only over https and on this very machine
      this.session.say(`The address bar holds the link; this browser does not let the page copy it.${without}`);
    }
  }
}

function same(a: Traced | undefined, b: Traced): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
