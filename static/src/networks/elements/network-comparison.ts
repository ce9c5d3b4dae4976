/** Two networks side by side: totals with their ratio, and the layers next to each other with what differs marked. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Schemas } from "../../shared/api/client";
import { LightElement } from "../../shared/elements/light-element";
import { counted, grouped, short } from "../../shared/format";
import { optionsOf, written } from "../../shared/network/edits";
import { type NetworkNode, openAtFirst, stagesOf, toggled } from "../../shared/network/table";
import "./network-figure";

type Row = Schemas["CompareRow"];

const TOTALS: readonly [keyof Schemas["Ratios"], string, (answer: Schemas["NetworkAnswer"]) => number][] = [
  ["parameters", "Parameters", ({ totals }) => totals.parameters.total],
  ["macs", "Multiply-accumulates", ({ totals }) => totals.macs],
  ["macs", "FLOPs", ({ totals }) => totals.flops],
  ["depth", "Depth", ({ totals }) => totals.depth],
  ["nodes", "Layers", ({ totals }) => totals.nodes],
  ["activation_bytes", "Activations, bytes", ({ totals }) => totals.activation_bytes],
];
const CHANGES = { same: "", changed: "changed", only_left: "only left", only_right: "only right" };

@customElement("network-comparison")
export class NetworkComparison extends LightElement {
  @property({ attribute: false }) answer!: Schemas["CompareAnswer"];
  @property({ attribute: false }) titles!: readonly [string, string];
  @state() private differencesOnly = false;
  @state() private open: readonly ReadonlySet<number>[] = [];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("answer")) this.open = [this.answer.left, this.answer.right].map(({ nodes }) => openAtFirst(nodes));
  }

  protected override render(): TemplateResult {
    const { left, right, rows } = this.answer;
    const [a, b] = this.titles;
    const same = rows.filter(({ change }) => change === "same").length;
    const shown = this.differencesOnly ? rows.filter(({ change }) => change !== "same") : rows;
    return html`<section class="comparison" aria-label="${a} and ${b}">
      <div class="table-scroll" tabindex="0" role="group" aria-label="Totals, table">
        <table class="layers totals-table" aria-label="Totals">
          <thead>
            <tr><th scope="col"><span class="visually-hidden">Total</span></th><th scope="col">${a}</th><th scope="col">${b}</th><th scope="col">Ratio</th></tr>
          </thead>
          <tbody>
            ${TOTALS.map(([key, label, value]) => this.total(label, value(left), value(right), this.answer.ratios[key]))}
          </tbody>
        </table>
      </div>
      ${[left, right].map(
        (network, i) =>
          html`<h3 class="side-title">${this.titles[i]}</h3>
            <network-figure
              .network=${network}
              .stages=${stagesOf(network.nodes)}
              .open=${this.open[i]}
              @fold=${(event: CustomEvent<number>) => (this.open = this.open.map((set, side) => (side === i ? toggled(set, event.detail) : set)))}
            ></network-figure>`,
      )}
      <div class="table-tools">
        <p class="muted">${grouped(same)} of ${grouped(rows.length)} rows are the same.</p>
        <label class="check">
          <input type="checkbox" .checked=${this.differencesOnly} @change=${(event: Event) => (this.differencesOnly = (event.target as HTMLInputElement).checked)} />
          Differences only
        </label>
      </div>
      <div class="table-scroll" tabindex="0" role="group" aria-label="Layers side by side, table">
        <table class="layers sides" aria-label="Layers side by side">
          <thead>
            <tr>
              <th scope="col">${a}</th><th scope="col">Output</th><th scope="col">Parameters</th>
              <th scope="col" class="change">Difference</th>
              <th scope="col" class="right-name">${b}</th><th scope="col">Output</th><th scope="col">Parameters</th>
            </tr>
          </thead>
          <tbody>
            ${shown.map((row) => this.row(row))}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  private total(label: string, left: number, right: number, ratio: number | null | undefined): TemplateResult {
    return html`<tr class=${left === right ? "" : "changed"}>
      <th scope="row">${label}</th>
      <td>${grouped(left)}</td>
      <td>${grouped(right)}</td>
      <td>${ratio ? `×${short(ratio)}` : "—"}</td>
    </tr>`;
  }

  private row({ left, right, change }: Row): TemplateResult {
    const [one, other] = [
      left === null ? undefined : this.answer.left.nodes[left],
      right === null ? undefined : this.answer.right.nodes[right],
    ];
    const cells = (
      node: NetworkNode | undefined,
      kind: string,
      to: NetworkNode | undefined,
    ) => html`${node ? html`<th scope="row" class=${kind}>${named(node, to)}</th>` : html`<td></td>`}
      <td class=${node && to && String(node.output_shape) !== String(to.output_shape) ? "differs" : ""}>${node?.output_shape.join("×")}</td>
      <td class=${node && to && node.parameters?.total !== to.parameters?.total ? "differs" : ""}>${node ? counted(node.parameters?.total) : nothing}</td>`;
    return html`<tr class=${change}>
      ${cells(one, "", other)}
      <td class="change">${CHANGES[change]}</td>
      ${cells(other, "right-name", one)}
    </tr>`;
  }
}

/** A layer's name, and of its options those that the other has not. */
function named(node: NetworkNode, to: NetworkNode | undefined): TemplateResult {
  const own = optionsOf(node.options);
  const others = new Map(to && optionsOf(to.options));
  const different = to ? own.filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(others.get(name))) : [];
  return html`${node.name} <span class="muted">${different.map(([name, value]) => `${name.replaceAll("_", " ")} ${written(value)}`).join(", ")}</span>`;
}
