/** The Receptive field page: point at a unit in any layer, and see what it sees and reaches. */
import "../../css/receptive-field.css";
import { html, noChange, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import "./elements/connection-diagram";
import "./elements/field-planes";
import type { FieldPlanes, Pointed } from "./elements/field-planes";
import { fieldTable } from "./elements/field-table";
import "./elements/kernel-stacks";
import { LightElement } from "../shared/elements/light-element";
import { mapsLink } from "../shared/elements/maps-link";
import "../shared/elements/network-editor";
import { networkOptions } from "../shared/elements/network-options";
import "../shared/elements/page-message";
import { installDrop } from "../shared/elements/file-drop";
import { type FieldScreen, OVERLAYS } from "../shared/links/field";
import { layersOf, type OwnNetwork } from "../shared/network/network";
import { PICTURES } from "../shared/pictures";
import { installPresent } from "../shared/present";
import { installTheme } from "../shared/theme";
import { FieldSession, type Shown } from "./session";
import { type FieldPreset, PRESETS } from "./state/presets";

/** What the value of an option for a network of the zoo begins with: presets have names of their own. */
const ZOO = "zoo:";

@customElement("receptive-field-page")
export class ReceptiveFieldPage extends LightElement {
  private readonly session = new FieldSession(this);
  @state() private editing = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
    installPresent({ keys: true });
    installDrop();
    installTheme(() => this.querySelector<FieldPlanes>("field-planes")?.requestUpdate());
  }

  private show(change: Partial<FieldScreen>, step: "push" | "replace" = "replace"): void {
    void this.session.propose({ ...this.session.draft, ...change }, step);
  }

  protected override render(): TemplateResult {
    const { session } = this;
    const { draft: screen, result: shown, unitCells } = session;
    const preset = PRESETS.find(({ network }) => JSON.stringify(network) === JSON.stringify(screen.network));
    return html`<div class="networks fields-page">
      <div class="messages">
        <page-message urgent tone="error" .about=${session.error} .text=${session.error}></page-message>
      </div>
      <section aria-labelledby="fields-title">
        <h2 id="fields-title">What a unit sees</h2>
        <div class="network-options">
          ${this.networkChoice(preset)}
          ${this.choice("overlay", "On the input", screen.overlay, OVERLAYS, (overlay) => this.show({ overlay: overlay as FieldScreen["overlay"] }))}
          ${this.choice("picture", "Picture", screen.picture, [["", "none"], ...PICTURES.map((name) => [name, name.replace("-", " ")] as const)], (picture) => this.show({ picture }))}
          <button type="button" class="button" aria-expanded=${this.editing} @click=${this.edit}>${this.editing ? "Close the layers" : "Change the layers"}</button>
          ${shown ? mapsLink(shown.network, shown.analysis.input_shape, session.models, this.layer(shown)) : nothing}
        </div>
        ${preset ? html`<p>${preset.note}</p>` : nothing}
        ${
          this.editing && screen.network.kind === "own"
            ? html`<network-editor
              .network=${screen.network}
              .operations=${session.operations}
              .nodes=${shown?.analysis.nodes ?? []}
              .complaint=${session.complaint}
              @draft=${(event: CustomEvent<OwnNetwork>) => this.show({ network: event.detail, node: "", unit: null })}
            ></network-editor>`
            : session.complaint
              ? html`<p class="field-error" role="alert">${session.complaint.message}</p>`
              : nothing
        }
        ${
          shown
            ? html`<div
              @hover=${(event: CustomEvent<Pointed | null>) => void session.look(event.detail ? { ...screen, ...event.detail } : screen)}
              @pin=${(event: CustomEvent<Pointed>) => this.show(event.detail)}
            >
              <p class="muted">
                Point at a unit in any layer, click to keep it, drag it about: <span class="role-kernel">the unit</span>,
                <span class="role-input">what it sees</span>, <span class="role-output">what it reaches</span>.
              </p>
              <field-planes .shown=${shown} .unitCells=${unitCells} .picture=${screen.picture}></field-planes>
              ${this.pointer(shown)}
              ${
                shown.connections
                  ? html`<h3>Along the width</h3>
                    <connection-diagram .connections=${shown.connections} .planes=${shown.planes.map(({ name }) => name)} .unitCells=${unitCells}></connection-diagram>`
                  : html`<p class="muted">These maps are too wide to draw every connection; the small presets show them.</p>`
              }
              <h3>How the field grows</h3>
              ${fieldTable(shown.planes, shown.analysis.input_shape, unitCells)}
            </div>`
            : nothing
        }
      </section>
      <kernel-stacks></kernel-stacks>
    </div>`;
  }

  /** The unit's layer, where a link can go to it: one that was chosen, and not the input. */
  private layer({ analysis }: Shown): string {
    const { node } = this.session.draft;
    return analysis.nodes.some(({ name }) => name === node) ? node : "";
  }

  /** The same as pointing, for the keyboard. */
  private pointer(shown: Shown): TemplateResult | typeof nothing {
    const { unitCells } = this.session;
    if (!unitCells) return nothing;
    const own = unitCells.nodes[unitCells.nodes.length - 1];
    const names = ["input", ...shown.planes.map(({ name }) => name)];
    const index = (axis: 0 | 1, label: string) => html`<span class="labelled">
      <label for="unit-${axis}">${label}</label>
      <input
        id="unit-${axis}"
        type="number"
        min="0"
        max=${own.size[axis] - 1}
        .value=${document.activeElement?.id === `unit-${axis}` ? noChange : live(String(unitCells.unit[axis]))}
        @change=${(event: Event) => {
          const value = Number((event.target as HTMLInputElement).value);
          const unit = unitCells.unit.map((n, i) => (i === axis ? value : n)) as [number, number];
          // of the layer that has been chosen, even if the server has yet to answer
          this.show({ node: this.session.draft!.node || own.name, unit });
        }}
      />
    </span>`;
    return html`<div class="network-options">
      ${this.choice(
        "unit-layer",
        "Layer",
        own.name,
        names.map((name) => [name, name]),
        (node) => this.show({ node, unit: null }),
      )}
      ${index(0, "Row")} ${index(1, "Column")}
    </div>`;
  }

  /** A preset, or any network of the zoo. */
  private networkChoice(preset: FieldPreset | undefined): TemplateResult {
    const { networks, draft } = this.session;
    const zoo = !preset && draft.network.kind === "zoo" ? draft.network.name : "";
    const listed = networks.some(({ name }) => name === zoo);
    const value = preset?.name ?? (listed ? ZOO + zoo : "");
    return html`<span class="labelled">
      <label for="preset">Preset</label>
      <select id="preset" .value=${live(value)} @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value)}>
        ${value ? nothing : html`<option value="" selected>${zoo || "your own"}</option>`}
        <optgroup label="To begin with">
          ${PRESETS.map(({ name, title }) => html`<option value=${name} ?selected=${name === value}>${title}</option>`)}
        </optgroup>
        ${networkOptions(networks, zoo, (name) => ZOO + name)}
      </select>
    </span>`;
  }

  private choose(value: string): void {
    if (value.startsWith(ZOO)) {
      this.show({ network: { kind: "zoo", name: value.slice(ZOO.length) }, node: "", unit: null }, "push");
      this.editing = false;
    } else this.usePreset(value);
  }

  private choice(
    id: string,
    label: string,
    value: string,
    options: readonly (readonly [string, string])[],
    change: (value: string) => void,
  ): TemplateResult {
    return html`<span class="labelled">
      <label for=${id}>${label}</label>
      <select id=${id} .value=${live(value)} @change=${(event: Event) => change((event.target as HTMLSelectElement).value)}>
        ${options.map(([name, text]) => html`<option value=${name} ?selected=${name === value}>${text}</option>`)}
      </select>
    </span>`;
  }

  private usePreset(name: string): void {
    const preset = PRESETS.find((one) => one.name === name);
    if (preset) this.show({ network: preset.network, node: "", unit: null }, "push");
    if (preset?.network.kind === "zoo") this.editing = false;
  }

  private readonly edit = (): void => {
    this.editing = !this.editing;
    const { draft, result: shown } = this.session;
    const { network } = draft;
    if (!this.editing || network.kind === "own" || !shown) return;
    const { input_shape, nodes } = shown.analysis;
    this.show({
      network: {
        kind: "own",
        title: `${network.name}, changed`,
        inputShape: input_shape,
        layers: layersOf(nodes),
        original: network.name,
      },
    });
  };
}
