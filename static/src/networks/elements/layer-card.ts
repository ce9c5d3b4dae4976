/** One layer of a network: its formulas with numbers, what its units see of the input, and the way to Explore. */
import { html, nothing, type PropertyValues, svg, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { answered, rest, type Schemas } from "../../shared/api/client";
import { expression } from "../../shared/elements/expression";
import { emit, LightElement } from "../../shared/elements/light-element";
import { counted, grouped } from "../../shared/format";
import { LatestRequest } from "../../shared/latest-request";
import { toSearch as fieldSearch } from "../../shared/links/field";
import { LONGEST_LINK } from "../../shared/links/network";
import { optionsOf, written } from "../../shared/network/edits";
import { layersOf, type NetworkRequest, toRequest } from "../../shared/network/network";
import type { NetworkNode } from "../../shared/network/table";
import { type ExploreLink, exploreLink } from "../state/explore-link";

const SIDE = 150;
type SizeOperation = Schemas["OutputSizeRequest"]["operation"];

@customElement("layer-card")
export class LayerCard extends LightElement {
  @property({ attribute: false }) network!: NetworkRequest;
  @property({ attribute: false }) analysis!: Schemas["NetworkAnswer"];
  @property() name = "";
  @state() private size?: Schemas["OutputSizeAnswer"];
  @state() private parameters?: Schemas["ParametersAnswer"];
  @state() private seen?: Schemas["NetworkUnitAnswer"];
  @state() private link?: ExploreLink;
  private readonly requests = new LatestRequest();

  private get node(): NetworkNode {
    return this.analysis.nodes.find(({ name }) => name === this.name)!;
  }

  private get input(): readonly number[] {
    const source = this.node.inputs[0];
    return source === "input"
      ? this.analysis.input_shape
      : this.analysis.nodes.find(({ name }) => name === source)!.output_shape;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("name") || changed.has("analysis")) void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.requests.stop();
  }

  private async load(): Promise<void> {
    const signal = this.requests.next();
    this.size = this.parameters = this.seen = this.link = undefined;
    const { node, input } = this;
    const { options } = node;
    const { kernel_size = 1, stride, padding, dilation, output_padding, ceil_mode } = options;
    const sizes = async () => {
      if (!["conv", "conv_transpose", "max_pool", "avg_pool"].includes(node.operation)) return;
      const body = {
        operation: node.operation as SizeOperation,
        input_size: input.slice(1),
        kernel_size: kernel_size!,
        stride,
        padding: padding ?? undefined,
        dilation: dilation ?? undefined,
        output_padding: output_padding ?? undefined,
        ceil_mode: ceil_mode ?? undefined,
      };
      this.size = await answered(rest.POST("/api/v1/output-size", { body, signal }));
    };
    const counts = async () => {
      const out = options.out_channels ?? options.out_features;
      if (!out || node.operation === "subsample") return;
      const body = {
        in_channels: input[0],
        out_channels: out,
        kernel_size: kernel_size!,
        groups: options.groups ?? 1,
        bias: options.bias ?? true,
      };
      this.parameters = await answered(rest.POST("/api/v1/parameters", { body, signal }));
    };
    const field = async () => {
      // as shown: a draft that is being mended may not be a network at the moment
      const network =
        this.network.kind === "zoo"
          ? toRequest(this.network)
          : { input_shape: this.analysis.input_shape, layers: layersOf(this.analysis.nodes) };
      this.seen = await answered(
        rest.POST("/api/v1/networks/receptive-field", { body: { network, node: node.name, masks: [] }, signal }),
      );
    };
    const link = async () => (this.link = await exploreLink(node, input, signal));
    // an answer that does not come leaves its part out; the page itself says when the server is gone
    await Promise.allSettled([sizes(), counts(), field(), link()]);
  }

  protected override render(): TemplateResult {
    const { node, input } = this;
    const options = optionsOf(node.options);
    return html`<section class="card layer-card" aria-label="Layer ${node.name}">
      <div class="card-line">
        <h3>${node.name} <span class="muted">${node.operation.replaceAll("_", " ")}</span></h3>
        <button type="button" class="icon" aria-label="Close the layer" @click=${() => emit(this, "layer", "")}>×</button>
      </div>
      <p class="shapes">${input.join("×")} → ${node.output_shape.join("×")}</p>
      ${options.length ? html`<p class="muted">${options.map(([name, value]) => `${name.replaceAll("_", " ")} ${written(value)}`).join(" · ")}</p>` : nothing}
      <div class="layer-parts">
        <div>${this.formulas(node)} ${this.links()}</div>
        ${this.field(node)}
      </div>
    </section>`;
  }

  private formulas({ parameters, macs, flops, weights_of: shares }: NetworkNode): TemplateResult {
    const formulas = this.size?.formula ?? [];
    const alike = formulas.length === 2 && formulas[0].numbers.text === formulas[1].numbers.text;
    return html`<div class="formulas" role="group" aria-label="Output size" tabindex="0">
        ${(alike ? formulas.slice(0, 1) : formulas).map((formula) => [expression(formula.general), expression(formula.numbers)])}
      </div>
      <p>
        <strong>${counted(parameters?.total)}</strong> parameters
        ${this.parameters ? html`<span class="muted">${this.parameters.formula}</span>` : nothing}
      </p>
      ${macs === 0 ? nothing : html`<p><strong>${counted(macs)}</strong> multiply-accumulates, ${counted(flops)} FLOPs</p>`}
      ${shares ? html`<p class="muted">It uses the weights of ${shares}, which are counted there.</p>` : nothing}
      ${parameters?.buffers ? html`<p class="muted">${grouped(parameters.buffers)} numbers are kept and not learned.</p>` : nothing}`;
  }

  private links(): TemplateResult {
    const { node, network } = this;
    const explore = this.link
      ? html`<a class="button" href=${this.link.href}>Open in Explore</a> <span class="muted">on ${this.link.size.join("×")} numbers</span>`
      : nothing;
    const search = fieldSearch({ network, node: node.name, unit: null, overlay: "field", picture: "" });
    // the page draws an input of the network's own size, and maps alone
    const fits = network.kind === "own" || !(network.inputSize || network.classes);
    return html`<p class="links">
      ${explore} ${node.output_shape.length === 3 && fits && search.length <= LONGEST_LINK ? html`<a class="button" href="/receptive-field${search}">See its field</a>` : nothing}
    </p>`;
  }

  /** What the middle unit sees where the input is not a map of two axes, which alone can be drawn. */
  private fieldInWords({ nodes: [picture], unit }: Schemas["NetworkUnitAnswer"]): TemplateResult | typeof nothing {
    const axes = this.analysis.input_shape.length - 1;
    if (axes === 0 || !picture.axes) return nothing;
    const cells = picture.axes.map(([first, last]) => `${grouped(first)}–${grouped(last)}`).join(" × ");
    return html`<p class="muted">
      The unit at ${unit.join(", ")} sees cells ${cells} of the input. Only maps of two axes are drawn; this one has ${axes}.
    </p>`;
  }

  /** The input, and in it what the middle unit sees. */
  private field({ receptive_field: field, output_shape }: NetworkNode): TemplateResult | typeof nothing {
    if (!this.seen) return nothing;
    if (this.analysis.input_shape.length !== 3) return this.fieldInWords(this.seen);
    const [, rows, columns] = this.analysis.input_shape;
    const scale = SIDE / Math.max(rows, columns);
    const { nodes, unit, unclipped } = this.seen;
    const [picture] = nodes;
    const box = (kind: string, r: readonly number[], c: readonly number[]) =>
      svg`<rect class=${kind} x=${c[0] * scale} y=${r[0] * scale} width=${(c[1] - c[0] + 1) * scale} height=${(r[1] - r[0] + 1) * scale}></rect>`;
    const where = output_shape.length === 3 ? `The unit in row ${unit[0]}, column ${unit[1]}` : "Every number";
    const size = field ? field.size.map(grouped).join("×") : "";
    const holes =
      picture.rows &&
      picture.columns &&
      picture.cells < (picture.rows[1] - picture.rows[0] + 1) * (picture.columns[1] - picture.columns[0] + 1);
    return html`<figure class="layer-field">
      <svg viewBox="-40 -40 ${columns * scale + 80} ${rows * scale + 80}" width="200" role="img" aria-label="Receptive field on the input">
        ${box("picture", [0, rows - 1], [0, columns - 1])}
        ${picture.rows && picture.columns ? box("seen", picture.rows, picture.columns) : nothing}
        ${unclipped?.rows && unclipped.columns ? box("reach", unclipped.rows, unclipped.columns) : nothing}
      </svg>
      <figcaption class="muted">
        ${where} sees ${picture.rows && picture.columns ? `rows ${picture.rows.join("–")}, columns ${picture.columns.join("–")}` : "nothing"} of the input${
          holes ? `, with holes: ${grouped(picture.cells)} cells` : ""
        }.
        ${field ? `Receptive field ${size}, stride ${field.stride.join("×")}, padding ${field.padding.join("×")}.` : ""}
        ${field && field.narrowest.join() !== field.size.join() ? `Over the shortest path ${field.narrowest.map(grouped).join("×")}.` : ""}
        ${field && !field.aligned ? "Its paths are not aligned." : ""}
      </figcaption>
    </figure>`;
  }
}
