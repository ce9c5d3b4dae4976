/** The Feature maps page: a network that has learned, a picture of one's own, and every number between. */
import "../../css/feature-maps.css";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { LightElement } from "../shared/elements/light-element";
import "../shared/elements/page-message";
import { motionAllowed } from "../shared/motion";
import { PICTURES } from "../shared/pictures";
import { installPresent } from "../shared/present";
import { installTheme } from "../shared/theme";
import { measureChange } from "../shared/timing";
import { classBars } from "./elements/class-bars";
import { crumbs } from "./elements/crumbs";
import "./elements/drawing-pad";
import type { Drawn } from "./elements/drawing-pad";
import "./elements/input-view";
import type { Covered } from "./elements/input-view";
import "./elements/layer-view";
import type { Switched } from "./elements/layer-view";
import "./elements/live-camera";
import type { Framed } from "./elements/live-camera";
import "./elements/map-view";
import "./elements/network-columns";
import "./elements/unit-view";
import type { Place } from "../shared/links/maps";
import { METHODS, type Method } from "./link";
import { nodeOf } from "./operations/detail";
import { MapsSession, type Shown } from "./session";

/** Of the picture's shorter side, what a patch covers. */
const PATCH = 1 / 5;

@customElement("feature-maps-page")
export class FeatureMapsPage extends LightElement {
  private readonly session = new MapsSession(this);
  /** Whether the pointer covers the picture with a patch. */
  @state() private covering = false;
  /** Whether the camera is on. */
  @state() private live = false;
  /** What is on screen: what the server last answered, once it has been gone to. */
  private shown?: Shown;
  /** What grows, or shrinks, to what one goes to. */
  private from?: HTMLElement;

  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
    installPresent({ keys: true });
    installTheme(() => this.requestUpdate());
    document.querySelector("#share")!.addEventListener("click", () => void this.share());
  }

  private async share(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href);
      const own = this.session.draft.picture.kind === "upload" ? " It goes without your picture." : "";
      this.session.say(`The link is copied.${own}`);
    } catch {
      this.session.say("The address bar holds the link; this browser does not let the page copy it.");
    }
  }

  protected override willUpdate(): void {
    const { result } = this.session;
    if (result === this.shown) return;
    const isElsewhere = this.shown && result && result.screen.place !== this.shown.screen.place;
    if (isElsewhere && motionAllowed() && "startViewTransition" in document) this.zoomTo(result);
    else this.shown = result;
    measureChange(this.session.askedAt);
  }

  /** The tile that was clicked grows to the map that it is; everything else fades over. */
  private zoomTo(result: Shown): void {
    const { from } = this;
    this.from = undefined;
    const named = (element: HTMLElement | null | undefined, name: string) =>
      element?.style.setProperty("view-transition-name", name);
    named(from, "map");
    const transition = document.startViewTransition(async () => {
      named(from, "");
      this.shown = result;
      this.requestUpdate();
      await this.updateComplete;
      if (from) named(this.querySelector<HTMLElement>(".large map-picture"), "map");
    });
    // one that the next overtakes is no failure
    void transition.finished
      .catch(() => {})
      .then(() => named(this.querySelector<HTMLElement>(".large map-picture"), ""));
    void transition.ready.catch(() => {});
  }

  protected override render(): TemplateResult {
    const { session } = this;
    const { shown } = this;
    const { errors, notice } = session;
    const error = Object.values(errors)[0];
    const messages = html`<div class="messages">
      <page-message urgent tone="error" .about=${error} .text=${error}></page-message>
      <page-message passing .about=${notice} .text=${notice?.text}></page-message>
      <page-message .about=${session.wanted} .text=${`This link is about a picture of its sender’s, “${session.wanted}”, which is not in the link: choose it under “Your picture” to see it.`}></page-message>
    </div>`;
    if (!shown) return html`${messages}<p class="loading" role="status">${error ?? "Loading…"}</p>`;
    return html`${messages}<div
      class="feature-maps"
      @place=${({ detail }: CustomEvent<Place>) => this.go(detail)}
      @drawn=${({ detail }: CustomEvent<Drawn>) => void session.draw(detail.drawing, detail.done)}
      @cover=${({ detail }: CustomEvent<Covered>) => void session.cover(detail.cover, detail.done)}
      @switched=${({ detail }: CustomEvent<Switched>) => this.switchFilter(detail)}
      @frame=${({ detail }: CustomEvent<Framed>) => this.takeFrame(detail)}
      @camera-off=${() => (this.live = false)}
    >
      <div class="shown">${this.subject(shown)} ${this.picture(shown)} ${this.reasons(shown)}</div>
      <div class="says">
        <h2>What it says</h2>
        <div aria-live="polite" class="visually-hidden">${this.spoken(shown)}</div>
        ${classBars(shown, this.classChosen(shown), (index) => this.goToClass(shown, index))}
      </div>
      <div class="network">
        ${crumbs(shown, (place) => this.go(place))}
        ${this.switchedOff(shown)}
        <network-columns
          .view=${shown.view}
          .place=${shown.screen.place}
          .off=${shown.screen.off}
          .map=${shown.map}
          .unit=${shown.unit}
        ></network-columns>
        ${this.closer(shown)}
      </div>
    </div>`;
  }

  private spoken({ view }: Shown): string {
    const best = view.answer.classes?.[0];
    return best
      ? `It says ${best.label ?? `class ${best.index}`}, ${Math.round(100 * best.probability)} per cent.`
      : "";
  }

  private go(place: Place): void {
    this.from = document.activeElement?.querySelector<HTMLElement>("map-picture") ?? undefined;
    void this.session.change({ place });
  }

  private switchFilter({ node, channel }: Switched): void {
    const { off } = this.session.draft;
    const own = off[node] ?? [];
    const changed = own.includes(channel) ? own.filter((one) => one !== channel) : [...own, channel];
    const { [node]: _, ...others } = off;
    void this.session.change({ off: changed.length ? { ...others, [node]: changed } : others });
  }

  /** The node whose numbers are the logits. */
  private logits(shown: Shown): string {
    const nodes = shown.known.analysis.nodes;
    const last = nodes[nodes.length - 1];
    return last.operation === "softmax" ? last.inputs[0] : last.name;
  }

  private classChosen(shown: Shown): number | undefined {
    const { place } = shown.screen;
    return place.node === this.logits(shown) ? (place.map ?? undefined) : undefined;
  }

  private goToClass(shown: Shown, index: number): void {
    this.go({ node: this.logits(shown), map: index, unit: null });
  }

  private subject({ known }: Shown): TemplateResult {
    const { session } = this;
    const { subject } = session.draft;
    const name = subject.kind === "model" ? subject.name : "";
    const { model } = known;
    return html`<section class="panel choosing" aria-label="Network">
      <label for="model">Network</label>
      <select id="model" .value=${live(name)} @change=${(event: Event) => void session.turnTo({ kind: "model", name: (event.target as HTMLSelectElement).value })}>
        ${name ? nothing : html`<option value="" selected>your own</option>`}
        ${session.models.map((one) => html`<option value=${one.name} ?selected=${one.name === name} ?disabled=${!one.available}>${one.title}${one.available ? "" : " (not installed)"}</option>`)}
      </select>
      ${session.models.filter(({ missing }) => missing).map(({ title, missing }) => html`<p class="muted">${title}: ${missing}</p>`)}
      ${
        model
          ? html`<details>
              <summary>${model.parameters.toLocaleString("en-US")} parameters, right on ${(100 * model.accuracy).toFixed(1)} %</summary>
              <dl class="model-card">
                <dt>Measured on</dt><dd>${model.measured_on}</dd>
                <dt>Learned from</dt><dd>${model.data}</dd>
                <dt>Gets wrong</dt><dd>${model.mistakes}</dd>
                <dt>Before it</dt><dd>${model.preprocessing}</dd>
                <dt>Source, licence</dt><dd>${model.source}; ${model.licence}</dd>
              </dl>
            </details>`
          : nothing
      }
    </section>`;
  }

  private picture(shown: Shown): TemplateResult {
    const { session } = this;
    const { picture, fit } = session.draft;
    const [, height, width] = shown.known.analysis.input_shape;
    const drawing = picture.kind === "drawing" ? picture.drawing : [];
    const name = picture.kind === "sample" ? picture.name : "";
    return html`<section class="panel" aria-label="Picture">
      ${picture.kind === "drawing" ? html`<drawing-pad .drawing=${drawing} .side=${width}></drawing-pad>` : nothing}
      <div class="picture-choice">
        <label for="sample">Picture</label>
        <select id="sample" .value=${live(picture.kind === "drawing" ? "draw" : name)} @change=${this.choosePicture}>
          <option value="draw" ?selected=${picture.kind === "drawing"}>a drawing</option>
          ${PICTURES.map((one) => html`<option value=${one} ?selected=${one === name}>${one.replaceAll("-", " ")}</option>`)}
          ${picture.kind === "upload" ? html`<option value="" selected>${picture.name}</option>` : nothing}
        </select>
        <label class="button file">Your picture<input type="file" id="upload" class="visually-hidden" accept="image/*" @change=${this.upload} /></label>
        <button type="button" class="button" aria-pressed=${this.live} @click=${() => (this.live = !this.live)}>Webcam</button>
      </div>
      ${this.live ? html`<live-camera></live-camera>` : nothing}
      ${
        picture.kind === "drawing"
          ? nothing
          : html`<div class="picture-choice">
              <label for="fit">Fit</label>
              <select id="fit" .value=${live(fit)} @change=${(event: Event) => void session.change({ fit: (event.target as HTMLSelectElement).value as typeof fit })}>
                <option value="crop" ?selected=${fit === "crop"}>its middle</option>
                <option value="stretch" ?selected=${fit === "stretch"}>all of it, stretched</option>
              </select>
            </div>`
      }
      <h2 class="what-goes-in">What the network is shown</h2>
      <input-view .shown=${shown} .patch=${this.covering ? Math.max(1, Math.round(PATCH * Math.min(height, width))) : 0}></input-view>
    </section>`;
  }

  private takeFrame({ frame, kept }: Framed): void {
    if (kept) this.live = false;
    void this.session.see(frame, "webcam", kept);
  }

  private readonly choosePicture = (event: Event): void => {
    const name = (event.target as HTMLSelectElement).value;
    const picture = name === "draw" ? ({ kind: "drawing", drawing: [] } as const) : ({ kind: "sample", name } as const);
    void this.session.change({ picture, cover: null });
  };

  private readonly upload = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file) void this.session.upload(file, file.name);
    input.value = "";
  };

  private reasons(shown: Shown): TemplateResult {
    const { session } = this;
    const { why, cover } = session.draft;
    const classes = shown.view.answer.classes;
    if (!classes) return html``;
    const best = classes[0];
    const label = shown.why && `${shown.why.label ?? `class ${shown.why.class}`}`;
    return html`<section class="panel choosing" aria-label="Ask why">
      <h2>Ask why</h2>
      <div class="picture-choice">
        <label for="why">Due to</label>
        <select id="why" .value=${live(why?.method ?? "")} @change=${(event: Event) => this.ask((event.target as HTMLSelectElement).value)}>
          <option value="" ?selected=${!why}>nothing over the picture</option>
          ${METHODS.map(([method, text]) => html`<option value=${method} ?selected=${why?.method === method}>${text}</option>`)}
        </select>
      </div>
      ${
        why
          ? html`<div class="picture-choice">
              <label for="why-class">Class</label>
              <select id="why-class" .value=${live(why.class === null ? "" : String(why.class))} @change=${(event: Event) => this.askOf((event.target as HTMLSelectElement).value)}>
                <option value="" ?selected=${why.class === null}>what it says: ${best.label ?? best.index}</option>
                ${this.classOptions(shown).map(([index, name]) => html`<option value=${String(index)} ?selected=${why.class === index}>${name}</option>`)}
              </select>
            </div>`
          : nothing
      }
      ${shown.why ? html`<p class="muted">The stronger the orange, the more ${label} is due to it${shown.why.method === "occlusion" ? "; blue: it would be more without" : ""}.${shown.why.patch ? ` A patch of ${shown.why.patch}×${shown.why.patch}, moved by ${shown.why.stride}.` : ""}${shown.why.node ? ` Maps of ${shown.why.node}.` : ""}</p>` : nothing}
      <label class="switch"><input type="checkbox" .checked=${live(this.covering)} @change=${this.toggleCovering} /> Cover with a patch: drag it over the picture, and watch the bars</label>
      ${cover ? html`<button type="button" class="button" @click=${() => void session.cover(null, true)}>Take the patch away</button>` : nothing}
    </section>`;
  }

  private classOptions({ known, view }: Shown): (readonly [number, string])[] {
    if (known.model) return known.model.classes.map((name, index) => [index, name] as const);
    return (view.answer.classes ?? []).map(({ index }) => [index, `class ${index}`] as const);
  }

  private ask(method: string): void {
    const { why } = this.session.draft;
    void this.session.change({ why: method ? { method: method as Method, class: why?.class ?? null } : null });
  }

  private askOf(index: string): void {
    const { why } = this.session.draft;
    if (why) void this.session.change({ why: { ...why, class: index === "" ? null : Number(index) } });
  }

  private readonly toggleCovering = (): void => {
    this.covering = !this.covering;
    if (!this.covering && this.session.draft.cover) void this.session.cover(null, true);
  };

  private switchedOff({ screen }: Shown): TemplateResult | typeof nothing {
    const off = Object.entries(screen.off).flatMap(([node, own]) => own.map((channel) => ({ node, channel })));
    if (off.length === 0) return nothing;
    return html`<p class="off-list" role="status">
      Switched off: ${off.map(({ node, channel }) => html`<button type="button" class="button" title="Switch it on again" @click=${() => this.switchFilter({ node, channel })}>${node}, map ${channel} ×</button> `)}
      <button type="button" class="button" @click=${() => void this.session.change({ off: {} })}>All on</button>
    </p>`;
  }

  private closer(shown: Shown): TemplateResult | typeof nothing {
    const { place, off } = shown.screen;
    const node = place.node ? nodeOf(shown.view, place.node) : undefined;
    if (!node || !shown.layer)
      return html`<p class="muted">Choose a layer by its name, a map by clicking it; then a unit of the map, to see where its number comes from.</p>`;
    if (shown.unit) {
      return html`<unit-view .of=${shown.view.of} .node=${node} .detail=${shown.unit}></unit-view>
        ${shown.map ? html`<map-view .node=${node} .place=${place} .map=${shown.map} ?off=${off[node.name]?.includes(place.map!)}></map-view>` : nothing}`;
    }
    if (shown.map) {
      return html`<map-view .node=${node} .place=${place} .map=${shown.map} ?off=${off[node.name]?.includes(place.map!)}></map-view>`;
    }
    return html`<layer-view .view=${shown.view} .node=${node} .tiles=${shown.layer} .off=${off[node.name] ?? []}></layer-view>`;
  }
}
