/** The Feature maps page: a network that has learned, a picture of one's own, and every number between. */
import "../../css/feature-maps.css";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { LightElement } from "../shared/elements/light-element";
import "../shared/elements/network-editor";
import "../shared/elements/page-message";
import { onWeights } from "../shared/elements/file-opener";
import { motionAllowed } from "../shared/motion";
import type { OwnNetwork } from "../shared/network/network";
import { installPresent } from "../shared/present";
import { installTheme } from "../shared/theme";
import { measureChange } from "../shared/timing";
import { classBars } from "./elements/class-bars";
import { crumbs } from "./elements/crumbs";
import type { Drawn } from "./elements/drawing-pad";
import type { Covered } from "./elements/input-view";
import "./elements/kernel-editor";
import type { LaidIn, Typed } from "./elements/kernel-editor";
import "./elements/layer-view";
import type { Switched } from "./elements/layer-view";
import "./elements/map-view";
import "./elements/network-columns";
import { picturePanel } from "./elements/picture-panel";
import { reasonsPanel } from "./elements/reasons-panel";
import { subjectPanel } from "./elements/subject-panel";
import "./elements/unit-view";
import type { Place } from "../shared/links/maps";
import { missingIn } from "./link";
import { type Node, nodeOf } from "./operations/detail";
import { MapsSession, type Shown } from "./session";

/** Operations whose weight holds a filter for each map that they make. */
const FILTERED = new Set(["conv", "linear"]);

