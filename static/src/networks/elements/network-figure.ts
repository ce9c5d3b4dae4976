/** A network as blocks in proportion, skip connections as arcs over them, and below each what it holds, costs and sees. */
import { html, nothing, svg, type TemplateResult } from "lit";
import { customElement, property } from "lit/decorators.js";
import { classMap } from "lit/directives/class-map.js";
import type { Schemas } from "../../shared/api/client";
import { emit, LightElement } from "../../shared/elements/light-element";
import { compact, grouped } from "../../shared/format";
import type { StageOf } from "../../shared/network/table";
import { type Block, type Figure, MAP_HEIGHT, networkFigure, rise, skipsWithin } from "../drawing/network-figure";

const ROOM_FOR_ARCS = 70;
const LABELS = 22;
const BARS = 54;

@customElement("network-figure")
export class NetworkFigure extends LightElement {
  @property({ attribute: false }) network!: Schemas["NetworkAnswer"];
  @property({ attribute: false }) stages!: readonly StageOf[];
  @property({ attribute: false }) open: ReadonlySet<number> = new Set();
  @property() selected = "";
  /** Whether a layer can be chosen; stages can always be unfolded. */
  @property({ type: Boolean }) choosing = false;

  protected override render(): TemplateResult {
    const figure = networkFigure(this.network.input_shape, this.stages, this.open);
    return html`<div class="network-figure" tabindex="0" role="group" aria-label="Feature maps and where the numbers sit">
      ${this.maps(figure)} ${this.bars(figure, "Parameters", "kernel", (block) => sum(block, (node) => node.parameters?.total ?? 0))}
      ${this.bars(figure, "Multiply-accumulates", "stride", (block) => sum(block, (node) => node.macs ?? 0))} ${this.growth(figure)}
    </div>`;
  }

  private maps({ blocks, arcs, spans, width }: Figure): TemplateResult {
    const above = arcs.length || blocks.some(({ node, nodes }) => !node && skipsWithin(nodes) > 0) ? ROOM_FOR_ARCS : 8;
    const middle = above + MAP_HEIGHT / 2;
    const top = (block: Block) => middle - block.height / 2;
    const centre = (block: Block) => block.x + block.width / 2;
    const below = above + MAP_HEIGHT + 16;
    return html`<svg width=${width} height=${below + LABELS} role="img" aria-label=${describe(blocks)}>
      ${arcs.map(({ from, to }) => {
        const [a, b] = [blocks[from], blocks[to]];
        const [x1, x2] = [a.x + a.width, centre(b)];
        const peak = Math.min(top(a), top(b), above) - rise(x2 - x1);
        return svg`<path class="arc" d="M ${x1} ${top(a)} C ${x1} ${peak}, ${x2} ${peak}, ${x2} ${top(b)}"></path>`;
      })}
      ${blocks.map(
        (block) =>
          svg`<g class=${classMap({ block: true, slim: block.slim, folded: !block.node && block.stage >= 0, chosen: block.stage >= 0 && (!block.node || this.choosing), selected: !!block.node && block.name === this.selected })}
            @click=${() => this.choose(block)}>
            <rect x=${block.x} y=${top(block)} width=${block.width} height=${block.height}></rect>
            <title>${block.name}: ${block.shape.join("×")}</title>
            ${this.mark(block, top(block))}
          </g>`,
      )}
      ${labelled(blocks).map(
        (block) =>
          svg`<text class="shape" x=${centre(block)} y=${above + MAP_HEIGHT + 12} text-anchor="middle">${block.shape.join("×")}</text>`,
      )}
      ${spans.map((span) => this.bracket(span.name, span.stage, span.x, span.width, below))}
    </svg>`;
  }

  /** A folded stage says how many skips it holds. */
  private mark(block: Block, top: number): TemplateResult | typeof nothing {
    const skips = block.node ? 0 : skipsWithin(block.nodes);
    if (!skips) return nothing;
    const [x, y] = [block.x + block.width / 2, top - 3];
    return svg`<path class="arc" d="M ${x - 12} ${y} C ${x - 10} ${y - 12}, ${x + 10} ${y - 12}, ${x + 12} ${y}"></path>
      <text class="skips" x=${x} y=${y - 13} text-anchor="middle">${skips} ${skips === 1 ? "skip" : "skips"}</text>` as TemplateResult;
  }

