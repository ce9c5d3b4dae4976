/** The Explore page: wires what is on screen, what the server says, and the elements that show it. */
import "../../css/explore.css";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { unitOf } from "./operations/figure";
import "./elements/code-card";
import "./elements/control-panel";
import type { Request } from "./elements/controls/context";
import "./elements/operation-stage";
import "./elements/lowering-view";
import { type Open, openDialog } from "./elements/explore-dialogs";
import "./elements/filter-bank";
import "./elements/formula-card";
import { LightElement } from "../shared/elements/light-element";
import { messages } from "./elements/messages";
import "./elements/parameter-card";
import { installPresent, leavePresent, togglePresent } from "../shared/present";
import { installTheme, toggleTheme } from "../shared/theme";
import "./elements/transport-bar";
import { short } from "../shared/format";
import type { Cell } from "../shared/frame";
import { type Edit, edited, type Pasted, parseMatrix, randomIntegers, withPasted, zeros } from "../shared/setup/edits";
import { isPicture, type Setup } from "../shared/setup/setup";
import { announcement } from "./drawing/announcement";
import { type Instant, moving } from "./drawing/marks";
import { motionAllowed, play } from "./drawing/painter";
import { type Stage, stageOf } from "./drawing/stage";
import type { Command } from "./elements/transport-bar";
import { Rows } from "./operations/rows";
import { ExploreSession } from "./session";
import { patterned } from "./state/patterns";
import { Player } from "./state/player";
import { obey, shortcutsOf } from "./state/shortcuts";
import type { Traced } from "./state/trace";

installTheme();
installPresent({ keys: false });

/** The window takes this part of a step to its next place, and never longer than this many milliseconds. */
const GLIDE = { part: 0.5, longest: 320 };
/** Products gather and the sum lands within this many milliseconds at most. */
const LONGEST_LANDING = 900;

@customElement("explore-page")
export class ExplorePage extends LightElement {
  @state() private hovered?: Traced;
  @state() private pinned?: Traced;
  @state() private brush?: number;
  @state() private open?: Open;
  private readonly player: Player = new Player(
    this,
    () => {
      const figure = this.session.result?.figure;
      return figure && { filters: figure.output.shape[0], units: figure.steps[0] * figure.steps[1] };
    },
    () => this.session.remember(),
  );
  private readonly session: ExploreSession = new ExploreSession(this, this.player);
  private readonly rows = new Rows(this);
  private stage?: Stage;
  private staged?: ExploreSession["result"];
  /** What is on stage. */
  private instant?: Instant;
  private landed = "";

  private readonly shortcuts = shortcutsOf(this.player, {
    present: togglePresent,
    share: () => void this.share(),
    theme: toggleTheme,
    escape: () => this.escape(),
    help: () => (this.open = { dialog: "keys" }),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
    document.addEventListener("keydown", this.onKey);
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
    this.stage = stageOf(result.figure);
    this.player.clamp();
    const [, rows, columns] = result.figure.output.shape;
    const [channels, height, width] = result.figure.input.shape;
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
      const { figure } = this.session.result!;
      const instant = this.instant!;
      // once the elements have put the step onto the page
      void Promise.resolve().then(() =>
        play(this, (beat) => moving(figure, instant, beat), Math.min(LONGEST_LANDING, 900 / this.player.rate)),
      );
    }
  }

