/** The Explore page: wires what is on screen, what the server says, and the elements that show it. */
import "../../css/explore.css";
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import type { Setup } from "../shared/setup/setup";
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
import { installDrop } from "../shared/elements/file-drop";
import { installPresent, leavePresent, togglePresent } from "../shared/present";
import { hasSingleKeys } from "../shared/single-keys";
import { installTheme, toggleTheme } from "../shared/theme";
import { measureChange } from "../shared/timing";
import { pen } from "./elements/pen";
import { undoButtons } from "./elements/undo-buttons";
import "./elements/transport-bar";
import { short } from "../shared/format";
import { type Edit, edited, type Pasted, parseMatrix, randomIntegers, withPasted, zeros } from "../shared/setup/edits";
import { announcement } from "./drawing/announcement";
import { Motion } from "./drawing/motion";
import { Show } from "./drawing/show";
import type { Command } from "./elements/transport-bar";
import { ExploreSession } from "./session";
import { follow } from "./state/commands";
import { undoKey } from "./state/gestures";
import { patterned } from "./state/patterns";
import { Player } from "./state/player";
import { obey, shortcutsOf, TYPED_INTO } from "./state/shortcuts";
import type { Traced } from "./state/trace";

installTheme();
installDrop();
installPresent({ keys: false });

@customElement("explore-page")
export class ExplorePage extends LightElement {
  @state() private brush?: number;
  @state() private open?: Open;
  /** Whether the controls are up, where they are a sheet: on a phone. */
  @state() private sheet = false;
  private readonly player: Player = new Player(this, {
    steps: () => this.show.steps,
    asks: () => this.show.asks,
    waits: () => this.show.waits,
    onRest: () => this.session.remember(),
  });
  private readonly session: ExploreSession = new ExploreSession(this, this.player);
  private readonly show: Show = new Show(this, this.player, this.session);
  readonly motion = new Motion(this, this.player, this.show);
  private drawn?: ExploreSession["result"];

  private readonly shortcuts = shortcutsOf(this.player, {
    hide: () => this.show.toggleHiding(),
    reveal: () => this.show.tell(""),
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

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.session.result !== this.drawn) {
      this.drawn = this.session.result;
      measureChange(this.session.askedAt);
    }
  }

  protected override render(): TemplateResult {
    const { session, player, show } = this;
    const { result, draft } = session;
    const { scene } = show;
    if (!result || !scene || !draft) {
      return html`<p class="loading" role="status">${session.errors[""] ?? "Loading…"}</p>`;
    }
    const { filter, step } = player.position;
    const { lowering, gradBias } = result;
    const { figure, stage, at } = scene;
    const { question } = show;
    const { notice } = session;
    const wanted = draft.source.kind === "upload" ? session.wanted : "";
    return html`${messages({ refused: session.errors[""], notice, wanted, choose: this.chooseFile })}<div
      class="explore ${this.sheet ? "sheet-up" : ""}"
      @propose=${({ detail }: CustomEvent<Setup>) => void session.propose(detail)}
      @ask=${({ detail }: CustomEvent<Request>) => this.ask(detail)}
      @brush=${({ detail }: CustomEvent<number | null>) => (this.brush = detail ?? undefined)}
      @trace=${({ detail }: CustomEvent<Traced | null>) => show.hover(detail)}
      @selected=${({ detail }: CustomEvent<Traced | null>) => show.select(detail)}
      @choose=${({ detail }: CustomEvent<Traced>) => show.goTo(detail)}
      @number-edit=${({ detail }: CustomEvent<Edit>) => void session.propose(edited(session.base, result.geometry.output, detail))}
      @matrix-paste=${({ detail }: CustomEvent<Omit<Pasted, "matrix"> & { text: string }>) => this.pasteText(detail)}
      @matrix=${({ detail }: CustomEvent<Pasted>) => void session.propose(withPasted(session.base, filter, detail))}
      @picture=${({ detail }: CustomEvent<Blob>) => void session.upload(detail, "webcam")}
      @filter=${({ detail }: CustomEvent<number>) => player.toFilter(detail)}
      @guess=${({ detail }: CustomEvent<string>) => show.tell(detail)}
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
          .seen=${show.seen}
        ></filter-bank>
        <operation-stage
          .figure=${figure}
          .stage=${stage}
          .at=${at}
          .glide=${player.glide}
          .brush=${this.brush}
        ></operation-stage>
        ${
          question
            ? keyed(
                question.unit, // what was typed of one unit is no guess at the next
                html`<guess-form .said=${question.said} .value=${question.value} .sum=${question.sum}></guess-form>`,
              )
            : nothing
        }
        ${figure.editsInput || figure.editsWeight ? html`<p class="change-hint muted">${pen} Double-click a number, or select it and type.</p>` : nothing}
        <transport-bar
          .step=${step}
          .steps=${show.steps!.units}
          .beat=${player.position.beat}
          .score=${at.score}
          .hiding=${figure.stepsOn === "output" ? show.asks : undefined}
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
            ? html`<lowering-view .lowering=${lowering} .figure=${figure} .filter=${filter} .at=${at} .shown=${show.shownInAll}></lowering-view>`
            : nothing
        }
        ${gradBias && show.isComplete ? html`<p class="muted">grad_bias, the sums of grad_output: <span class="role-bias">${gradBias.map(short).join(", ")}</span></p>` : nothing}
        ${figure.reads ? html`<read-counts .result=${result}></read-counts>` : nothing}
        <div class="cards">
          ${result.size ? html`<formula-card .result=${result}></formula-card>` : nothing}
          ${result.parameters ? html`<parameter-card .result=${result}></parameter-card>` : nothing}
          <code-card .result=${result}></code-card>
        </div>
        <p class="visually-hidden" role="status">${player.playing ? nothing : announcement(scene, show.channelName)}</p>
      </div>
      ${openDialog(this.open, session, filter, this.shortcuts)}
    </div>`;
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
    if (command === "hide") this.show.toggleHiding();
    else if (command === "help") this.open = { dialog: "keys" };
    else follow(this.player, command);
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
