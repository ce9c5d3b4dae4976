/** One network: totals, blocks and charts, the table, and the layer that is looked at. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../../shared/api/client";
import { LightElement } from "../../shared/elements/light-element";
import { bytes, grouped } from "../../shared/format";
import type { NetworkRequest } from "../../shared/network/network";
import { openAtFirst, stagesOf, toggled } from "../../shared/network/table";
import "./layer-card";
import "./network-figure";
import "./network-table";

@customElement("network-detail")
export class NetworkDetail extends LightElement {
  @property() name = "";
  @property({ attribute: false }) network!: NetworkRequest;
  @property({ attribute: false }) analysis!: Schemas["NetworkAnswer"];
  @state() private open: ReadonlySet<number> = new Set();
  @state() private selected = "";

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("analysis")) return;
    const { nodes } = this.analysis;
    if (changed.has("name")) this.open = openAtFirst(nodes);
    if (!nodes.some(({ name }) => name === this.selected)) this.selected = "";
  }

  protected override render(): TemplateResult {
    const { parameters, batch, macs, flops, nodes, depth, unknown, parameter_bytes, activation_bytes } =
      this.analysis.totals;
    const stages = stagesOf(this.analysis.nodes);
    const everything = this.open.size === stages.length;
    const total = (label: string, value: string) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
    const ofBatch = (label: string) => (batch === 1 ? label : `${label}, batch of ${grouped(batch)}`);
    return html`<div
      @fold=${(event: CustomEvent<number>) => (this.open = toggled(this.open, event.detail))}
      @layer=${(event: CustomEvent<string>) => (this.selected = event.detail === this.selected ? "" : event.detail)}
    >
      <dl class="totals">
        ${total("Parameters", grouped(parameters.total))} ${total(ofBatch("Multiply-accumulates"), grouped(macs))}
        ${total(ofBatch("FLOPs"), grouped(flops))} ${total("Depth", grouped(depth))}
        ${total("Layers", grouped(nodes))} ${total("Parameters, float32", bytes(parameter_bytes))}
        ${total(ofBatch("Activations, float32"), bytes(activation_bytes))}
        ${unknown ? total("Unknown layers, counted nowhere", grouped(unknown)) : nothing}
        ${parameters.buffers ? total("Kept, not learned", grouped(parameters.buffers)) : nothing}
      </dl>
      ${this.analysis.notes.map((note) => html`<p class="network-note">${note}</p>`)}
      <div class="table-tools">
        ${
          stages.length > 1
            ? html`<button type="button" class="button" @click=${() => (this.open = new Set(everything ? [] : stages.keys()))}>
              ${everything ? "Fold all stages" : "Unfold all stages"}
            </button>`
            : nothing
        }
      </div>
      <network-figure .choosing=${true} .network=${this.analysis} .stages=${stages} .open=${this.open} .selected=${this.selected}></network-figure>
      <p class="muted figure-note">
        Heights go by the root of the map's height, widths by the logarithm of its channels. Choose a stage to unfold it, a layer to look into it.
      </p>
      ${
        this.selected
          ? html`<layer-card .network=${this.network} .analysis=${this.analysis} .name=${this.selected}></layer-card>`
          : nothing
      }
      <network-table .name=${this.name} .network=${this.analysis} .stages=${stages} .open=${this.open} .selected=${this.selected}></network-table>
    </div>`;
  }
}