@customElement("feature-maps-page")
export class FeatureMapsPage extends LightElement {
  private readonly session = new MapsSession(this);
  /** Whether the pointer covers the picture with a patch. */
  @state() private covering = false;
  /** Whether the layers of a network of one's own are being changed. */
  @state() private editing = false;
  /** Whether the camera is on. */
  @state() private camera = false;
  /** What is on screen: what the server last answered, once it has been gone to. */
  private shown?: Shown;
  /** What will be on screen once the way there has begun. */
  private arriving?: Shown;
  /** What grows, or shrinks, to what one goes to. */
  private from?: HTMLElement;

  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
    installPresent({ keys: true });
    installTheme(() => this.requestUpdate());
    document.querySelector("#share")!.addEventListener("click", () => void this.share());
    onWeights(({ id }) => {
      const { subject } = this.session.draft;
      if (subject.kind === "network") void this.session.turnTo({ ...subject, weights: { id } });
      return subject.kind === "network";
    });
  }

  private async share(): Promise<void> {
    const own = this.session.draft.picture.kind === "upload" ? ["picture"] : [];
    const missing = [...own, ...missingIn(location.search)];
    const why = missing.length > own.length ? ", too long for a link" : "";
    const without = missing.length ? ` It goes without your ${missing.join(" and ")}${why}.` : "";
    try {
      await navigator.clipboard.writeText(location.href);
      this.session.say(`The link is copied.${without}`);
    } catch {
      this.session.say(`The address bar holds the link; this browser does not let the page copy it.${without}`);
    }
  }

  protected override willUpdate(): void {
    const { result } = this.session;
    if (result === this.shown || result === this.arriving) return;
    const isElsewhere = this.shown && result && result.screen.place !== this.shown.screen.place;
    if (isElsewhere && motionAllowed() && "startViewTransition" in document) this.zoomTo(result);
    else this.shown = this.arriving = result;
    measureChange(this.session.askedAt);
  }

  /** The tile that was clicked grows to the map that it is; everything else fades over. */
  private zoomTo(result: Shown): void {
    const { from } = this;
    this.from = undefined;
    this.arriving = result;
    const named = (element: HTMLElement | null | undefined, name: string) =>
      element?.style.setProperty("view-transition-name", name);
    named(from, "map");
    const transition = document.startViewTransition(async () => {
      named(from, "");
      this.shown = this.arriving; // something else may have been answered meanwhile
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
    const missing = session.missing.length
      ? `The link does not hold its ${session.missing.join(" and ")}, which ${session.missing.length > 1 ? "are" : "is"} too long for it: what you see is not what its sender saw.`
      : undefined;
    const messages = html`<div class="messages">
      <page-message urgent tone="error" .about=${error} .text=${error}></page-message>
      <page-message passing .about=${notice} .text=${notice?.text}></page-message>
      <page-message .about=${session.missing.length > 0 && session.missing} .text=${missing}></page-message>
      <page-message .about=${session.wanted} .text=${`This link is about a picture of its sender’s, “${session.wanted}”, which is not in the link: choose it under “Your picture” to see it.`}></page-message>
    </div>`;
    if (!shown) return html`${messages}<p class="loading" role="status">${error ?? "Loading…"}</p>`;
    const waits = session.draft !== shown.screen && !error;
    return html`${messages}${waits ? html`<p class="working" role="status">Working…</p>` : nothing}<div
      class="feature-maps"
      aria-busy=${waits}
      @place=${({ detail }: CustomEvent<Place>) => this.go(detail)}
      @drawn=${({ detail }: CustomEvent<Drawn>) => void session.draw(detail.drawing, detail.done)}
      @cover=${({ detail }: CustomEvent<Covered>) => void session.cover(detail.cover, detail.done)}
      @typed=${({ detail: { node, name, offset, value } }: CustomEvent<Typed>) => void session.type(node, name, offset, [value])}
      @laid-in=${({ detail: { node, offset, kernel } }: CustomEvent<LaidIn>) => void session.layIn(node, offset, kernel)}
      @switched=${({ detail }: CustomEvent<Switched>) => this.switchFilter(detail)}
      @camera-off=${() => (this.camera = false)}
    >
      <div class="shown">
        ${subjectPanel(session, shown, this.editing, () => (this.editing = !this.editing))}
        ${picturePanel(session, shown, { covering: this.covering, camera: this.camera, toggleCamera: () => (this.camera = !this.camera), see: this.see })}
        ${reasonsPanel(session, shown, this.covering, this.toggleCovering)}
      </div>
      <div class="says">
        <h2>What it says</h2>
        <div aria-live="polite" class="visually-hidden">${this.spoken(shown)}</div>
        ${classBars(shown, this.classChosen(shown), (index) => this.goToClass(shown, index))}
      </div>
      <div class="network">
        ${crumbs(shown, (place) => this.go(place))}
        ${this.switchedOff(shown)} ${this.editor(shown)}
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

  private classChosen(shown: Shown): number | undefined {
    const { place } = shown.screen;
    return place.node === shown.view.answer.logits ? (place.map ?? undefined) : undefined;
  }

  private goToClass(shown: Shown, index: number): void {
    this.go({ node: shown.view.answer.logits!, map: index, unit: null });
  }

  /** The layers of a network of one's own, to be changed. */
  private editor({ known }: Shown): TemplateResult | typeof nothing {
    const { session } = this;
    const { subject } = session.draft;
    if (!this.editing || subject.kind !== "network" || subject.network.kind !== "own") return nothing;
    return html`<network-editor
      .network=${subject.network}
      .operations=${session.operations}
      .nodes=${known.analysis.nodes}
      .complaint=${session.complaint}
      @draft=${(event: CustomEvent<OwnNetwork>) => void session.reshape(event.detail)}
    ></network-editor>`;
  }

  /** The filter behind a map, where its weights are the reader's. */
  private filter(node: Node, map: number): TemplateResult | typeof nothing {
    const { subject } = this.session.draft;
    if (subject.kind !== "network" || !("tensors" in subject.weights)) return nothing;
    if (!FILTERED.has(node.operation)) return nothing;
    const { weight, bias } = subject.weights.tensors[node.name] ?? {};
    if (!weight) return nothing;
    return html`<kernel-editor .node=${node.name} .filter=${map} .weight=${weight} .bias=${bias}></kernel-editor>`;
  }

  private readonly see = (frame: ImageBitmap, kept: boolean): Promise<void> => {
    if (kept) this.camera = false;
    return this.session.see(frame, "webcam", kept);
  };

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
      return html`<unit-view .of=${shown.view.of} .node=${node} .detail=${shown.unit}></unit-view>${this.filter(node, place.map!)}
        ${shown.map ? html`<map-view .node=${node} .place=${place} .map=${shown.map} ?off=${off[node.name]?.includes(place.map!)}></map-view>` : nothing}`;
    }
    if (shown.map) {
      return html`${this.filter(node, place.map!)}<map-view .node=${node} .place=${place} .map=${shown.map} ?off=${off[node.name]?.includes(place.map!)}></map-view>`;
    }
    return html`<layer-view .view=${shown.view} .node=${node} .tiles=${shown.layer} .kernels=${shown.kernels} .off=${off[node.name] ?? []}></layer-view>`;
  }
}
