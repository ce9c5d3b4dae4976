/** A network layer by layer: folded by stage, or sorted by a column; exported as CSV. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../../shared/api/client";
import { emit, LightElement } from "../../shared/elements/light-element";
import { counted, grouped } from "../../shared/format";
import { COLUMNS, type NetworkNode, type Sorting, type StageOf, sorted, toCsv } from "../../shared/network/table";
import { download } from "./download";

@customElement("network-table")
export class NetworkTable extends LightElement {
  @property() name = "";
  @property({ attribute: false }) network!: Schemas["NetworkAnswer"];
  @property({ attribute: false }) stages!: readonly StageOf[];
  @property({ attribute: false }) open: ReadonlySet<number> = new Set();
  @property() selected = "";
  @state() private sorting?: Sorting;

  protected override render(): TemplateResult {
    const { nodes } = this.network;
    return html`<div class="table-tools">
        ${this.sorting ? html`<button type="button" class="button" @click=${() => (this.sorting = undefined)}>By stage</button>` : nothing}
        <button type="button" class="button" @click=${this.save}>Export CSV</button>
      </div>
      <div class="table-scroll" tabindex="0" role="group" aria-label="Layers, table">
        <table class="layers" aria-label="Layers">
          <thead>
            <tr>
              ${COLUMNS.map(
                ({ key, title }) =>
                  html`<th scope="col" aria-sort=${this.sorting?.key === key ? (this.sorting.descending ? "descending" : "ascending") : "none"}>
                    <button type="button" @click=${() => this.sortBy(key)}>${title}</button>
                  </th>`,
              )}
            </tr>
          </thead>
          ${
            this.sorting
              ? html`<tbody>${sorted(nodes, this.sorting).map((node) => this.row(node))}</tbody>`
              : this.stages.map((stage, i) => this.stage(stage, i))
          }
        </table>
      </div>`;
  }

  private stage(stage: StageOf, index: number): TemplateResult {
    const isOpen = this.open.has(index);
    return html`<tbody>
      <tr class="stage-row">
        <th scope="rowgroup">
          <button type="button" aria-expanded=${isOpen} @click=${() => emit(this, "fold", index)}>${isOpen ? "▾" : "▸"} ${stage.name}</button>
          <span class="muted">${stage.nodes.length} layers</span>
        </th>
        <td>${stage.output.join("×")}</td>
        <td>${grouped(stage.parameters)}</td>
        <td>${grouped(stage.macs)}</td>
        <td>${grouped(stage.flops)}</td>
        <td>${field(stage.nodes[stage.nodes.length - 1])}</td>
      </tr>
      ${isOpen ? stage.nodes.map((node) => this.row(node)) : nothing}
    </tbody>`;
  }

  private row(node: NetworkNode): TemplateResult {
    return html`<tr class=${node.name === this.selected ? "selected" : ""}>
      <th scope="row"><button type="button" class="layer-name" aria-pressed=${node.name === this.selected} @click=${() => emit(this, "layer", node.name)}>${node.name}</button> <span class="muted">${node.inputs.length > 1 ? `from ${node.inputs.join(", ")}` : ""}</span></th>
      <td>${node.output_shape.join("×")}</td>
      <td>${counted(node.parameters?.total)}</td>
      <td>${counted(node.macs)}</td>
      <td>${counted(node.flops)}</td>
      <td>${field(node)}</td>
    </tr>`;
  }

  private sortBy(key: string): void {
    this.sorting = { key, descending: this.sorting?.key === key ? !this.sorting.descending : key !== "name" };
  }

  private readonly save = (): void => download(toCsv(this.network.nodes), `${this.name}.csv`, "text/csv");
}

function field({ receptive_field: seen }: NetworkNode): string {
  if (!seen?.size.length) return "—";
  return `${seen.size.map(grouped).join("×")}${seen.aligned ? "" : ", paths not aligned"}`;
}
