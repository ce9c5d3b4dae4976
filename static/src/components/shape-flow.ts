/** How the feature map changes from stage to stage: blocks as high as the map, as wide as its channels. */
import { html, svg, type TemplateResult } from "lit";
import type { StageOf } from "../state/network-table";

const HEIGHT = 150;
const GAP = 64;

/** Channels grow from 3 to thousands: equal ratios are equal widths. */
function widthOf(channels: number): number {
  return 6 + 7 * Math.log2(channels);
}

export function shapeFlow(input: readonly number[], stages: readonly StageOf[]): TemplateResult {
  const blocks = [{ name: "input", output: input }, ...stages];
  const largest = Math.max(...blocks.map(({ output }) => output[1] ?? 1));
  let x = 8;
  const drawn = blocks.map(({ name, output }) => {
    const [channels, rows = 1] = output;
    const width = widthOf(channels);
    // areas would vanish: sides are drawn by their roots
    const height = Math.max(4, HEIGHT * Math.sqrt(rows / largest));
    const at = x + GAP / 2;
    x += width + GAP;
    return svg`<g>
      <rect x=${at} y=${(HEIGHT - height) / 2 + 18} width=${width} height=${height}></rect>
      <text x=${at + width / 2} y="12" text-anchor="middle">${name}</text>
      <text class="shape" x=${at + width / 2} y=${HEIGHT + 34} text-anchor="middle">${output.join("×")}</text>
    </g>`;
  });
  return html`<div class="shape-flow" tabindex="0" role="group" aria-label="Feature maps, stage by stage">
    <svg width=${x + 8} height=${HEIGHT + 44} role="img" aria-label=${blocks.map(({ name, output }) => `${name} ${output.join("×")}`).join(", ")}>${drawn}</svg>
  </div>`;
}
