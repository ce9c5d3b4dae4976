/** A network of one's own as a list: layers are added, moved, changed and taken out; what is wrong stands at its layer. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { counted } from "../format";
import * as edits from "../network/edits";
import type { LayerSpec, OwnNetwork } from "../network/network";
import type { NetworkNode } from "../network/table";
import { emit, LightElement } from "./light-element";

@customElement("network-editor")
export class NetworkEditor extends LightElement {
  @property({ attribute: false }) network!: OwnNetwork;
  @property({ attribute: false }) operations: readonly edits.Operation[] = [];
  /** The last good analysis: it may be of an earlier draft. */
  @property({ attribute: false }) nodes: readonly NetworkNode[] = [];
  @property({ attribute: false }) complaint?: edits.Complaint;
  @state() private open = -1;
  @state() private adding = "conv";

  private change(layers: LayerSpec[]): void {
    emit(this, "draft", { ...unopened(this.network), layers });
  }

  private operation(name: string): edits.Operation | undefined {
    return this.operations.find((operation) => operation.name === name);
  }

  protected override render(): TemplateResult {
    const { layers, inputShape, title } = this.network;
    const general = this.complaint?.place === -1 ? this.complaint.message : "";
    return html`<section class="card network-editor" aria-labelledby="editor-title">
      <h3 id="editor-title">Layers</h3>
      <form class="editor-head" @submit=${(event: Event) => event.preventDefault()}>
        <label>Title <input .value=${title} maxlength="80" @change=${(event: Event) => emit(this, "draft", { ...this.network, title: text(event) || "Your network" })} /></label>
        <label>
          Input
          <input
            class="short"
            .value=${inputShape.join(" × ")}
            aria-invalid=${general ? "true" : "false"}
            aria-describedby="editor-error"
            @change=${(event: Event) => this.setInput(text(event))}
          />
        </label>
      </form>
      <p class="field-error" id="editor-error" role="alert">${general}</p>
      <ol class="layer-list">
        ${layers.map((layer, place) => this.row(layer, place))}
      </ol>
      ${this.adder(layers.length)}
    </section>`;
  }

  private setInput(typed: string): void {
    const inputShape = typed
      .split(/[^0-9.-]+/)
      .filter(Boolean)
      .map(Number);
    emit(this, "draft", { ...unopened(this.network), inputShape });
  }

  private adder(place: number): TemplateResult {
    return html`<form
      class="adder"
      @submit=${(event: Event) => {
        event.preventDefault();
        const operation = this.operation(this.adding);
        if (!operation) return;
        this.open = place;
        this.change(edits.inserted(this.network.layers, place, operation));
      }}
    >
      <label for="new-layer">New layer</label>
      <select id="new-layer" .value=${live(this.adding)} @change=${(event: Event) => (this.adding = text(event))}>
        ${this.operations.map(({ name }) => html`<option value=${name} ?selected=${name === this.adding}>${name.replaceAll("_", " ")}</option>`)}
      </select>
      <button type="submit" class="button">Add at the end</button>
    </form>`;
  }

  private row(layer: LayerSpec, place: number): TemplateResult {
    const { layers } = this.network;
    const name = layer.name ?? "";
    const isOpen = this.open === place;
    const complaint = this.complaint?.place === place ? this.complaint : undefined;
    const known = this.nodes.find((node) => node.name === name);
    const options = edits
      .optionsOf(layer)
      .map(([option, value]) => `${option.replaceAll("_", " ")} ${edits.written(value)}`);
    const move = (by: number) => {
      if (isOpen) this.open = place + by;
      this.change(edits.moved(layers, place, by));
    };
    const icon = (label: string, sign: string, disabled: boolean, act: () => void) =>
      html`<button type="button" class="icon" aria-label="${label} ${name}" title=${label} ?disabled=${disabled} @click=${act}>${sign}</button>`;
    return html`<li class=${complaint ? "wrong" : ""}>
      <div class="layer-row">
        <button type="button" class="layer-open" aria-expanded=${isOpen} @click=${() => (this.open = isOpen ? -1 : place)}>
          <strong>${name}</strong> <span class="muted">${layer.operation.replaceAll("_", " ")} ${options.join(" · ")}</span>
        </button>
        <span class="layer-result">${known && !complaint ? `${known.output_shape.join("×")} · ${counted(known.parameters?.total)}` : ""}</span>
        <span class="layer-tools">
          ${icon("Move up", "↑", place === 0, () => move(-1))} ${icon("Move down", "↓", place === layers.length - 1, () => move(1))}
          ${icon("Add after", "+", false, () => {
            this.open = place + 1;
            this.change(edits.inserted(layers, place + 1, this.operation(this.adding)!));
          })}
          ${icon("Remove", "×", layers.length === 1, () => {
            this.open = -1;
            this.change(edits.removed(layers, place));
          })}
        </span>
      </div>
      <p class="field-error" role="alert" id="layer-${place}-error">${complaint?.message ?? ""}</p>
      ${isOpen ? this.fields(layer, place, complaint) : nothing}
    </li>`;
  }

  private fields(layer: LayerSpec, place: number, complaint: edits.Complaint | undefined): TemplateResult {
    const { layers } = this.network;
    const operation = this.operation(layer.operation);
    const entry = (option: string, label: string, control: TemplateResult) =>
      html`<div class="option"><label for="layer-${place}-${option}">${label}</label>${control}</div>`;
    const input = (option: string, value: string, placeholder: string, take: (typed: string) => void) =>
      html`<input
        id="layer-${place}-${option}"
        .value=${value}
        placeholder=${placeholder}
        spellcheck="false"
        autocomplete="off"
        aria-invalid=${complaint?.option === option ? "true" : "false"}
        aria-describedby="layer-${place}-error"
        @change=${(event: Event) => take(text(event))}
      />`;
    return html`<div class="layer-fields">
      ${entry(
        "operation",
        "operation",
        html`<select
          id="layer-${place}-operation"
          .value=${live(layer.operation)}
          @change=${(event: Event) => this.change(edits.withOperation(layers, place, this.operation(text(event))!))}
        >
          ${this.operations.map(({ name }) => html`<option value=${name} ?selected=${name === layer.operation}>${name.replaceAll("_", " ")}</option>`)}
        </select>`,
      )}
      ${entry(
        "name",
        "name",
        input("name", layer.name ?? "", "", (typed) =>
          this.change(edits.renamed(layers, place, typed || edits.freeName(layers, layer.operation))),
        ),
      )}
      ${entry(
        "inputs",
        operation?.joins ? "inputs" : "input",
        input("inputs", layer.inputs?.join(", ") ?? "", "the layer before", (typed) => {
          const names = typed
            .split(",")
            .map((name) => name.trim())
            .filter(Boolean);
          this.change(edits.withOption(layers, place, "inputs", names.length ? names : undefined));
        }),
      )}
      ${operation?.options.map((option) => {
        const value = layer[option.name as keyof LayerSpec];
        const take = (typed: string) =>
          this.change(edits.withOption(layers, place, option.name, edits.read(option, typed)));
        const label = option.name.replaceAll("_", " ");
        if (option.kind === "flag" || option.kind === "mode") {
          const choices = option.kind === "flag" ? ["true", "false"] : option.choices;
          const chosen = String(value ?? option.default);
          return entry(
            option.name,
            label,
            html`<select id="layer-${place}-${option.name}" .value=${live(chosen)} @change=${(event: Event) => take(text(event))}>
              ${choices.map((choice) => html`<option value=${choice} ?selected=${choice === chosen}>${choice}</option>`)}
            </select>`,
          );
        }
        return entry(option.name, label, input(option.name, edits.written(value), edits.written(option.default), take));
      })}
    </div>`;
  }
}

function text(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement).value;
}

/** A network that no longer is as its file has it. */
function unopened({ file: _, ...network }: OwnNetwork): OwnNetwork {
  return network;
}