  protected override render(): TemplateResult {
    const { session, player, stage } = this;
    const { result, draft } = session;
    if (!result || !stage || !draft) {
      return html`<p class="loading" role="status">${session.errors[""] ?? "Loading…"}</p>`;
    }
    const { filter, step } = player.position;
    const { figure, setup, lowering, gradBias } = result;
    const filters = figure.output.shape[0];
    const [rows, columns] = figure.steps;
    const current: Cell = { row: Math.floor(step / columns), column: step % columns };
    const traced = this.hovered ?? this.pinned;
    const shownStep: Cell = traced?.on === figure.stepsOn ? traced : current;
    const row = this.rows.get(figure, filter, shownStep.row);
    const unit = row && unitOf(row, shownStep.column);
    this.instant = { filter, current, step: shownStep, unit, traced, shown: player.shown(filter), whole: player.whole };
    const glide = motionAllowed() && player.unhurried ? Math.min(GLIDE.longest, (GLIDE.part * 1000) / player.rate) : 0;
    const { notice, wanted } = session;
    return html`${messages({ refused: session.errors[""], notice, wanted, choose: this.chooseFile })}<div
      class="explore"
      @propose=${({ detail }: CustomEvent<Setup>) => void session.propose(detail)}
      @ask=${({ detail }: CustomEvent<Request>) => this.ask(detail)}
      @brush=${({ detail }: CustomEvent<number | null>) => (this.brush = detail ?? undefined)}
      @trace=${({ detail }: CustomEvent<Traced | null>) => (this.hovered = detail ?? undefined)}
      @pin=${({ detail }: CustomEvent<Traced>) => (this.pinned = same(this.pinned, detail) ? undefined : detail)}
      @number-edit=${({ detail }: CustomEvent<Edit>) => void session.propose(edited(session.base, result.geometry.output, detail))}
      @matrix-paste=${({ detail }: CustomEvent<Omit<Pasted, "matrix"> & { text: string }>) => this.pasteText(detail)}
      @matrix=${({ detail }: CustomEvent<Pasted>) => void session.propose(withPasted(session.base, filter, detail))}
      @picture=${({ detail }: CustomEvent<Blob>) => void session.upload(detail, "webcam")}
      @filter=${({ detail }: CustomEvent<number>) => player.goTo({ filter: detail, step })}
      @dismiss=${() => (this.open = undefined)}
    >
      <aside class="sidebar">
        <control-panel .setup=${draft} .presets=${session.presets} .errors=${session.errors} .filter=${filter} .brush=${this.brush}></control-panel>
      </aside>
      <div class="work">
        <p class="first-sight">
          See how every number that a convolution gives comes about. <span>Press play, or <kbd>→</kbd>.</span>
        </p>
        <filter-bank
          .figure=${figure}
          .stage=${stage}
          .chosen=${filter}
          .shown=${Array.from({ length: filters }, (_, o) => player.shown(o))}
        ></filter-bank>
        <operation-stage
          .figure=${figure}
          .stage=${stage}
          .pictured=${isPicture(setup.source)}
          .at=${this.instant}
          .glide=${glide}
          .brush=${this.brush}
        ></operation-stage>
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
        ${
          lowering
            ? html`<lowering-view .lowering=${lowering} .figure=${figure} .filter=${filter} .step=${shownStep} .shown=${player.shownInAll}></lowering-view>`
            : nothing
        }
        ${gradBias ? html`<p class="muted">grad_bias, the sums of grad_output: <span class="role-bias">${gradBias.map(short).join(", ")}</span></p>` : nothing}
        <div class="cards">
          ${result.size ? html`<formula-card .result=${result}></formula-card>` : nothing}
          ${result.parameters ? html`<parameter-card .result=${result}></parameter-card>` : nothing}
          <code-card .result=${result}></code-card>
        </div>
        <p class="visually-hidden" role="status">${player.playing || !unit ? nothing : announcement(figure, filter, shownStep, unit)}</p>
      </div>
      ${openDialog(this.open, session, filter, this.shortcuts)}
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
      back: () => player.by(-1),
      forward: () => player.by(1),
      play: () => player.toggle(),
      loop: () => player.toggleLoop(),
      whole: () => player.toggleWhole(),
    };
    run[command]();
  }

  private escape(): void {
    if (this.pinned) this.pinned = undefined;
    else leavePresent();
  }

  private async share(): Promise<void> {
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

function same(a: Traced | undefined, b: Traced): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