  private bracket(name: string, stage: number, x: number, width: number, y: number): TemplateResult {
    const label = svg`<line class="bracket" x1=${x} x2=${x + width} y1=${y + 1} y2=${y + 1}></line>
      <text x=${x + width / 2} y=${y + 15} text-anchor="middle">${name}</text>`;
    if (stage < 0) return label as TemplateResult;
    return svg`<g class="fold" @click=${() => emit(this, "fold", stage)}>
      <rect x=${x} y=${y - 2} width=${Math.max(width, 40)} height="22" opacity="0"></rect>
      <title>${this.open.has(stage) ? "Fold" : "Unfold"} ${name}</title>${label}
    </g>` as TemplateResult;
  }

  private choose(block: Block): void {
    if (block.stage < 0) return;
    if (!block.node) emit(this, "fold", block.stage);
    else if (this.choosing) emit(this, "layer", block.name);
  }

  private bars(
    { blocks, width }: Figure,
    title: string,
    role: string,
    value: (block: Block) => number,
  ): TemplateResult {
    const values = blocks.map(value);
    const largest = Math.max(1, ...values);
    return html`<p class="chart-title">${title} <span class="muted">largest ${grouped(largest)}</span></p>
      <svg class="bars ${role}" width=${width} height=${BARS + 4} role="img" aria-label="${title} of each block, largest ${grouped(largest)}">
        <line class="axis" x1="0" x2=${width} y1=${BARS} y2=${BARS}></line>
        ${blocks.map((block, i) => {
          const height = (values[i] / largest) * (BARS - 14);
          const label = block.width >= 26 && values[i] > 0;
          return svg`<rect x=${block.x} y=${BARS - height} width=${block.width} height=${height}><title>${block.name}: ${grouped(values[i])}</title></rect>
            ${label ? svg`<text x=${block.x + block.width / 2} y=${BARS - height - 3} text-anchor="middle">${compact(values[i])}</text>` : nothing}`;
        })}
      </svg>`;
  }

  /** The receptive field as a line; the input's own side is a dashed one. */
  private growth({ blocks, width }: Figure): TemplateResult | typeof nothing {
    if (this.network.input_shape.length < 2) return nothing; // a row of numbers has no field
    const seen = blocks.map((block) =>
      block.stage < 0 ? 1 : (block.nodes[block.nodes.length - 1].receptive_field?.size[0] ?? null),
    );
    const side = this.network.input_shape[1];
    const cells = this.network.input_shape.length === 3 ? "rows" : "cells";
    const largest = Math.max(1, ...seen.map((size) => size ?? 0));
    const y = (size: number) => BARS - (size / largest) * (BARS - 14);
    const points = blocks.flatMap((block, i) =>
      seen[i] === null ? [] : [`${block.x + block.width / 2},${y(seen[i])}`],
    );
    return html`<p class="chart-title">Receptive field <span class="muted">up to ${grouped(largest)} ${cells}; the input has ${grouped(side)}</span></p>
      <svg class="growth" width=${width} height=${BARS + 4} role="img" aria-label="Receptive field of each block, largest ${grouped(largest)}">
        <line class="axis" x1="0" x2=${width} y1=${BARS} y2=${BARS}></line>
        ${side <= largest ? svg`<line class="side" x1="0" x2=${width} y1=${y(side)} y2=${y(side)}><title>the input's ${grouped(side)} ${cells}</title></line>` : nothing}
        <polyline points=${points.join(" ")}></polyline>
        ${blocks.map((block, i) =>
          seen[i] === null
            ? nothing
            : svg`<circle cx=${block.x + block.width / 2} cy=${y(seen[i])} r=${block.slim ? 1.5 : 3}><title>${block.name}: ${grouped(seen[i])}</title></circle>
              ${block.width >= 26 && !block.slim ? svg`<text x=${block.x + block.width / 2} y=${y(seen[i]) - 6} text-anchor="middle">${compact(seen[i])}</text>` : nothing}`,
        )}
      </svg>`;
  }
}

function sum(block: Block, value: (node: Schemas["NodeAnswer"]) => number): number {
  return block.nodes.reduce((total, node) => total + value(node), 0);
}

/** Blocks whose shape is new, as far as there is room to say it. */
function labelled(blocks: readonly Block[]): Block[] {
  const shown: Block[] = [];
  let [free, before] = [-Infinity, ""];
  for (const block of blocks) {
    const text = block.shape.join("×");
    const half = 3.4 * text.length;
    const centre = block.x + block.width / 2;
    if (text !== before && centre - half > free) {
      shown.push(block);
      free = centre + half + 4;
      before = text;
    }
  }
  return shown;
}

function describe(blocks: readonly Block[]): string {
  const named = blocks.filter(({ slim }) => !slim);
  const some = named.length > 40 ? named.slice(0, 40) : named;
  const rest = named.length - some.length;
  return some.map(({ name, shape }) => `${name} ${shape.join("×")}`).join(", ") + (rest ? `, and ${rest} more` : "");
}
